import { describe, expect, test } from 'vitest';
import type { Signal } from './public-api.ts';
import { mayAnswer } from './wake.ts';

const limit: Signal = { type: 'limit', limit: 'credits', before: 7, used: 8, max: 10, resetsAt: undefined };
const gate: Signal = { type: 'gate', feature: 'report', addon: 'analytics' };
const status = { addon: 'a', attached: true, uses: 1, days: 1, usesLeft: 0, daysLeft: 0, source: 'local' } as const;
const crossing: Signal = { type: 'crossing', addon: 'a', change: 'attached', status };

describe('a condition may answer', () => {
  test.each([
    [{ limit: 'credits', atLeast: 0.8 }, limit, true],
    [{ limit: 'credits' }, limit, false],
    [{ limit: 'seats', atLeast: 0.1 }, limit, false],
    [{ gate: true }, gate, true],
    [{ gate: 'report' }, gate, true],
    [{ gate: 'forecast' }, gate, false],
    [{ gate: true }, limit, false],
    [{ milestone: 'm' }, { type: 'milestone', milestone: 'm', value: 1 }, true],
    [{ milestone: 'n' }, { type: 'milestone', milestone: 'm', value: 1 }, false],
    [{ step: 's' }, { type: 'step', step: 's' }, true],
    [{ step: 's' }, { type: 'identity' }, false],
    [{ crossing: 'attached' }, crossing, true],
    [{ crossing: 'at-risk' }, crossing, false],
    [{ trialEndsWithin: 3 }, limit, false],
  ] as [never, Signal, boolean][])('%j to %j: %s', (condition, signal, answers) => {
    expect(Boolean(mayAnswer(condition, signal))).toBe(answers);
  });
});
