import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalog, slideout } from '../../../../test/widget/catalog.ts';
import { dueOf, historyOf, NOON_MS, situation, stateOf } from '../../../../test/widget/situation.ts';
import type { Prompt } from '../../../sdk/src/prompt.ts';
import { allowed, ended, refused, snoozed } from './changes.ts';
import { choose } from './decision.ts';
import { DAY_MS, durationMs } from './duration.ts';
import { type Change, type History, NOTHING_YET, presented, remember, SHOWS_MAX } from './history.ts';

const prompts: Prompt[] = [
  { ...slideout, id: 'strict', frequency: { max: { count: 2, per: 'P30D' }, cooldown: 'P3D', afterDismiss: 'P14D' } },
  { ...slideout, id: 'ordinary', frequency: undefined },
  {
    ...slideout,
    id: 'other',
    addon: 'analytics',
    frequency: { max: { count: 9, per: 'P7D' }, cooldown: 'PT1H', afterDismiss: 'P1D' },
  },
];

type Step =
  | { type: 'try'; prompt: number; tab: number }
  | { type: 'dismiss' | 'refuse-prompt' | 'refuse-addon' | 'allow' | 'snooze'; prompt: number }
  | { type: 'clock'; byMs: number }
  | { type: 'reload'; tab: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('try' as const), prompt: fc.nat(2), tab: fc.nat(2) }) },
  fc.record({
    type: fc.constantFrom(
      'dismiss' as const,
      'refuse-prompt' as const,
      'refuse-addon' as const,
      'allow' as const,
      'snooze' as const,
    ),
    prompt: fc.nat(2),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('clock' as const),
      // Often just over a day, so that the week's cap is what stands in the way.
      byMs: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: DAY_MS, max: 1.2 * DAY_MS }) },
        { weight: 1, arbitrary: fc.integer({ min: -5 * DAY_MS, max: 9 * DAY_MS }) },
      ),
    }),
  },
  fc.record({ type: fc.constant('reload' as const), tab: fc.nat(2) }),
);

interface Shown {
  prompt: Prompt;
  atMs: number;
  /** The user said when to come back. */
  isSnoozed?: boolean;
}

/** Tabs decide by what they last read; the store decides again, as page/memory.ts does inside its transaction. */
function play(steps: Step[]) {
  let stored: History = NOTHING_YET;
  let clockMs = NOON_MS;
  let latestMs = 0;
  const tabs = [stored, stored, stored];
  const shown: Shown[] = [];
  const refusedNow = new Set<string>();
  const snoozedUntil = new Map<string, number>();
  const violations: string[] = [];
  const change = (one: Change) => {
    stored = remember(stored, one, clockMs);
  };
  for (const one of steps) {
    if (one.type === 'clock') clockMs += one.byMs;
    else if (one.type === 'reload') tabs[one.tab] = stored;
    else {
      const prompt = prompts[one.prompt]!;
      const keys = [`prompt:${prompt.id}`, `addon:${prompt.addon}`];
      if (one.type === 'dismiss') {
        change(ended(prompt.id, 'dismissed'));
        const latest = shown.findLast((show) => show.prompt === prompt);
        if (latest) latest.isSnoozed = false;
      } else if (one.type === 'snooze') {
        change(ended(prompt.id, 'snoozed'));
        change(snoozed(prompt.id, DAY_MS));
        const latest = shown.findLast((show) => show.prompt === prompt);
        if (latest) latest.isSnoozed = true;
        snoozedUntil.set(prompt.id, Math.max(latestMs, clockMs) + DAY_MS);
      } else if (one.type === 'refuse-prompt' || one.type === 'refuse-addon') {
        const key = keys[one.type === 'refuse-prompt' ? 0 : 1]!;
        change(refused(key));
        refusedNow.add(key);
      } else if (one.type === 'allow') {
        for (const key of keys) {
          change(allowed(key));
          refusedNow.delete(key);
        }
      } else if (one.type === 'try') {
        const { tab } = one;
        const decide = (history: History) => {
          const nowMs = Math.max(history.clockMs, clockMs);
          const due = dueOf(prompt, { sinceMs: nowMs });
          return choose([due], situation({ history, nowMs })).chosen === due;
        };
        // A stale tab may want to; the transaction has the last word.
        if (!decide(tabs[tab]!) || !decide(stored)) continue;
        change(presented({ prompt: prompt.id, addon: prompt.addon, overlay: true }, 'treated', false));
        tabs[tab] = stored;
        const atMs = stored.clockMs;
        if (keys.some((key) => refusedNow.has(key))) violations.push('refused');
        if ((snoozedUntil.get(prompt.id) ?? 0) > atMs) violations.push('snoozed');
        if (atMs < latestMs) violations.push('time went back');
        shown.push({ prompt, atMs });
      }
    }
    latestMs = Math.max(latestMs, stored.clockMs);
  }
  return { shown, violations };
}

/** The most showings in any window of that length. */
const most = (shown: Shown[], withinMs: number) =>
  Math.max(
    0,
    ...shown.map((first) => shown.filter(({ atMs }) => atMs >= first.atMs && atMs - first.atMs < withinMs).length),
  );

