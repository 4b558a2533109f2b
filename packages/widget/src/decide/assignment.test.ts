import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slideout } from '../../../../test/widget/catalog.ts';
import { armOf, draw, variantOf } from './assignment.ts';

const ACCOUNTS = 100_000;
const accounts = Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);

/** Pearson's statistic; with one degree of freedom 10.83 is passed by chance once in a thousand. */
const chiSquare = (observed: number[], expected: number[]) =>
  observed.reduce((sum, count, index) => sum + (count - expected[index]!) ** 2 / expected[index]!, 0);
const ONE_IN_A_THOUSAND = { 1: 10.83, 3: 16.27, 9: 27.88 } as const;

describe('the draw', () => {
  it.each([0.05, 0.2, 0.5])('holds out %f of 100,000 accounts, within chance', (holdout) => {
    const control = accounts.filter((account) => armOf(account, 'copilot', holdout) === 'control').length;
    const statistic = chiSquare([control, ACCOUNTS - control], [holdout * ACCOUNTS, (1 - holdout) * ACCOUNTS]);
    expect(statistic).toBeLessThan(ONE_IN_A_THOUSAND[1]);
  });

  it('is even over ten equal parts', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (const account of accounts) counts[Math.floor(draw('arm', account, 'copilot') * 10)]! += 1;
    expect(
      chiSquare(
        counts,
        counts.map(() => ACCOUNTS / 10),
      ),
    ).toBeLessThan(ONE_IN_A_THOUSAND[9]);
  });

  it('is independent between add-ons, and of the variant', () => {
    const table = (second: (account: string) => boolean) => {
      const counts = [0, 0, 0, 0];
      for (const account of accounts)
        counts[(draw('arm', account, 'copilot') < 0.5 ? 0 : 2) + (second(account) ? 0 : 1)]! += 1;
      return chiSquare(
        counts,
        counts.map(() => ACCOUNTS / 4),
      );
    };
    expect(table((account) => draw('arm', account, 'analytics') < 0.5)).toBeLessThan(ONE_IN_A_THOUSAND[3]);
    expect(table((account) => draw('variant', account, 'ai-credits-80') < 0.5)).toBeLessThan(ONE_IN_A_THOUSAND[3]);
  });

  it('gives each variant its weight, and none to a weight of 0', () => {
    const prompt = { ...slideout, variants: { a: { weight: 1 }, b: { weight: 3 }, off: { weight: 0 } } };
    const counts = { a: 0, b: 0 } as Record<string, number>;
    for (const account of accounts) counts[variantOf(account, prompt)!]! += 1;
    expect(Object.keys(counts)).toEqual(['a', 'b']);
    expect(chiSquare([counts.a!, counts.b!], [ACCOUNTS / 4, (ACCOUNTS * 3) / 4])).toBeLessThan(ONE_IN_A_THOUSAND[1]);
    expect(variantOf('acme', slideout)).toBeUndefined();
  });

  it('is what it was in every release', () => {
    const golden: { draws: [account: string, addon: string, at: number][] } = JSON.parse(
      readFileSync(new URL('assignment.golden.json', import.meta.url), 'utf8'),
    );
    expect(golden.draws).toHaveLength(200);
    for (const [account, addon, at] of golden.draws) expect(draw('arm', account, addon)).toBe(at);
  });

  it('knows FNV-1a and the finalizer by a value worked out apart', () => {
    // FNV-1a of "a" is 0xe40c292c; MurmurHash3's fmix32 of that is what the test computes with BigInt.
    let hash = 0xe40c292cn;
    const mask = 0xffffffffn;
    hash ^= hash >> 16n;
    hash = (hash * 0x85ebca6bn) & mask;
    hash ^= hash >> 13n;
    hash = (hash * 0xc2b2ae35n) & mask;
    hash ^= hash >> 16n;
    expect(draw('a')).toBe(Number(hash) / 2 ** 32);
  });
});
