import { describe, expect, it } from 'vitest';
import { catalog, question, slideout } from '../../../../test/widget/catalog.ts';
import { addonState, dueOf, historyOf, NOON_MS, situation, stateOf } from '../../../../test/widget/situation.ts';
import type { Prompt } from '../../../sdk/src/prompt.ts';
import { RULES } from '../explain.ts';
import { armFor, choose, isBarred, resolveVariant } from './decision.ts';
import { isUntimely } from './moment.ts';
import type { Due, Situation } from './situation.ts';

/** The rules that fail, all of them. */
function failing(change: Partial<Situation> = {}, prompt: Prompt = slideout, due: Partial<Due> = {}): string[] {
  const failed: string[] = [];
  let index = 0;
  const note = (bars: unknown) => {
    const rule = RULES[index++]!;
    if (bars) failed.push(rule);
  };
  const at = situation(change);
  isBarred(dueOf(prompt, due), at, note);
  isUntimely(dueOf(prompt, due), at, note);
  expect(index).toBe(RULES.length);
  return failed;
}

const page = situation().page;

describe('a decision', () => {
  it('shows where nothing stands in the way', () => {
    expect(failing()).toEqual([]);
    expect(choose([dueOf()], situation()).chosen).toBeDefined();
  });

  const frequency = { cooldown: 'PT1H', max: { count: 99, per: 'P30D' } };
  const show = (daysAgo: number, outcome?: 'dismissed') => ({
    prompt: slideout.id,
    addon: 'copilot',
    atMs: NOON_MS - daysAgo * 86_400_000,
    overlay: true,
    outcome,
  });
  it.each<[rule: string, change: Partial<Situation>, prompt?: Prompt, due?: Partial<Due>]>([
    ['live', {}, { ...slideout, status: 'draft' }],
    ['not-paused', { catalog: { ...catalog, promptsPaused: true } }],
    ['account', { account: undefined }],
    ['known-addon', { catalog: { ...catalog, addons: {} } }],
    [
      'audience',
      { identity: { ...situation().identity, accountTraits: { plan: 'free' } } },
      { ...slideout, audience: { all: [{ plan: ['starter'] }] } },
    ],
    ['not-refused', { history: historyOf({ refused: ['prompt:ai-credits-80'] }) }],
    ['not-refused', { history: historyOf({ refused: ['addon:copilot'] }) }],
    ['not-chosen', { history: historyOf({ accepted: ['trial:copilot'] }) }],
    ['not-chosen', { state: stateOf({ addons: { copilot: { ...addonState, trialEndsAt: '2026-04-01T00:00:00Z' } } }) }],
    ['not-snoozed', { history: historyOf({ snoozed: { 'ai-credits-80': NOON_MS + 1 } }) }],
    [
      'after-dismissal',
      { history: historyOf({ shows: [show(13, 'dismissed')] }) },
      { ...slideout, frequency: { ...frequency, afterDismiss: 'P14D' } },
    ],
    [
      'cooldown',
      { history: historyOf({ shows: [show(6.9)] }) },
      { ...slideout, frequency: { ...frequency, cooldown: 'P7D' } },
    ],
    [
      'prompt-cap',
      { history: historyOf({ shows: [show(29), show(20), show(9)] }) },
      { ...slideout, frequency: { ...frequency, max: { count: 3, per: 'P30D' } } },
    ],
    ['global-cap', { history: historyOf({ shows: [{ ...show(0.9), prompt: 'another' }] }) }],
    [
      'global-cap',
      { history: historyOf({ shows: [1.5, 3, 6.9].map((daysAgo) => ({ ...show(daysAgo), prompt: 'another' })) }) },
    ],
    ['not-expired', {}, slideout, { sinceMs: NOON_MS - 600_001 }],
    ['still-true', { limit: (limit) => ({ limit, used: 0, max: 1000 }) }, slideout, { trigger: 'limit:ai_credits' }],
    ['action', { canAct: () => false }],
    ['content', { canSay: () => false }],
    ['route', {}, { ...slideout, moment: { quietMs: 0, route: '/settings/**' } }],
    ['quiet', { page: { ...page, quietMs: 3999 } }, { ...slideout, moment: { quietMs: 4000 } }],
    ['not-while', { page: { ...page, doing: { typing: true } } }],
    ['not-while', { page: { ...page, doing: { 'dialog-open': true } } }],
    ['one-at-a-time', { page: { ...page, occupied: true } }],
    ['placement', { place: () => undefined }],
  ])('is held by the rule "%s" alone', (rule, change, prompt, due) => {
    expect(failing(change, prompt, due)).toEqual([rule]);
  });

  it('never offers what is owned or included, whoever says so', () => {
    const owner = (state: Partial<typeof addonState>) => ({
      state: stateOf({ addons: { copilot: { ...addonState, ...state } } }),
    });
    const bare = { ...slideout, audience: undefined };
    expect(failing(owner({ purchased: true }), bare)).toEqual(['not-owned']);
    expect(failing(owner({ included: true }), bare)).toEqual(['not-owned']);
    expect(failing({ history: historyOf({ owned: ['copilot'] }) }, bare)).toEqual(['not-owned']);
    expect(failing({ history: historyOf({ accepted: ['buy:copilot'] }) }, bare)).toEqual(['not-owned']);
    const enterprise = { identity: { ...situation().identity, accountTraits: { plan: 'enterprise' } } };
    expect(failing(enterprise, bare)).toEqual(['not-owned']);
    // A question after attachment is for owners, too; told that it is not owned wins over what was remembered.
    expect(failing(owner({ purchased: true }), question)).toEqual([]);
    // So is one that warns of an attachment about to be lost, which sells nothing.
    const trigger = { crossing: 'at-risk' } as const;
    const [navigate, event] = [{ type: 'navigate', to: '/ai' } as const, { type: 'event', event: 'x' } as const];
    const warning = { ...bare, trigger, pricing: undefined, actions: { primary: navigate, secondary: event } };
    expect(failing(owner({ purchased: true }), warning)).toEqual([]);
    expect(failing(owner({ purchased: true }), { ...warning, trigger: bare.trigger })).toEqual(['not-owned']);
    expect(failing({ ...owner({}), history: historyOf({ owned: ['copilot'] }) }, bare)).toEqual([]);
  });

  it('judges tenure by calendar days in the catalog’s time zone', () => {
    const within = (acquired: string | null) =>
      failing(
        { state: stateOf({ acquired }) },
        { ...slideout, audience: { all: [{ sinceAcquired: { from: 'P60D', to: 'P120D' } }] } },
      );
    expect(within('2026-01-09')).toEqual([]); // 60 days before 2026-03-10
    expect(within('2026-01-10')).toEqual(['audience']);
    expect(within('2025-11-10')).toEqual([]); // 120
    expect(within('2025-11-09')).toEqual(['audience']);
    expect(within(null)).toEqual(['audience']);
  });

  it('takes the highest priority, then whoever waits longest', () => {
    const [low, high, older] = [
      dueOf({ ...slideout, id: 'low', priority: 1 }),
      dueOf({ ...slideout, id: 'high', priority: 9 }),
      dueOf({ ...slideout, id: 'older', priority: 9 }, { sinceMs: NOON_MS - 1000 }),
    ];
    expect(choose([low, high], situation()).chosen).toBe(high);
    expect(choose([low, high, older], situation()).chosen).toBe(older);
  });

  it('waits for a moment, and forgets what can no more be', () => {
    const busy = situation({ page: { ...page, doing: { typing: true } } });
    expect(choose([dueOf()], busy)).toEqual({ chosen: undefined, waiting: [dueOf()] });
    expect(choose([dueOf()], situation({ account: undefined }))).toEqual({ chosen: undefined, waiting: [] });
  });

  it('keeps the arm that was recorded, whatever the share is now', () => {
    const everyone = { ...catalog, addons: { ...catalog.addons, copilot: { ...catalog.addons.copilot!, holdout: 1 } } };
    expect(armFor(situation({ catalog: everyone }), 'copilot')).toBe('control');
    expect(
      armFor(situation({ catalog: everyone, history: historyOf({ arms: { copilot: 'treated' } }) }), 'copilot'),
    ).toBe('treated');
    const state = stateOf({ addons: { copilot: { ...addonState, arm: 'control' } } });
    expect(armFor(situation({ state, history: historyOf({ arms: { copilot: 'treated' } }) }), 'copilot')).toBe(
      'control',
    );
  });

  it('changes words and placement by variant, and nothing else', () => {
    const prompt: Prompt = {
      ...slideout,
      variants: { only: { weight: 1, placement: { kind: 'banner' }, content: { en: { title: 'Other' } } } },
    };
    const { prompt: mine, variant } = resolveVariant(prompt, 'acme');
    expect(variant).toBe('only');
    expect(mine.placement.kind).toBe('banner');
    expect(mine.content.en).toEqual({ ...slideout.content.en, title: 'Other' });
    expect(mine.content.de).toEqual(slideout.content.de);
    expect(mine.pricing).toBe(slideout.pricing);
  });
});
