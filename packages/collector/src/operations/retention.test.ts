import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestCollector } from '../testing.ts';

const DAY_MS = 86_400_000;

test('old usage goes, what was bought stays, and every number says so', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attachkit-test-'));
  const now = Date.now();
  let nowMs = now - 100 * DAY_MS;
  const options = { dataDir, now: () => nowMs };
  let collector = await startTestCollector(options);
  const context = { groupId: 'a1' };
  const track = (messageId: string, event: string, properties: object) => ({
    type: 'track',
    messageId,
    userId: 'u1',
    context,
    event,
    properties,
  });
  const send = (batch: object[]) => collector.request('/v1/batch', { key: 'sk_test', body: { batch } });
  await send([
    track('subscription', 'Subscription Started', { mrr: 10 }),
    track('purchase', 'Add-on Purchased', { addon: 'copilot' }),
    track('old use', 'Feature Used', { feature: 'ai_summary' }),
    { type: 'group', messageId: 'group', userId: 'u1', groupId: 'a1', traits: { plan: 'pro' } },
    { type: 'page', messageId: 'page', userId: 'u1' },
  ]);
  nowMs = now;
  await send([track('young use', 'Feature Used', { feature: 'ai_summary' })]);
  const rate = async () => {
    const answer = await collector.request('/v1/metrics/attach-rate?addon=copilot', { key: 'rk_test' });
    return await answer.json();
  };
  const before = await rate();
  expect(before.retention).toBeUndefined();
  await collector.close();

  collector = await startTestCollector({ ...options, retentionDays: 40 });
  const ids = await collector.store.query('SELECT message_id AS id FROM event ORDER BY sequence');
  expect(ids.map(({ id }) => id)).toEqual(['subscription', 'purchase', 'group', 'young use']);
  const after = await rate();
  expect(after.rows).toEqual(before.rows);
  expect(after.retention).toMatchObject({ days: 40, effect: expect.stringContaining('ever') });
  const health = await (await collector.request('/v1/health', { key: 'rk_test' })).json();
  expect(health.retention).toMatchObject({ days: 40 });
  await collector.dispose();
});

test('a retention shorter than the deduplication window is refused', async () => {
  await expect(startTestCollector({ retentionDays: 30 })).rejects.toThrow(/at least 36/);
});
