/** The collector and the slow reference, asked the same about the same random histories. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, findDifference, send, startWith } from './reference/agreement.ts';
import { historyArbitrary, NOW_MS } from './reference/history.ts';
import { ASKED_METRICS, questionArbitrary } from './reference/questions.ts';
import { createReference } from './reference/reference.ts';

const RUNS = Number(process.env.ATTACHKIT_AGREEMENT_RUNS ?? 8);
const SEED = Number(process.env.ATTACHKIT_AGREEMENT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const METRICS = process.env.ATTACHKIT_AGREEMENT_METRICS?.split(',') ?? ASKED_METRICS;
const questions = fc.tuple(
  ...METRICS.map((metric) => fc.array(questionArbitrary(metric), { minLength: 6, maxLength: 6 })),
);

describe('collector and reference agree', () => {
  it(`on ${RUNS} random histories, seed ${SEED}`, { timeout: 3_600_000 }, async () => {
    const property = fc.asyncProperty(historyArbitrary(), questions, async (history, asked) => {
      const collector = await startWith(history);
      try {
        await send(collector, history.sent);
        const reference = createReference(history.catalog, history.sent, NOW_MS);
        for (const question of asked.flat()) {
          const answer = await ask(collector, question);
          const difference = findDifference(answer, reference.ask(question.metric, question.parameters));
          expect(difference, `${question.metric} ${JSON.stringify(question.parameters)}`).toBeUndefined();
        }
      } finally {
        await collector.dispose();
      }
    });
    await fc.assert(property, {
      numRuns: RUNS,
      seed: SEED,
      endOnFailure: process.env.ATTACHKIT_AGREEMENT_SHRINK !== '1',
    });
  });
});
