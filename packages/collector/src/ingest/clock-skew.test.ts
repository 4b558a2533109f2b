import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

const ARRIVAL = Date.UTC(2026, 5, 15, 12);
const MINUTE = 60_000;
let nowMs = ARRIVAL;
let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector({ now: () => nowMs });
});
afterAll(() => collector.dispose());

const time = (ms: number) => new Date(ms).toISOString();
let nextId = 0;

/** @returns the stored time, relative to the arrival, in minutes */
async function storedMinutes(timestamp: string | undefined, sentAt?: string, field = 'timestamp'): Promise<number> {
  const messageId = `skew-${nextId++}`;
  const batch = [{ type: 'page', messageId, anonymousId: 'x', [field]: timestamp }];
  await collector.request('/v1/batch', { key: 'wk_test', body: { batch, sentAt } });
  const [row] = await collector.store.query('SELECT "at" FROM event WHERE message_id = $messageId', { messageId });
  return ((row!.at as number) / 1000 - nowMs) / MINUTE;
}

test.each([
  ['as sent without sentAt', -90, undefined, -90],
  ['as sent when the clock is right within 5 minutes', -90, -4, -90],
  ['exactly 5 minutes off is right', -90, -5, -90],
  ['moved when the sender is an hour behind', -90, -60, -30],
  ['moved when the sender is an hour ahead', 50, 60, -10],
  ['up to 5 minutes ahead of the arrival as sent', 5, undefined, 5],
  ['later becomes the arrival', 6, undefined, 0],
  ['later after the correction becomes the arrival', 10, -60, 0],
])('%s', async (_what, timestamp, sentAt, expected) => {
  const told = sentAt === undefined ? undefined : time(nowMs + sentAt * MINUTE);
  expect(await storedMinutes(time(nowMs + timestamp * MINUTE), told)).toBe(expected);
});

test('without a timestamp it is the time of arrival, whatever sentAt says', async () => {
  expect(await storedMinutes(undefined, time(nowMs - 60 * MINUTE))).toBe(0);
});

test('a clock gone mad is the arrival, no refusal', async () => {
  expect(await storedMinutes('9999-12-31T23:59:59Z')).toBe(0);
});

test('originalTimestamp stands in, and a sentAt that is no time is none', async () => {
  expect(await storedMinutes(time(nowMs - 7 * MINUTE), undefined, 'originalTimestamp')).toBe(-7);
  expect(await storedMinutes(time(nowMs - 7 * MINUTE), 'yesterday')).toBe(-7);
});

test('a re-send with another sentAt, hours later, moves nothing', async () => {
  const message = { type: 'page', messageId: 'fixed', anonymousId: 'x', timestamp: time(nowMs - 90 * MINUTE) };
  const read = () => collector.store.query('SELECT "at", arrived_at, sequence FROM event WHERE message_id = \'fixed\'');
  await collector.request('/v1/batch', {
    key: 'wk_test',
    body: { batch: [message], sentAt: time(nowMs - 60 * MINUTE) },
  });
  const before = await read();
  nowMs += 180 * MINUTE;
  await collector.request('/v1/batch', { key: 'wk_test', body: { batch: [message], sentAt: time(nowMs) } });
  expect(await read()).toEqual(before);
});

test('a clock that jumps an hour either way loses nothing, doubles nothing and moves nothing', async () => {
  const all = () => collector.store.query('SELECT message_id, "at", arrived_at FROM event ORDER BY message_id');
  for (const jump of [60, -120, 60]) {
    const before = await all();
    nowMs += jump * MINUTE;
    expect(await storedMinutes(time(nowMs))).toBe(0);
    const again = { type: 'page', messageId: 'fixed', anonymousId: 'x' };
    const answer = await collector.request('/v1/batch', { key: 'wk_test', body: { batch: [again] } });
    expect(await answer.json()).toMatchObject({ duplicates: 1 });
    expect(await all()).toEqual(expect.arrayContaining(before));
  }
});
