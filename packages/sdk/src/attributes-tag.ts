/** `attachkit-attributes.js`: what the script tag brings in for a page that has `data-attachkit-` attributes. */
import { watchAttributes } from './attributes.ts';

(globalThis as { attachkitAttributes?: typeof watchAttributes }).attachkitAttributes = watchAttributes;
