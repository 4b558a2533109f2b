/** Laws that hold whatever the history: of arrival, of numbers, and of what is derived. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRollup } from '../packages/collector/src/rollup/rollup.ts';
import type { TestCollector } from '../packages/collector/src/testing.ts';
import { dayOf, formatDay } from '../packages/sdk/src/calendar.ts';
import { ask, send, startWith } from './reference/agreement.ts';
import { catalogArbitrary, type History, historyArbitrary, NOW_MS } from './reference/history.ts';
import { readLog, type SentMessage } from './reference/log.ts';
import { ASKED_METRICS, type Asked, questionArbitrary } from './reference/questions.ts';

const RUNS = Number(process.env.ATTACHKIT_LAW_RUNS ?? 2);
const SEED = Number(process.env.ATTACHKIT_LAW_SEED ?? Math.floor(Math.random() * 2 ** 31));
const options = { numRuns: RUNS, seed: SEED, endOnFailure: true };
const timeout = 1_800_000;
const questions = fc.tuple(
  ...ASKED_METRICS.map((metric) => fc.array(questionArbitrary(metric), { minLength: 2, maxLength: 2 })),
);

const DAY_MS = 86_400_000;

/**
 * Each id once, so that it does not matter which of two equal ids comes first; and every third message once more, at
 * the same instant or a day earlier, so that what arrives meets what is known already.
 */
function withOwnIds({ catalog, sent }: History): History {
  const own = ({ message, ...rest }: SentMessage, id: string, earlierMs = 0): SentMessage => {
    const timestamp = new Date(Date.parse(message.timestamp) - earlierMs).toISOString();
    return { ...rest, message: { ...message, messageId: id, timestamp } };
  };
  return {
    catalog,
    sent: sent.flatMap((one, index) => {
      const id = `${one.message.messageId}-${index}`;
      const again = index % 3 === 0 ? [own(one, `${id}-again`, index % 2 ? DAY_MS : 0)] : [];
      return [own(one, id), ...again];
    }),
  };
}

/** Traits from senders that are known, dated back, each arriving alone: nothing else touches their accounts. */
function lateTraits({ sent }: History): SentMessage[] {
  const calls = sent.filter(({ message }) => message.type === 'group' || message.type === 'identify').slice(0, 4);
  return calls.map(({ message, ...rest }, index) => ({
    ...rest,
    message: {
      ...message,
      messageId: `late-${index}`,
      timestamp: new Date(Date.parse(message.timestamp) - 2 * DAY_MS).toISOString(),
      traits: { ...message.traits, plan: `late ${index}` },
    },
  }));
}

const history = historyArbitrary(180).map(withOwnIds);

async function withCollector<T>(
  of: Pick<History, 'catalog'>,
  work: (collector: TestCollector) => Promise<T>,
): Promise<T> {
  const collector = await startWith(of);
  try {
    return await work(collector);
  } finally {
    await collector.dispose();
  }
}

async function askAll(collector: TestCollector, asked: Asked[]): Promise<Record<string, unknown>[]> {
  const answers: Record<string, unknown>[] = [];
  for (const question of asked) answers.push(await ask(collector, question));
  return answers;
}

