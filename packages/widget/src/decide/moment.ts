import type { Moment, Prompt } from '@attachkit/sdk/prompt';
import type { Due, Note, PageState, Situation } from './situation.ts';

const NOT_WHILE: NonNullable<Moment['notWhile']> = ['typing', 'dialog-open', 'hidden-tab'];
const QUIET_MS = 1000;
const QUIET_MAX_MS = 60_000;

/** Rules that waiting may change: looked at again until they pass or the prompt expires. */
export function isUntimely(due: Due, { page, place, canSay }: Situation, note: Note): unknown {
  const { prompt } = due;
  const { placement, moment: { notWhile = NOT_WHILE, quietMs = placement.kind === 'dialog' ? 0 : QUIET_MS } = {} } =
    prompt;
  return (
    note(isElsewhere(prompt, page)) ||
    // A dialog answers the user's own attempt, so it does not wait for quiet unless told to.
    note(page.quietMs < Math.min(quietMs, QUIET_MAX_MS)) ||
    note(notWhile.some((state) => page.doing[state])) ||
    note(page.occupied) ||
    note(!place(placement)) ||
    note(!canSay(due))
  );
}

/**
 * Whether the page is not one of the prompt's. In a glob `*` stays within a segment and `**` goes over
 * several; `/app/**` is also `/app`. A glob with a `#` is compared with path and fragment.
 */
export function isElsewhere({ moment }: Prompt, { pathname, hash }: Pick<PageState, 'pathname' | 'hash'>): boolean {
  const glob = moment?.route ?? '**';
  const pattern = glob.replace(/(\/\*\*$)|(\*\*)|(\*)|[^\w/]/g, (found, tail, deep, one) =>
    tail ? '(/.*)?' : deep ? '.*' : one ? '[^/]*' : `\\${found}`,
  );
  return !new RegExp(`^${pattern}$`).test(glob.includes('#') ? pathname + hash : pathname);
}
