/**
 * What a user has seen and said, and how each happening changes it. Pure: every tab runs the same
 * reducer inside one storage transaction (page/memory.ts).
 */
import type { AccountState, PromptOutcome } from '@attachkit/sdk/protocol';
import type { Arm } from './assignment.ts';
import { DAY_MS } from './duration.ts';

export interface History {
  /** The latest time any tab has seen: a clock set back frees nothing. */
  clockMs: number;
  /** Oldest first; bounded by {@link SHOWS_MAX}. */
  shows: Show[];
  /** Snoozed until, epoch milliseconds, by prompt id. */
  snoozed: Record<string, number>;
  /** Refused for good: `prompt:ID` or `addon:ID`. */
  refused: string[];
  /** Taken back in the preferences, in the same form: outweighs what the host hydrates. */
  allowed: string[];
  /** Choices made, `trial:ADDON` or `buy:ADDON`: never asked again. */
  accepted: string[];
  /** By add-on, as first recorded: a changed share moves nobody. */
  arms: Record<string, Arm>;
  /** Add-ons owned when the host last told, so that a page without that knowledge does not offer them. */
  owned: string[];
}

export interface Show {
  prompt: string;
  addon: string;
  atMs: number;
  /** Counts towards the global caps: all but what stands inside the page. */
  overlay: boolean;
  outcome?: PromptOutcome | null;
}

/** A change of the history, given the time that is never earlier than the history's own. */
export type Change = (history: History, nowMs: number) => Partial<History>;

/** With more than these, nothing further is shown until old ones have aged: forgetting one would free a cap. */
export const SHOWS_MAX = 400;
const KEPT_MS = 400 * DAY_MS;

export const NOTHING_YET: History = {
  clockMs: 0,
  shows: [],
  snoozed: {},
  refused: [],
  allowed: [],
  accepted: [],
  arms: {},
  owned: [],
};

/** Whether there is anything that rules of frequency could count. */
export const isEmpty = ({ shows, snoozed }: History, state: AccountState | undefined): boolean =>
  !(shows[0] || state?.shows[0] || Object.keys(snoozed)[0]);

/** Applies a change at a time by a clock that only goes forward. */
export function remember(history: History, change: Change, nowMs: number): History {
  const clockMs = Math.max(history.clockMs, nowMs);
  return { ...history, ...change(history, clockMs), clockMs };
}

/**
 * Decided to show; in the control arm, decided all the same, so that both arms are capped alike.
 * @param uncounted nothing counts this prompt's showings: keep the latest only
 */
export const presented =
  (show: Omit<Show, 'atMs'>, arm: Arm, uncounted: boolean): Change =>
  ({ shows, arms }, atMs) => ({
    shows: [
      ...shows.filter((old) => atMs - old.atMs < KEPT_MS && !(uncounted && old.prompt === show.prompt && !old.outcome)),
      { ...show, atMs },
    ],
    arms: { [show.addon]: arm, ...arms },
  });
