import { describe, expect, it } from 'vitest';
import { slideout } from '../../../../test/widget/catalog.ts';
import { dueOf, NOON_MS, situation } from '../../../../test/widget/situation.ts';
import { armFor, choose } from './decision.ts';
import { type History, NOTHING_YET, presented, remember } from './history.ts';

const HOLDOUT = 0.2;
const ACCOUNTS = 4000;
/** The collector calls a mismatch below p = 0.001; chi-square with one degree of freedom: 10.83. */
const MISMATCH = 10.83;

/** A small generator with a seed, so that what fails today fails tomorrow (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Each account meets the trigger some days; a tenth of the showings is never seen. The first `Prompt Triggered` counts. */
function simulate(run: number): { treated: number; control: number; seen: number } {
  const chance = random(run);
  const counts = { treated: 0, control: 0, seen: 0 };
  const base = situation();
  const addons = { ...base.catalog.addons, copilot: { ...base.catalog.addons.copilot!, holdout: HOLDOUT } };
  const catalog = { ...base.catalog, addons };
  for (let index = 0; index < ACCOUNTS; index++) {
    const account = `run-${run}-account-${index}`;
    let history: History = NOTHING_YET;
    let isCounted = false;
    for (let day = 0; day < 10; day++) {
      if (chance() > 0.3) continue;
      const nowMs = NOON_MS + day * 86_400_000;
      const at = situation({ catalog, account, history, nowMs });
      const due = dueOf(slideout, { sinceMs: nowMs });
      if (choose([due], at).chosen !== due) continue;
      const arm = armFor(at, 'copilot');
      history = remember(
        history,
        presented({ prompt: slideout.id, addon: 'copilot', overlay: true }, arm, false),
        nowMs,
      );
      if (!isCounted) counts[arm] += 1;
      isCounted = true;
      if (arm === 'treated' && chance() > 0.1) counts.seen += 1;
    }
  }
  return counts;
}

describe('the sample ratio', () => {
  it('stays quiet although a tenth of the showings is never seen', () => {
    for (const run of [1, 2, 3, 4, 5]) {
      const { treated, control, seen } = simulate(run);
      const total = treated + control;
      const statistic =
        (control - total * HOLDOUT) ** 2 / (total * HOLDOUT) +
        (treated - total * (1 - HOLDOUT)) ** 2 / (total * (1 - HOLDOUT));
      expect(total).toBeGreaterThan(ACCOUNTS * 0.9);
      expect(statistic).toBeLessThan(MISMATCH);
      // Counted by what was seen instead, the check would cry out: that is what it must not be counted by.
      const shown = Math.min(seen, treated * 0.9);
      const naive =
        (control - (shown + control) * HOLDOUT) ** 2 / ((shown + control) * HOLDOUT) +
        (shown - (shown + control) * (1 - HOLDOUT)) ** 2 / ((shown + control) * (1 - HOLDOUT));
      expect(naive).toBeGreaterThan(statistic);
    }
  });
});
