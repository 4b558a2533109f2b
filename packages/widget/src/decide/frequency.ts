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
  const isOverlay = !isInPage(placement);
  const { max, cooldown, afterDismiss = AFTER_DISMISS } = { ...(isOverlay && DEFAULTS), ...frequency };
  const { overlays, byPrompt } = allShows(at);
  const own = byPrompt[id] ?? [];
  const within = (shows: Show[], time: string) => {
    const afterMs = nowMs - durationMs(time);
    return shows.filter(({ atMs }) => atMs > afterMs).length;
  };
  const dismissed = own.filter(({ outcome }) => outcome === 'dismissed');
  return (
    note(history.snoozed[id]! > nowMs) ||
    note(dismissed[0] && within(dismissed, afterDismiss)) ||
    // The user's own word on when to come back counts for more than ours.
    note(
      cooldown &&
        within(
          own.filter(({ outcome }) => outcome !== 'snoozed'),
          cooldown,
        ),
    ) ||
    note(max && own.length >= max.count && within(own, max.per) >= max.count) ||
    note(
      isOverlay && overlays[0] && (within(overlays, 'P1D') >= caps.perDay || within(overlays, 'P7D') >= caps.perWeek),
    )
  );
}

interface Counted {
  overlays: Show[];
  byPrompt: Record<string, Show[]>;
}

const known = new WeakMap<Situation, Counted>();

/** Showings here and, as far as the host told, on other devices and of colleagues; each once. Put together once a decision. */
function allShows(at: Situation): Counted {
  const { history, state, catalog } = at;
  const found = known.get(at);
  if (found) return found;
  const inPage = new Set(catalog.prompts.filter(({ placement }) => isInPage(placement)).map(({ id }) => id));
  const isHere = (told: Show) =>
    history.shows.some(
      ({ prompt, atMs }) => prompt === told.prompt && told.atMs >= atMs && told.atMs - atMs < SAME_SHOW_MS,
    );
  const elsewhere = (state?.shows ?? [])
    .map((told): Show => ({ ...told, atMs: Date.parse(told.at), overlay: !inPage.has(told.prompt) }))
    .filter((told) => !isHere(told));
  const counted: Counted = { overlays: [], byPrompt: Object.create(null) };
  for (const show of [...history.shows, ...elsewhere]) {
    counted.byPrompt[show.prompt] = [...(counted.byPrompt[show.prompt] ?? []), show];
    if (show.overlay) counted.overlays.push(show);
  }
  known.set(at, counted);
  return counted;
}
