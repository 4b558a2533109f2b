/** The law of the lists: behind every number that counts accounts stand as many accounts, and no others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../packages/collector/src/metrics/index.ts';
import { ask, send, startWith } from './reference/agreement.ts';
import { COUNTING_METRICS, type Counting, countingsOf } from './reference/countings.ts';
import { historyArbitrary, NOW_MS } from './reference/history.ts';
import { type Asked, questionArbitrary } from './reference/questions.ts';
import { createReference, type Reference } from './reference/reference.ts';

const RUNS = Number(process.env.ATTACHKIT_LIST_RUNS ?? 2);
const SEED = Number(process.env.ATTACHKIT_LIST_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Of a question with more numbers, so many are opened. */
const OPENED_MAX = Number(process.env.ATTACHKIT_LIST_OPENED ?? 14);
const timeout = 1_800_000;

const questions = fc.tuple(
  ...COUNTING_METRICS.map((metric) => fc.array(questionArbitrary(metric), { minLength: 3, maxLength: 3 })),
);

/** So many of them, those that count somebody before the others, and no column left out. */
function choose(countings: Counting[], random: () => number): Counting[] {
  const shuffled = countings
    .map((counting) => ({ counting, place: random() + (counting.count > 0 ? 0 : 1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ counting }) => counting);
  const first = new Map(shuffled.toReversed().map((counting) => [counting.parameters.column, counting]));
  return [...new Set([...first.values(), ...shuffled.slice(0, OPENED_MAX)])];
}

/** For each account, in how many rows of a list it should stand: by the slow reference, asked about it alone. */
function expectMembers(reference: Reference, question: Asked): (counting: Counting) => Record<string, number> {
  const alone = [...reference.askEach(question.metric, question.parameters)].map(([account, answer]) => ({
    account,
    counts: new Map(
      countingsOf(question, answer).map(({ parameters, count }) => [JSON.stringify(parameters), count] as const),
    ),
  }));
  return ({ parameters }) => {
    const key = JSON.stringify(parameters);
    const counted = alone.map(({ account, counts }) => [account, counts.get(key) ?? 0] as const);
    return Object.fromEntries(counted.filter(([, count]) => count > 0));
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

describe(`the lists behind numbers, seed ${SEED}`, () => {
  it('are as long as their numbers, name those whom the reference counts, and nobody twice, and pay what the numbers say', {
    timeout,
  }, async () => {
    const property = fc.asyncProperty(
      historyArbitrary(200),
      questions,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      async (history, asked, chance) => {
        const collector = await startWith(history);
        try {
          await send(collector, history.sent);
          const reference = createReference(history.catalog, history.sent, NOW_MS);
          for (const question of asked.flat()) {
            const answer = await ask(collector, question);
            const membersOf = expectMembers(reference, question);
            const countings = choose(countingsOf(question, answer), () => chance.next().value as number);
            for (const { parameters, count, mrr } of countings) {
              const list = await ask(collector, { metric: 'accounts', parameters });
              const about = JSON.stringify(parameters);
              expect([list.count, list.rows.length], about).toEqual([count, count]);
              const accounts = list.rows.map(({ account }: { account: string }) => account);
              expect(countBy(accounts), about).toEqual(membersOf({ parameters, count }));
              const named = list.rows.map((row: Record<string, unknown>) => JSON.stringify([row.account, row.user]));
              expect(new Set(named).size, about).toBe(count);
              const paid = list.rows.reduce((sum: number, row: { mrr: number }) => sum + row.mrr, 0);
              if (mrr !== undefined) expect(paid, about).toBeCloseTo(mrr, 6);
            }
          }
        } finally {
          await collector.dispose();
        }
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  });

  it('are all known to this law', async () => {
    const [history] = fc.sample(historyArbitrary(260), { numRuns: 1, seed: 1 });
    const collector = await startWith(history!);
    try {
      await send(collector, history!.sent);
      const range = { from: '2025-08-01', to: '2026-11-21' };
      const ranged = ['prompts', 'holdout', 'feedback', 'time-to-attach', 'attach-rate', 'revenue-impact'];
      const known: string[] = [];
      for (const metric of COUNTING_METRICS) {
        const addon = ['pairs', 'progression', 'prompts', 'feedback'].includes(metric) ? {} : { addon: 'copilot' };
        const aim = metric === 'forecast' ? { value: 0.4, by: '2028-01-01' } : {};
        const parameters = { ...addon, ...aim, ...(ranged.includes(metric) && range) };
        const answer = await ask(collector, { metric, parameters });
        const columns = countingsOf({ metric, parameters }, answer).map((counting) => counting.parameters.column);
        known.push(...new Set(columns.map((column) => `${metric} ${column}`)));
      }
      const declared = [...METRICS.values()].flatMap(({ name, lists }) =>
        Object.keys(lists?.columns ?? {}).map((column) => `${name} ${column}`),
      );
      expect(known.sort()).toEqual(declared.sort());
    } finally {
      await collector.dispose();
    }
  });
});
