/** The latest showings of prompts to an account, each with what became of it. */
import type { AccountState, PromptOutcome } from '@attachkit/sdk/protocol';
import { EVENTS } from '@attachkit/sdk/protocol';

export interface PromptMoment {
  name: string;
  prompt: string;
  addon: string;
  arm: 'treated' | 'control' | null;
  happened_at: number;
  [column: string]: string | number | null;
}

const SHOWS_MAX = 100;
const OUTCOMES: Record<string, PromptOutcome> = {
  [EVENTS.promptClicked]: 'clicked',
  [EVENTS.promptDismissed]: 'dismissed',
  [EVENTS.promptSnoozed]: 'snoozed',
  [EVENTS.promptOptedOut]: 'opted-out',
};

/** @param moments in order. An answer belongs to the latest showing of its prompt; the last answer counts. */
export function latestShows(moments: readonly PromptMoment[]): AccountState['shows'] {
  const shows: AccountState['shows'] = [];
  for (const { name, prompt, addon, happened_at } of moments) {
    if (name === EVENTS.promptShown) {
      shows.push({ prompt, addon, at: new Date(happened_at / 1000).toISOString(), outcome: null });
      continue;
    }
    const outcome = OUTCOMES[name];
    const show = shows.findLast((one) => one.prompt === prompt && one.addon === addon);
    if (outcome && show) show.outcome = outcome;
  }
  return shows.reverse().slice(0, SHOWS_MAX);
}
