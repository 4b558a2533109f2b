/** The build puts this in the place of `preact/jsx-runtime`, which brings more than the widget uses. */
import { h } from 'preact';

export const jsx = (type: string, props: object): unknown => h(type, props);
export { jsx as jsxs };
