import { describe, expect, test } from 'vitest';
import type { Signal } from './public-api.ts';
import { mayWake } from './widget-loader.ts';

const limit: Signal = { type: 'limit', limit: 'credits', before: 7, used: 8, max: 10 };
const gate: Signal = { type: 'gate', feature: 'report', addon: 'analytics' };
const status = { addon: 'a', attached: true, uses: 1, days: 1, usesLeft: 0, daysLeft: 0, source: 'local' } as const;
const crossing: Signal = { type: 'crossing', addon: 'a', change: 'attached', status };

describe('a trigger wakes the widget', () => {
  test.each([
    [{ limit: 'credits', atLeast: 0.8 }, limit, true],
    [{ limit: 'credits' }, limit, false],
    [{ limit: 'seats', atLeast: 0.1 }, limit, false],
    [{ gate: true }, gate, true],
    [{ gate: 'report' }, gate, true],
    [{ gate: 'forecast' }, gate, false],
    [{ gate: true }, limit, false],
    [{ milestone: 'm' }, { type: 'milestone', milestone: 'm', value: 1 }, true],
    [{ step: 's' }, { type: 'step', step: 's' }, true],
    [{ step: 's' }, { type: 'identity' }, false],
    [{ crossing: 'attached' }, crossing, true],
    [{ crossing: 'at-risk' }, crossing, false],
    [{ any: [{ step: 's' }, { limit: 'credits', atLeast: 0.5 }] }, limit, true],
  ] as [never, Signal, boolean][])('%j by %j: %s', (trigger, signal, wakes) => {
    expect(Boolean(mayWake(trigger, signal))).toBe(wakes);
  });

  test('a trial that ends, whatever is told', () => {
    expect(Boolean(mayWake({ trialEndsWithin: 3 }, { type: 'catalog' }, '2026-04-01T00:00:00Z'))).toBe(true);
    expect(Boolean(mayWake({ trialEndsWithin: 3 }, { type: 'catalog' }, null))).toBe(false);
  });
});
