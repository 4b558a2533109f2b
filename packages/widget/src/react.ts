/**
 * React's own primitives are handed in, so that nothing of React is bundled and no version prescribed:
 * `import * as React from 'react'; export const { useLimit, Gate } = bindReact(React);`
 */
export { type Attachment, type Bindings, bind as bindReact, type GateProps, type Primitives } from './bindings.ts';
