/** Longest text, in characters; more is cut with an ellipsis. */
export const TEXT_MAX = 500;

/** Control characters, and those that make text read in another order than it stands in (CVE-2021-42574). */
export const HIDDEN_CHARACTERS: RegExp = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Text that may stand in a page: nothing hidden, nothing endless. It only ever becomes a text node. */
export function clean(text: string): string {
  const letters = [...text.slice(0, TEXT_MAX * 4).replace(HIDDEN_CHARACTERS, '')];
  return letters.slice(0, TEXT_MAX).join('') + (letters[TEXT_MAX] ? '…' : '');
}
