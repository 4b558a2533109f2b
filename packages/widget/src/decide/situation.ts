/** All that a decision reads, gathered once, so that the rules over it are pure. */
import type { Attachkit, Identity, Scalar } from '@attachkit/sdk';
import type { PublicCatalog } from '@attachkit/sdk/catalog';
import type { Placement, Prompt } from '@attachkit/sdk/prompt';
import type { AccountState } from '@attachkit/sdk/protocol';
import { type History, isEmpty } from './history.ts';

export interface Situation {
  /** Epoch milliseconds, never less than any time seen before. */
  nowMs: number;
  /** Whom the holdout is drawn for: the group or the user, as the catalog says. */
  account: string | undefined;
  catalog: PublicCatalog;
  identity: Identity;
  /** What the host hydrated, of this account. */
  state: AccountState | undefined;
  history: History;
  page: PageState;
  limit: Attachkit['limit'];
  /** Rules that are brought in when {@link needsFurther}; what needs them waits for them. */
  further: typeof import('./further.ts') | undefined;
  /** Overlays in a day and in seven, over all prompts. */
  caps: Caps;
  /** Whether the prompt's button would do something. */
  canAct(prompt: Prompt): unknown;
  /** The first of a prompt's placements that has its slot or anchor. */
  place(placement: Placement): Placement | undefined;
  /** Whether every text of the prompt can be filled in from what is known. */
  canSay(due: Due): unknown;
}

export interface Caps {
  perDay: number;
  perWeek: number;
}

export interface PageState {
  pathname: string;
  hash: string;
  /** Since the last key or pointer, milliseconds. */
  quietMs: number;
  /** Which of `notWhile` are so now. */
  doing: Record<string, boolean>;
  /** Another overlay is open in this tab. */
  occupied: boolean;
}

/** A prompt whose trigger has been met and that waits for its moment. */
export interface Due {
  /** As the account's variant has it. */
  prompt: Prompt;
  variant: string | undefined;
  /** What met it, for reports: `limit:ai_credits`, `gate:reports`, `host`. */
  trigger: string;
  sinceMs: number;
  /** A milestone's `value`. */
  value: number | undefined;
}

/**
 * Told of every rule that is looked at, in a fixed order, and whether it stands in the way; what it returns goes
 * on standing in the way. Deciding passes `bars` through, so that the first bar ends the search; explaining lets
 * all pass, and knows their names.
 */
export type Note = (bars: unknown) => unknown;

/** What the page knows of a trait: the host's server first, then the account, then the user. Absent is `null`. */
export const traitOf = ({ state, identity }: Situation, trait: string): Scalar =>
  ({ ...identity.userTraits, ...identity.accountTraits, ...state?.traits, ...(state?.plan && { plan: state.plan }) })[
    trait
  ] ?? null;

/** Bought or included in the plan, by the best knowledge of this page. */
export function owns(at: Situation, addon: string): boolean | undefined {
  const { state, history, catalog } = at;
  const told = state?.addons[addon];
  return told
    ? told.purchased || told.included
    : [...history.owned, ...history.accepted].some((what) => what === addon || what === `buy:${addon}`) ||
        catalog.addons[addon]?.includedIn.includes(traitOf(at, 'plan') as string);
}

export const isInPage = ({ kind }: Placement): boolean => /^(inline|meter)/.test(kind);

/** Whether its button sells: such a prompt is never for those who own the add-on. */
export const sells = ({ actions: { primary } }: Prompt): boolean => /^(trial|buy)/.test(primary.type);

/** Whether to keep only the latest showing of a prompt: nothing counts the earlier ones. */
export const isUncounted = ({ placement, frequency }: Prompt): boolean =>
  isInPage(placement) && !frequency?.max && !frequency?.cooldown;

/** Whether deciding on a prompt takes rules of frequency (there is something to count), or of traits and tenure. */
export const needsFurther = ({ prompt }: Due, { history, state }: Situation): boolean =>
  !isEmpty(history, state) || !!prompt.audience?.all.some((rule) => !('owned' in rule));
