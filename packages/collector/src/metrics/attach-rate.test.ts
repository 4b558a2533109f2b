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
});
