/** How often is too often. Every rule is a count of showings within a time. */
import type { Prompt } from '@attachkit/sdk/prompt';
import { durationMs } from './duration.ts';
import type { Show } from './history.ts';
import { isInPage, type Note, type Situation } from './situation.ts';

/** For overlays whose prompt says nothing. What stands in the page stays until it is dismissed. */
const DEFAULTS = { max: { count: 3, per: 'P30D' }, cooldown: 'P7D' };
const AFTER_DISMISS = 'P30D';

/** A showing here and its event from the collector are one, if the event came within this time. */
const SAME_SHOW_MS = 600_000;

/** @returns whether any rule stands in the way */
export function isTooOften({ id, frequency, placement }: Prompt, at: Situation, note: Note): unknown {
  const { nowMs, history, caps } = at;
  const shows = allShows(at);
  const overlay = !isInPage(placement);
  const { max, cooldown, afterDismiss = AFTER_DISMISS } = { ...(overlay && DEFAULTS), ...frequency };
  const within = (time: string, counts: (show: Show) => boolean) =>
    shows.filter((show) => nowMs - show.atMs < durationMs(time) && counts(show)).length;
  const own = ({ prompt }: Show) => prompt === id;
  const overlays = (show: Show) => show.overlay;
  return (
    note('not-snoozed', history.snoozed[id]! > nowMs) ||
    note(
      'after-dismissal',
      within(afterDismiss, (show) => own(show) && show.outcome === 'dismissed'),
    ) ||
    note('cooldown', cooldown && within(cooldown, own)) ||
    note('prompt-cap', max && within(max.per, own) >= max.count) ||
    note('global-cap', overlay && (within('P1D', overlays) >= caps.perDay || within('P7D', overlays) >= caps.perWeek))
  );
}

/** Showings here and, as far as the host told, on other devices and of colleagues; each once. */
const allShows = ({ history: { shows }, state, catalog: { prompts } }: Situation): Show[] => [
  ...shows,
  ...(state?.shows ?? [])
    .map((told) => ({
      ...told,
      atMs: Date.parse(told.at),
      overlay: !prompts.some(({ id, placement }) => id === told.prompt && isInPage(placement)),
    }))
    .filter(
      (told) =>
        !shows.some(
          ({ prompt, atMs }) => prompt === told.prompt && told.atMs >= atMs && told.atMs - atMs < SAME_SHOW_MS,
        ),
    ),
];
