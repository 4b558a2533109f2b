/** What the parts of one running widget share. */
import type { Attachkit, Scalar } from '@attachkit/sdk';
import type { Placement } from '@attachkit/sdk/prompt';
import { safeLink } from '../content/link.ts';
import { type Wording, wordingOf } from '../content/wording.ts';
import { type History, NOTHING_YET } from '../decide/history.ts';
import { type Due, isInPage, type Situation } from '../decide/situation.ts';
import { hostAction, type PromptOptions } from '../options.ts';
import type { PlacementModule, View } from '../view/view.ts';
import type { Attention } from './attention.ts';
import type { Memory } from './memory.ts';
import { placeIn } from './place.ts';
import type { Stage } from './stage.ts';

export interface Page {
  client: Attachkit;
  options: PromptOptions;
  memory: Memory;
  attention: Attention;
  /** What waits for its moment, by prompt id. */
  dues: Map<string, Due>;
  /** What is open, by prompt id. */
  shows: Map<string, Show>;
  /** Uncounted prompts that were decided on in this page: their state would trigger them at every use. */
  decided: Set<string>;
  /** Held back by the linter, in debug mode. */
  held: Set<string>;
  /** Where overlays stand, and are announced. */
  host: Element;
  further: Situation['further'];
  isDeciding: boolean;
  hasElements: boolean;
  /** Draws the page's elements anew; there once they are. */
  drawElements: (() => void) | undefined;
  /** Whose history it is. */
  user: string;
  look(): void;
}

/** What was decided. */
export interface Decided {
  due: Due;
  at: Situation;
  placement: Placement;
  wording: Wording;
  /** Properties of every event about it. */
  about: Record<string, Scalar>;
}

export interface Show extends Decided {
  page: Page;
  view: View;
  stage: Stage;
  /** The placement's component. */
  paint: PlacementModule['draw'];
  track(event: string, more?: Record<string, string>): void;
  isOpen(): boolean;
  /** Takes it out. */
  close(): void;
}

/** All that a decision reads, as of now; `undefined` before there is a catalog. */
export function gather(page: Page, history: History = page.memory.history ?? NOTHING_YET): Situation | undefined {
  const { client, options } = page;
  const catalog = client.catalog();
  if (!catalog) return undefined;
  const identity = client.identity();
  const account = catalog.account === 'group' ? identity.groupId : identity.userId;
  const told = client.hydrated();
  const state = told?.account === account ? told : undefined;
  const at: Situation = {
    nowMs: Math.max(history.clockMs, client.now()),
    account,
    catalog,
    identity,
    state,
    history,
    further: page.further,
    caps: { perDay: 1, perWeek: 3, ...options.caps },
    page: { ...page.attention.now(), occupied: [...page.shows.values()].some(({ placement }) => !isInPage(placement)) },
    limit: client.limit,
    canAct: ({ actions: { primary } }) =>
      primary.type === 'navigate'
        ? safeLink(primary.to, options.origins)
        : /^(event|feedback)/.test(primary.type) || hostAction(primary, options),
    place: placeIn,
    canSay(due) {
      try {
        return wordingOf(due, at, options.locale);
      } catch {}
    },
  };
  return at;
}
