import { afterEach, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
let collector: TestCollector;
afterEach(() => collector.dispose());

const track = (groupId: string, event: string, properties: object, timestamp = '2026-03-02T09:00:00Z') => ({
  type: 'track',
  messageId: `${groupId}-${event}-${JSON.stringify(properties)}-${timestamp}`,
  timestamp,
  event,
  properties,
  context: { groupId },
});

async function send(messages: object[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 1000) {
    const response = await collector.request('/v1/batch', {
      key: 'sk_test',
      body: { batch: messages.slice(from, from + 1000) },
    });
    expect(await response.json()).toMatchObject({ rejected: [] });
  }
}

async function ask(query: string): Promise<{ rows: Record<string, unknown>[] }> {
  const response = await collector.request(`/v1/metrics/attach-rate?${query}`, { key: 'rk_test' });
  expect(response.status).toBe(200);
  return (await response.json()) as { rows: Record<string, unknown>[] };
}

const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => track(`a${index}`, 'Subscription Started', { plan: 'pro', mrr: 100 }));
const purchases = (count: number, addon = 'analytics') =>
  Array.from({ length: count }, (_, index) => track(`a${index}`, 'Add-on Purchased', { addon, mrr: 49 }));

describe('attach-rate over HTTP', () => {
  it.each([
    [200, 60, 0.3],
    [1000, 260, 0.26],
    [1000, 650, 0.65],
  ])('%i customers, %i purchased: %f', async (total, bought, rate) => {
    collector = await startTestCollector({ now: () => NOW });
    await send([...customers(total), ...purchases(bought)]);
    const { rows } = await ask('addon=analytics&from=2026-03-02&to=2026-03-02');
    expect(rows).toEqual([
      {
        date: '2026-03-02',
        segment: null,
        numerator: bought,
        denominator: total,
        rate,
        low: expect.any(Number),
        high: expect.any(Number),
      },
    ]);
  });

  it('the AI attach rate: used over active, by accounts and by users, by plan', async () => {
    collector = await startTestCollector({ now: () => NOW });
    const use = (groupId: string, userId: string, feature: string, day: number) => ({
      ...track(groupId, 'Feature Used', { feature }, `2026-03-0${day}T09:00:00Z`),
      ...{ userId, messageId: `${groupId} ${userId} ${feature} ${day} ${Math.random()}` },
    });
    const plan = (groupId: string, name: string) => ({
      ...{ type: 'group', groupId, messageId: `plan of ${groupId}`, timestamp: '2026-03-02T09:00:00Z' },
      traits: { plan: name },
    });
    await send([
      ...['a', 'b', 'c', 'd'].map((name) => track(name, 'Subscription Started', {})),
      ...[plan('a', 'pro'), plan('b', 'pro'), plan('c', 'basic')],
      // One of a's users meets 5 uses on 3 days alone, b's two do together. Both of a's look into c as well.
      ...[2, 2, 3, 3, 4].map((day) => use('a', 'u1', 'ai_summary', day)),
      use('a', 'u2', 'boards', 2),
      ...[2, 2, 3].map((day) => use('b', 'u3', 'ai_summary', day)),
      ...[4, 4].map((day) => use('b', 'u4', 'ai_summary', day)),
      ...[use('c', 'u1', 'boards', 2), use('c', 'u2', 'boards', 3)],
    ]);
    const counts = async (query: string) => {
      const { rows } = await ask(`addon=kind:ai&numerator=used&from=2026-03-09&to=2026-03-09&breakdown=plan&${query}`);
      return rows.map(({ segment, numerator, denominator }) => [
        (segment as { plan: string | null }).plan,
        numerator,
        denominator,
      ]);
    };
    expect(await counts('denominator=active')).toEqual([
      ['basic', 0, 1],
      ['pro', 2, 2],
    ]);
    expect(await counts('denominator=active&weight=users')).toEqual([
      ['basic', 0, 2],
      ['pro', 1, 4],
    ]);
    expect(await counts('denominator=customers')).toEqual([
      ['basic', 0, 1],
      ['pro', 2, 2],
      [null, 0, 1],
    ]);
  });

  it('weighs by ARR, seats and revenue, and tells standalone from bundle by the terms in force', async () => {
    collector = await startTestCollector({ now: () => NOW });
    const later = '2026-03-03T09:00:00Z';
    await send([
      track('a', 'Subscription Started', { mrr: 100.1, seats: 10 }),
      track('b', 'Subscription Started', { mrr: 50 }),
      track('c', 'Subscription Started', {}),
      track('a', 'Add-on Purchased', { addon: 'analytics', mrr: 20.05, quantity: 4, bundle: 'growth' }),
      track('a', 'Add-on Purchased', { addon: 'copilot', mrr: 5, quantity: 2 }),
      track('b', 'Add-on Purchased', { addon: 'analytics', mrr: 10 }),
      track('b', 'Add-on Purchased', { addon: 'analytics', mrr: 8, quantity: 3, bundle: 'growth' }, later),
    ]);
    const one = async (query: string) => {
      const { rows } = await ask(`from=2026-03-04&to=2026-03-04&${query}`);
      return [rows[0]!.numerator, rows[0]!.denominator, rows[0]!.low];
    };
    expect(await one('addon=analytics&weight=arr')).toEqual([1801.2, 1801.2, null]);
    expect(await one('addon=copilot&weight=arr')).toEqual([1201.2, 1801.2, null]);
    expect(await one('addon=any&weight=seats')).toEqual([9, 12, null]);
    expect(await one('addon=any&weight=revenue')).toEqual([33.05, 150.1, null]);
    expect(await one('addon=any&weight=revenue&via=bundle')).toEqual([28.05, 150.1, null]);
    expect((await one('addon=analytics&via=standalone')).slice(0, 2)).toEqual([0, 3]);
    expect((await one('addon=any&via=standalone')).slice(0, 2)).toEqual([1, 3]);
    const { rows } = await ask('addon=analytics&via=standalone&from=2026-03-02&to=2026-03-02');
    expect(rows[0]).toMatchObject({ numerator: 1, denominator: 3 });
  });
});
