import { describe, expect, it } from 'vitest';
import { slideout } from '../../../../test/widget/catalog.ts';
import { addonState, situation, stateOf } from '../../../../test/widget/situation.ts';
import type { Signal } from '../../../sdk/src/index.ts';
import type { Trigger } from '../../../sdk/src/prompt.ts';
import { DAY_MS, durationMs } from './duration.ts';
import { isElsewhere } from './moment.ts';
import { meets } from './trigger.ts';

const at = (used: number, max = 1000) => situation({ limit: (limit) => ({ limit, used, max }) });
const met = (trigger: Trigger, signal?: Signal, facts = at(0)) => meets({ ...slideout, trigger }, signal, facts);
const status = {
  addon: 'copilot',
  attached: true,
  uses: 5,
  days: 3,
  usesLeft: 0,
  daysLeft: 0,
  source: 'local',
} as const;

describe('a trigger', () => {
  it.each([
    [799, undefined],
    [800, 'limit:ai_credits'],
    [1000, 'limit:ai_credits'],
  ])('by a limit, at %i of 1,000', (used, expected) => {
    expect(met({ limit: 'ai_credits', atLeast: 0.8 }, undefined, at(used))).toBe(expected);
    const signal: Signal = { type: 'limit', limit: 'ai_credits', used, max: 1000, before: 0 };
    expect(met({ limit: 'ai_credits', atLeast: 0.8 }, signal, at(used))).toBe(expected);
    expect(met({ limit: 'other', atLeast: 0.8 }, signal, at(used))).toBeUndefined();
  });

  it('by a limit, exactly at shares that binary fractions miss, and at a limit of 0', () => {
    expect(met({ limit: 'x', atLeast: 0.56 }, undefined, at(56, 100))).toBe('limit:x');
    expect(met({ limit: 'x', atLeast: 0.7 }, undefined, at(7, 10))).toBe('limit:x');
    expect(met({ limit: 'x' }, undefined, at(0, 0))).toBe('limit:x');
  });

  it('by what happened, and by nothing else', () => {
    const any: Trigger = { any: [{ milestone: 'm' }, { gate: 'f' }, { step: 's' }, { crossing: 'at-risk' }] };
    expect(met(any, { type: 'milestone', milestone: 'm', value: 10 })).toBe('milestone:m');
    expect(met(any, { type: 'gate', feature: 'f', addon: 'analytics' })).toBe('gate:f');
    expect(met(any, { type: 'step', step: 's' })).toBe('step:s');
    expect(met(any, { type: 'crossing', addon: 'copilot', change: 'at-risk', status })).toBe('crossing:at-risk');
    expect(met(any, { type: 'crossing', addon: 'analytics', change: 'at-risk', status })).toBeUndefined();
    expect(met(any, { type: 'step', step: 'm' })).toBeUndefined();
    expect(met(any)).toBeUndefined();
    expect(met({ gate: true }, { type: 'gate', feature: 'any', addon: 'copilot' })).toBe('gate:true');
    expect(met({ gate: true }, { type: 'gate', feature: 'any', addon: 'analytics' })).toBeUndefined();
    expect(met({ gate: true }, { type: 'used', feature: 'any', quantity: 1 })).toBeUndefined();
  });

  it('by the end of a trial', () => {
    const ending = (days: number) => {
      const trialEndsAt = new Date(situation().nowMs + days * DAY_MS).toISOString();
      return situation({ state: stateOf({ addons: { copilot: { ...addonState, trialEndsAt } } }) });
    };
    expect(met({ trialEndsWithin: 3 }, { type: 'hydrated' }, ending(3))).toBe('trialEndsWithin:3');
    expect(met({ trialEndsWithin: 3 }, undefined, ending(3.1))).toBeUndefined();
    expect(met({ trialEndsWithin: 3 }, undefined, ending(-0.1))).toBeUndefined();
    expect(met({ trialEndsWithin: 3 })).toBeUndefined();
  });
});

describe('a route', () => {
  it.each([
    ['/app/**', '/app', '', true],
    ['/app/**', '/app/a/b', '', true],
    ['/app/**', '/apple', '', false],
    ['/app/*', '/app/a', '', true],
    ['/app/*', '/app/a/b', '', false],
    ['/a.b/*/c', '/axb/1/c', '', false],
    ['/**/edit', '/x/y/edit', '', true],
    ['/#/plan', '/', '#/plan', true],
    ['/#/plan', '/', '', false],
    ['**', '/anything', '', true],
  ])('%s at %s%s: %s', (route, pathname, hash, matches) => {
    expect(isElsewhere({ ...slideout, moment: { route } }, { pathname, hash })).toBe(!matches);
  });
});

describe('a duration', () => {
  it.each([
    ['P1D', DAY_MS],
    ['P2W', 14 * DAY_MS],
    ['PT10M', 600_000],
    ['P1DT2H3M4S', DAY_MS + 7_384_000],
    ['P', Number.POSITIVE_INFINITY],
    ['PT', Number.POSITIVE_INFINITY],
    ['P1M', Number.POSITIVE_INFINITY],
    ['soon', Number.POSITIVE_INFINITY],
    ['', Number.POSITIVE_INFINITY],
  ])('%s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});
