import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.dispose());

test('a batch is stored once, whatever is sent again', async () => {
  const batch = [
    {
      type: 'track',
      messageId: 'm1',
      userId: 'u1',
      event: 'Feature Used',
      properties: { feature: 'boards' },
      context: { groupId: 'a1' },
    },
    { type: 'track', messageId: 'm2', userId: 'u1', event: 'Feature Used', properties: { feature: 'nope' } },
    {
      type: 'group',
      messageId: 'm3',
      userId: 'u1',
      groupId: 'a1',
      traits: { plan: 'pro', healthScore: 3, nested: {} },
    },
    { type: 'track', messageId: 'm1', userId: 'u1', event: 'Feature Used', properties: { feature: 'boards' } },
  ];
  const first = await (await collector.request('/v1/batch', { key: 'wk_test', body: { batch } })).json();
  expect(first).toMatchObject({
    success: true,
    accepted: 2,
    duplicates: 1,
    rejected: [{ index: 1, messageId: 'm2', code: 'feature_unknown' }],
    warnings: [{ index: 2, code: 'trait_server_key_required' }],
  });
  const again = await (await collector.request('/v1/batch', { key: 'wk_test', body: { batch } })).json();
  expect(again).toMatchObject({ accepted: 0, duplicates: 3 });
  const rows = await collector.store.query('SELECT message_id, feature, group_id FROM event ORDER BY sequence');
  expect(rows).toEqual([
    { message_id: 'm1', feature: 'boards', group_id: 'a1' },
    { message_id: 'm3', feature: null, group_id: 'a1' },
  ]);
});
