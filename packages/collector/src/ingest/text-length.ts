import { LIMITS } from '@attachkit/sdk/protocol';

/** Whether a text has more characters than the wire allows. Characters are code points: an emoji is one. */
export function isTooLong(text: string, max: number = LIMITS.stringLengthMax): boolean {
  // No text has more code points than UTF-16 units, and none fewer than half.
  if (text.length <= max) return false;
  return text.length > 2 * max || [...text].length > max;
}
