/** A page in which everything is allowed, to be spoiled by the test that needs it spoiled. */
import type { Prompt } from '../../packages/sdk/src/prompt.ts';
import * as further from '../../packages/widget/src/decide/further.ts';
import { type History, NOTHING_YET } from '../../packages/widget/src/decide/history.ts';
import type { Due, Situation } from '../../packages/widget/src/decide/situation.ts';
import { catalog, slideout } from './catalog.ts';

export const NOON_MS = Date.parse('2026-03-10T12:00:00Z');

export const dueOf = (prompt: Prompt = slideout, change: Partial<Due> = {}): Due => ({
  prompt,
  variant: undefined,
  trigger: 'host',
  sinceMs: NOON_MS,
  value: undefined,
  ...change,
});

export const situation = (change: Partial<Situation> = {}): Situation => ({
  nowMs: NOON_MS,
  account: 'acme',
  catalog,
  identity: { anonymousId: 'anon', userId: 'ada', groupId: 'acme', userTraits: {}, accountTraits: { plan: 'starter' } },
  state: undefined,
  history: NOTHING_YET,
  further,
  caps: { perDay: 1, perWeek: 3 },
  page: { pathname: '/app/boards', hash: '', quietMs: 60_000, doing: {}, occupied: false },
  limit: (limit) => (limit === 'ai_credits' ? { limit, used: 850, max: 1000 } : undefined),
  canAct: () => true,
  place: (placement) => placement,
  canSay: () => true,
  ...change,
});

export const stateOf = (change: Partial<NonNullable<Situation['state']>> = {}): NonNullable<Situation['state']> => ({
  account: 'acme',
  asOf: new Date(NOON_MS).toISOString(),
  catalogVersion: catalog.version,
  traits: {},
  acquired: null,
  plan: null,
  addons: {},
  usage: {},
  lifetime: {},
  optOuts: { prompts: [], addons: [] },
  shows: [],
  ...change,
});

export const historyOf = (change: Partial<History>): History => ({ ...NOTHING_YET, ...change });

export const addonState = {
  purchased: false,
  included: false,
  trialEndsAt: null,
  attached: false,
  uses: 0,
  days: 0,
  arm: null,
};
