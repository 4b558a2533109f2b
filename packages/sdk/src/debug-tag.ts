/** `attachkit-debug.js`: a second script tag, after the first, that makes the page explain itself. */
import { explain } from './debug.ts';
import type { ScriptTag } from './public-api.ts';

explain((self as unknown as { attachkit: ScriptTag }).attachkit);
