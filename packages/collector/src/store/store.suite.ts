/** What every store must do, whichever the engine. An engine's test runs it on a real database on disk. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredEvent } from './schema.ts';
import type { IncomingEvent, Store } from './store.ts';

export interface StoreUnderTest {
  /** Opens it anew on the same files, or the first time. */
  open(): Promise<Store>;
  /** Removes the files. */
  dispose(): void;
}

export function incoming(messageId: string, fields: Partial<StoredEvent> = {}): IncomingEvent {
  const at = Date.UTC(2026, 0, 15, 12) * 1000;
  const nothing = Object.fromEntries(
    [
      'receivedName',
      'name',
      'userId',
      'anonymousId',
      'groupId',
      'previousId',
      'addon',
      'feature',
      'quantity',
      'mrrCents',
    ]
      .concat([
        'seats',
        'plan',
        'bundle',
        'endsAt',
        'prompt',
        'arm',
        'trigger',
        'placement',
        'variant',
        'kind',
        'score',
      ])
      .concat(['subject', 'properties'])
      .map((column) => [column, null]),
  ) as unknown as Omit<StoredEvent, 'sequence'>;
  const event = {
    ...nothing,
    keySpace: 'write' as const,
    messageId,
    type: 'page' as const,
    at,
    day: '2026-01-15',
    arrivedAt: at,
    ...fields,
  };
  return { event, traits: [] };
}

interface Bench {
  under: StoreUnderTest;
  store: Store;
}

export function storeSuite(create: () => StoreUnderTest): void {
  const bench = {} as Bench;

  beforeEach(async () => {
    bench.under = create();
    bench.store = await bench.under.open();
  });
  afterEach(async () => {
    await bench.store.close();
    bench.under.dispose();
  });

  describe('deduplication', () => deduplicationCases(bench));
  describe('values', () => valueCases(bench));
  describe('transactions', () => transactionCases(bench));
}

const idsIn = async (store: Store) =>
  (await store.query('SELECT message_id AS id FROM event ORDER BY sequence')).map(({ id }) => id);

function deduplicationCases(bench: Bench): void {
  test('stores what is new, once, in order of arrival', async () => {
    expect(await bench.store.append([incoming('a'), incoming('b'), incoming('a')])).toEqual({
      stored: [true, true, false],
    });
    expect(await bench.store.append([incoming('b'), incoming('c')])).toEqual({ stored: [false, true] });
    expect(await idsIn(bench.store)).toEqual(['a', 'b', 'c']);
  });

  test('knows what it stored after it was opened anew, and goes on counting', async () => {
    await bench.store.append([incoming('a'), incoming('b')]);
    await bench.store.close();
    bench.store = await bench.under.open();
    expect(await bench.store.append([incoming('b'), incoming('c')])).toEqual({ stored: [false, true] });
    expect(await bench.store.query('SELECT sequence FROM event ORDER BY sequence')).toEqual([
      { sequence: 1 },
      { sequence: 2 },
      { sequence: 3 },
    ]);
  });

  test('the key spaces are apart', async () => {
    await bench.store.append([incoming('a')]);
    expect(await bench.store.append([incoming('a', { keySpace: 'server' })])).toEqual({ stored: [true] });
  });

  test('an id is a duplicate for 35 days at least; compared with everything, for ever', async () => {
    const day = 86_400_000;
    const start = Date.UTC(2026, 0, 1);
    await bench.store.append([
      incoming('old', { arrivedAt: start * 1000 }),
      incoming('young', { arrivedAt: (start + 40 * day) * 1000 }),
    ]);
    await bench.store.close();
    bench.store = await bench.under.open();
    expect(await bench.store.append([incoming('young', { arrivedAt: (start + 65 * day) * 1000 })])).toEqual({
      stored: [false],
    });
    await bench.store.compareWithEverything();
    expect(await bench.store.append([incoming('old')])).toEqual({ stored: [false] });
  });

  test('many at once, and again: each once', async () => {
    const events = Array.from({ length: 5000 }, (_, index) => incoming(`many-${index}`));
    await Promise.all([
      bench.store.append(events),
      bench.store.append(events),
      bench.store.append(events.toReversed()),
    ]);
    expect(await bench.store.query('SELECT count(*) AS rows, count(DISTINCT message_id) AS ids FROM event')).toEqual([
      { rows: 5000, ids: 5000 },
    ]);
  });
}

function valueCases(bench: Bench): void {
  test('whole numbers, texts, days and nothing come back as they went in', async () => {
    const event = incoming('a', { at: -1, userId: 'é😀\0"', mrrCents: 2 ** 53 - 1, day: '1969-12-31', score: 0 });
    await bench.store.append([event]);
    expect(await bench.store.query('SELECT * FROM event')).toMatchObject([
      { at: -1, user_id: 'é😀\0"', mrr_cents: 2 ** 53 - 1, day: '1969-12-31', score: 0, plan: null },
    ]);
  });

  test('a whole number beyond what a double holds is an error, not another number', async () => {
    await expect(bench.store.query('SELECT CAST(9007199254740993 AS BIGINT) AS big')).rejects.toThrow(
      /9007199254740993/,
    );
  });

  test('traits come with their event', async () => {
    await bench.store.append([
      incoming('a'),
      {
        ...incoming('b'),
        traits: [
          { name: 'plan', value: 'pro' },
          { name: 'gone', value: null },
        ],
      },
    ]);
    expect(await bench.store.query('SELECT * FROM trait ORDER BY name')).toEqual([
      { sequence: 2, name: 'gone', value: null },
      { sequence: 2, name: 'plan', value: 'pro' },
    ]);
  });

  test('parameters are values, never SQL', async () => {
    await bench.store.append([incoming("'; DROP TABLE event; --")]);
    const rows = await bench.store.query('SELECT message_id AS id FROM event WHERE message_id = $id', {
      id: "'; DROP TABLE event; --",
    });
    expect(rows).toHaveLength(1);
  });
}

function transactionCases(bench: Bench): void {
  test('a transaction holds as a whole or not at all', async () => {
    await bench.store.append([incoming('a')]);
    const failing = bench.store.transaction(async (transaction) => {
      await transaction.run('DELETE FROM event');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await idsIn(bench.store)).toEqual(['a']);
    const count = await bench.store.transaction(async (transaction) => {
      await transaction.insert('note', [['x', '1']]);
      return (await transaction.query('SELECT * FROM note')).length;
    });
    expect(count).toBe(1);
  });

  test('events are taken while a long transaction runs, and while a question is answered', async () => {
    const order: string[] = [];
    const long = bench.store.transaction(async (transaction) => {
      await transaction.insert('note', [['x', '1']]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      order.push('transaction');
    });
    await bench.store.append([incoming('a')]);
    order.push('append');
    await long;
    expect(order).toEqual(['append', 'transaction']);
  });

  test('deleted bytes are gone from the files after a compaction, the rest is there', async () => {
    await bench.store.append([incoming('stays'), incoming('goes')]);
    await bench.store.transaction((transaction) => transaction.run("DELETE FROM event WHERE message_id = 'goes'"));
    await bench.store.compact();
    expect(await idsIn(bench.store)).toEqual(['stays']);
    expect(await bench.store.append([incoming('stays'), incoming('new')])).toEqual({ stored: [false, true] });
  });
}