describe(`laws of arrival, seed ${SEED}`, () => {
  it('any order, duplication, batching and split in two gives identical answers, and a rebuild changes nothing', {
    timeout,
  }, async () => {
    const arrival = fc.record({
      order: fc.infiniteStream(fc.double({ noNaN: true })),
      again: fc.infiniteStream(fc.boolean()),
      batchMax: fc.integer({ min: 1, max: 60 }),
      // A whole number: random doubles are next to nothing, mostly.
      splitPercent: fc.integer({ min: 0, max: 100 }),
    });
    const property = fc.asyncProperty(
      history,
      questions,
      arrival,
      async (given, asked, { order, again, batchMax, splitPercent }) => {
        const inOrder = await withCollector(given, async (collector) => {
          await send(collector, given.sent);
          return await askAll(collector, asked.flat());
        });
        const shuffled = given.sent
          .map((one) => ({ one, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .flatMap(({ one }): SentMessage[] => (again.next().value ? [one, one] : [one]));
        await withCollector(given, async (collector) => {
          const cut = Math.floor((splitPercent * shuffled.length) / 100);
          await send(collector, shuffled.slice(0, cut), batchMax);
          await collector.rollup.settle();
          await send(collector, shuffled.slice(Math.max(0, cut - 20)), batchMax);
          expect(await askAll(collector, asked.flat())).toEqual(inOrder);
          expect(await collector.rollup.rebuild()).toEqual([]);
          expect(await askAll(collector, asked.flat())).toEqual(inOrder);
        });
      },
    );
    await fc.assert(property, options);
  });

  it('settling after every few events leaves what one settling would', { timeout }, async () => {
    const property = fc.asyncProperty(
      historyArbitrary(80).map(withOwnIds),
      fc.integer({ min: 1, max: 12 }),
      async (given, step) => {
        await withCollector(given, async (collector) => {
          for (let from = 0; from < given.sent.length; from += step) {
            await send(collector, given.sent.slice(from, from + step));
            await collector.rollup.settle();
          }
          for (const late of lateTraits(given)) {
            await send(collector, [late]);
            await collector.rollup.settle();
          }
          expect(await collector.rollup.rebuild()).toEqual([]);
        });
      },
    );
    await fc.assert(property, options);
  });

  it('after the catalog changes, what is derived is what the new one gives', { timeout }, async () => {
    const property = fc.asyncProperty(history, catalogArbitrary, async (given, catalog) => {
      await withCollector(given, async (collector) => {
        await send(collector, given.sent);
        await collector.rollup.settle();
        // A rollup of another catalog over the same tables finds them wanting, and leaves nothing of the former.
        const changed = createRollup({ store: collector.store, catalog: () => ({ ...given.catalog, ...catalog }) });
        await changed.settle();
        expect(await changed.rebuild()).toEqual([]);
      });
    });
    await fc.assert(property, options);
  });
});

describe(`laws of numbers, seed ${SEED}`, () => {
  it('numerators stay within denominators, segments add up, and lists are as long as their numbers', {
    timeout,
  }, async () => {
    const rates = fc.array(questionArbitrary('attach-rate'), { minLength: 12, maxLength: 12 });
    const property = fc.asyncProperty(history, rates, async (given, asked) => {
      await withCollector(given, async (collector) => {
        await send(collector, given.sent);
        for (const { metric, parameters } of asked) {
          const { breakdown: _, ...whole } = parameters;
          const { rows } = await ask(collector, { metric, parameters: whole });
          if (parameters.weight !== 'seats' && parameters.weight !== 'revenue') {
            for (const row of rows) expect(row.numerator).toBeLessThanOrEqual(row.denominator);
          }
          const parts = await ask(collector, { metric, parameters: { ...whole, breakdown: 'plan' } });
          for (const row of rows) {
            const same = parts.rows.filter(({ date }: { date: string }) => date === row.date);
            for (const column of ['numerator', 'denominator']) {
              const sum = same.reduce((total: number, part: Record<string, number>) => total + part[column]!, 0);
              expect(sum).toBeCloseTo(row[column], 6);
            }
          }
          await expectListsToMatch(collector, whole, rows.at(-1));
        }
      });
    });
    await fc.assert(property, options);
  });

  it('net never exceeds cumulative', { timeout }, async () => {
    const cohorts = fc.array(questionArbitrary('cohorts'), { minLength: 10, maxLength: 10 });
    const property = fc.asyncProperty(history, cohorts, async (given, asked) => {
      await withCollector(given, async (collector) => {
        await send(collector, given.sent);
        for (const { metric, parameters } of asked) {
          const both = await Promise.all(
            ['cumulative', 'net'].map((mode) => ask(collector, { metric, parameters: { ...parameters, mode } })),
          );
          const [cumulative, net] = both.map(({ rows }) => rows);
          cumulative.forEach((row: { cells: { attached: number }[] }, index: number) => {
            row.cells.forEach(({ attached }, month) => {
              expect(net[index].cells[month].attached).toBeLessThanOrEqual(attached);
            });
          });
        }
      });
    });
    await fc.assert(property, options);
  });

  it('who attached counts from that very day on: cohorts by attach day are complete, whenever one looks', {
    timeout,
  }, async () => {
    const chosen = fc.infiniteStream(fc.nat());
    const property = fc.asyncProperty(history, chosen, async (given, chance) => {
      await withCollector(given, async (collector) => {
        await send(collector, given.sent);
        const days = attachDays(given);
        for (let round = 0; round < Math.min(12, days.length); round++) {
          const asOf = days[chance.next().value! % days.length]!;
          const numerator = ['paid', 'trial'][round % 2]!;
          const parameters = { addon: 'any', by: 'attached', numerator, asOf, to: asOf.slice(0, 7) };
          const { rows } = await ask(collector, { metric: 'cohorts', parameters });
          for (const { cohort, size, cells } of rows) {
            for (const { attached } of cells) expect(attached, `${cohort} at ${asOf}`).toBe(size);
          }
        }
      });
    });
    await fc.assert(property, options);
  });

  it('two products and one and none make a whole', { timeout }, async () => {
    const progressions = fc.array(questionArbitrary('progression'), { minLength: 6, maxLength: 6 });
    const property = fc.asyncProperty(history, progressions, async (given, asked) => {
      await withCollector(given, async (collector) => {
        await send(collector, given.sent);
        for (const question of asked) {
          const { rows } = await ask(collector, question);
          for (const { accounts, single, twoPlus, churned } of rows) {
            if (accounts > 0) expect(single + twoPlus + churned).toBeCloseTo(1, 12);
          }
        }
      });
    });
    await fc.assert(property, options);
  });
});

/** Days on which somebody may have attached first. */
function attachDays({ catalog, sent }: History): string[] {
  const { accounts, timeZone } = readLog(catalog, sent, NOW_MS);
  const names = ['Add-on Purchased', 'Trial Started'];
  const days = accounts.flatMap(({ events }) => events.filter(({ name }) => name !== null && names.includes(name)));
  return [...new Set(days.map(({ atMs }) => formatDay(dayOf(atMs, timeZone))))];
}

/** The drill-down of the last row's numerator and denominator. */
async function expectListsToMatch(
  collector: TestCollector,
  {
    addon,
    window,
    segment,
    via,
    numerator = 'paid',
    denominator = 'customers',
    weight = 'accounts',
  }: Record<string, any>,
  row: { date: string; numerator: number; denominator: number },
): Promise<void> {
  if (weight !== 'accounts') return;
  const shared = Object.fromEntries(
    Object.entries({ addon, window, segment, asOf: row.date }).filter(([, value]) => value !== undefined),
  );
  const above = await ask(collector, {
    metric: 'accounts',
    parameters: { ...shared, state: numerator, denominator, ...(via && { via }) },
  });
  const below = await ask(collector, { metric: 'accounts', parameters: { ...shared, state: denominator } });
  expect([above.rows.length, above.count]).toEqual([row.numerator, row.numerator]);
  expect([below.rows.length, below.count]).toEqual([row.denominator, row.denominator]);
}
