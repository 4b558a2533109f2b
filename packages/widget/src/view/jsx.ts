/**
 * The build puts this in the place of `preact/jsx-runtime`: a prompt needs what a node is, not what Preact
 * remembers about it.
 */
export const jsx = (type: unknown, props: object): unknown => ({ type, props });
export { jsx as jsxs };