describe('frequency', () => {
  it('passes no cap and breaks no refusal, over any history of tabs, answers, reloads and clocks', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { shown, violations } = play(steps);
        expect(violations).toEqual([]);
        expect(most(shown, DAY_MS)).toBeLessThanOrEqual(1);
        expect(most(shown, 7 * DAY_MS)).toBeLessThanOrEqual(3);
        for (const prompt of prompts) {
          const own = shown.filter((show) => show.prompt === prompt);
          const { max = { count: 3, per: 'P30D' }, cooldown = 'P7D' } = prompt.frequency ?? {};
          expect(most(own, durationMs(max.per))).toBeLessThanOrEqual(max.count);
          for (const [index, show] of own.entries())
            for (const earlier of own.slice(0, index))
              if (!earlier.isSnoozed) expect(show.atMs - earlier.atMs).toBeGreaterThanOrEqual(durationMs(cooldown));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does show something: the law above is not kept by silence', () => {
    const tries = Array.from({ length: 8 }, (_, day): Step[] => [
      { type: 'try', prompt: day % 3, tab: 0 },
      { type: 'clock', byMs: 3 * DAY_MS },
    ]);
    expect(play(tries.flat()).shown.length).toBeGreaterThan(4);
  });

  it('comes back when the user asked for it, although it had a longer rest of its own', () => {
    const due = dueOf(slideout, { sinceMs: NOON_MS });
    const shownOnce = presented({ prompt: slideout.id, addon: 'copilot', overlay: true }, 'treated', false);
    const answered = [shownOnce, ended(slideout.id, 'snoozed'), snoozed(slideout.id, DAY_MS)];
    const history = answered.reduce((before, one) => remember(before, one, NOON_MS), NOTHING_YET);
    const after = (ms: number) => choose([due], situation({ history, nowMs: NOON_MS + ms }));
    expect(after(DAY_MS - 1)).toEqual({ chosen: undefined, waiting: [due] });
    expect(after(DAY_MS).chosen).toBe(due);
    // It waits for its moment as long as any, from then on.
    expect(after(DAY_MS + 600_001).waiting).toEqual([]);
  });

  it('frees nothing when the clock is set back', () => {
    const history = remember(
      NOTHING_YET,
      presented({ prompt: 'x', addon: 'copilot', overlay: true }, 'treated', false),
      NOON_MS,
    );
    const later = remember(history, () => ({}), NOON_MS - 30 * DAY_MS);
    expect(later.clockMs).toBe(NOON_MS);
  });

  it('counts what other devices showed, once', () => {
    const at = new Date(NOON_MS - 1000).toISOString();
    const state = stateOf({ shows: [{ prompt: 'strict', addon: 'copilot', at, outcome: null }] });
    const due = dueOf(prompts[2]);
    expect(choose([due], situation({ state })).chosen).toBeUndefined();
    // Seen here and reported by the collector a second later: one showing, so two a day are not reached.
    const history = historyOf({
      clockMs: NOON_MS,
      shows: [{ prompt: 'strict', addon: 'copilot', atMs: NOON_MS - 2000, overlay: true }],
    });
    expect(choose([due], situation({ state, history, caps: { perDay: 2, perWeek: 3 } })).chosen).toBe(due);
  });

  it('does not count as overlays what other devices showed inside their pages', () => {
    const inline: Prompt = { ...slideout, id: 'inline', placement: { kind: 'inline', slot: 'usage-panel' } };
    const at = new Date(NOON_MS - 1000).toISOString();
    const state = stateOf({ shows: [{ prompt: 'inline', addon: 'copilot', at, outcome: null }] });
    const due = dueOf(prompts[2]);
    expect(choose([due], situation({ state, catalog: { ...catalog, prompts: [inline] } })).chosen).toBe(due);
    expect(choose([due], situation({ state, catalog: { ...catalog, prompts: [] } })).chosen).toBeUndefined();
  });

  it('keeps the arm that was recorded first', () => {
    const show = { prompt: 'x', addon: 'copilot', overlay: true };
    const once = remember(NOTHING_YET, presented(show, 'control', false), NOON_MS);
    expect(remember(once, presented(show, 'treated', false), NOON_MS).arms).toEqual({ copilot: 'control' });
  });

  it('holds to refusals from elsewhere until they are taken back here', () => {
    const state = stateOf({ optOuts: { prompts: [], addons: ['copilot'] } });
    const due = dueOf(slideout);
    expect(choose([due], situation({ state })).waiting).toEqual([]);
    expect(choose([due], situation({ state, history: historyOf({ allowed: ['addon:copilot'] }) })).chosen).toBe(due);
  });

  it('forgets no showing to make room', () => {
    const shows = Array.from({ length: SHOWS_MAX }, () => ({
      prompt: 'x',
      addon: 'copilot',
      atMs: NOON_MS - 90 * DAY_MS,
      overlay: false,
    }));
    expect(choose([dueOf()], situation({ history: historyOf({ shows }) })).waiting).toEqual([]);
    const after = remember(
      historyOf({ shows }),
      presented({ prompt: 'y', addon: 'copilot', overlay: true }, 'treated', false),
      NOON_MS + 400 * DAY_MS,
    );
    expect(after.shows).toHaveLength(1);
  });
});
