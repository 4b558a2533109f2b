import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

let collector: TestCollector;
let nextId = 0;

beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.dispose());

const used = (fields: object = {}) => ({
  type: 'track',
  messageId: `message-${nextId++}`,
  userId: 'u1',
  event: 'Feature Used',
  properties: { feature: 'boards' },
  ...fields,
});

async function send(batch: unknown[], key = 'wk_test', rest: object = {}) {
  const answer = await collector.request('/v1/batch', { key, body: { batch, ...rest } });
  expect(answer.status).toBe(200);
  return await answer.json();
}

const stored = (messageId: string) =>
  collector.store.query('SELECT * FROM event WHERE message_id = $messageId', { messageId });

const codesOf = (answer: { rejected: { code: string }[] }) => answer.rejected.map(({ code }) => code);

test('the good messages of a batch are kept when others are bad, each once', async () => {
  const good = used();
  const batch = [good, used({ properties: { feature: 'nope' } }), good, 'no object', null];
  const first = await send(batch);
  expect(first).toMatchObject({ success: true, accepted: 1, duplicates: 1 });
  expect(first.rejected).toMatchObject([
    { index: 1, code: 'feature_unknown' },
    { index: 3, messageId: null, code: 'message_invalid' },
    { index: 4, messageId: null, code: 'message_invalid' },
  ]);
  expect(await send(batch)).toMatchObject({ accepted: 0, duplicates: 2 });
  expect(await stored(good.messageId)).toHaveLength(1);
});

test('a message is stored with what it means', async () => {
  const message = used({
    timestamp: '2026-03-29T00:30:00.1234567+01:00',
    context: { groupId: 'a1' },
    extra: { left: 'out' },
  });
  await send([message]);
  const at = Date.UTC(2026, 2, 28, 23, 30, 0) * 1000 + 123_456;
  expect(await stored(message.messageId)).toMatchObject([
    {
      key_space: 'write',
      name: 'Feature Used',
      feature: 'boards',
      quantity: 1,
      at,
      day: '2026-03-29',
      group_id: 'a1',
      properties: null,
    },
  ]);
});

test('the batch’s context holds for messages that lack a field of it', async () => {
  const [own, lacking] = [used({ context: { groupId: 'own' } }), used({ context: { page: {} } })];
  await send([own, lacking], 'wk_test', { context: { groupId: 'of-the-batch' } });
  expect((await stored(own.messageId))[0]).toMatchObject({ group_id: 'own' });
  expect((await stored(lacking.messageId))[0]).toMatchObject({ group_id: 'of-the-batch' });
});

test('null is what clients send for nothing', async () => {
  const message = used({ userId: null, anonymousId: 'x', context: null, traits: null, timestamp: null });
  expect(await send([message])).toMatchObject({ accepted: 1, rejected: [] });
});

test.each([
  ['no messageId', { messageId: undefined }, 'message_id_invalid'],
  ['an empty messageId', { messageId: '' }, 'message_id_invalid'],
  ['a long messageId', { messageId: 'x'.repeat(256) }, 'message_id_invalid'],
  ['an unknown type', { type: 'buy' }, 'type_invalid'],
  ['nobody', { userId: undefined, context: { groupId: 'a1' } }, 'identity_missing'],
  ['a number for a user', { userId: 7 }, 'user_id_invalid'],
  ['a long user', { userId: 'x'.repeat(256) }, 'user_id_invalid'],
  ['an array of properties', { properties: [] }, 'properties_invalid'],
  ['a timestamp without a zone', { timestamp: '2026-01-01T00:00:00' }, 'timestamp_invalid'],
  ['a day that is none', { timestamp: '2026-02-30T00:00:00Z' }, 'timestamp_invalid'],
  ['no event name', { event: undefined }, 'event_invalid'],
  ['no feature', { properties: {} }, 'feature_missing'],
  ['a number for a feature', { properties: { feature: 1 } }, 'feature_invalid'],
  ['quantity 0', { properties: { feature: 'boards', quantity: 0 } }, 'quantity_invalid'],
  ['quantity 1.5', { properties: { feature: 'boards', quantity: 1.5 } }, 'quantity_invalid'],
  ['a quantity in words', { properties: { feature: 'boards', quantity: '3' } }, 'quantity_invalid'],
  ['a group call without a group', { type: 'group' }, 'group_id_missing'],
  ['an alias without the other id', { type: 'alias' }, 'previous_id_missing'],
  ['32 KiB and more', { properties: { feature: 'boards', text: 'x'.repeat(33_000) } }, 'message_too_large'],
])('refused: %s', async (_what, fields, code) => {
  expect(codesOf(await send([used(fields)]))).toEqual([code]);
});

test.each([
  ['a negative mrr', { mrr: -1 }, 'mrr_invalid'],
  ['three decimals', { mrr: 9.999 }, 'mrr_invalid'],
  ['mrr in words', { mrr: '9' }, 'mrr_invalid'],
  ['mrr beyond exactness', { mrr: 1e15 }, 'mrr_invalid'],
  ['another currency', { mrr: 9, currency: 'USD' }, 'currency_unknown'],
  ['an add-on the catalog does not know', { addon: 'nope' }, 'addon_unknown'],
  ['an add-on called __proto__', { addon: '__proto__' }, 'addon_unknown'],
  ['an add-on called constructor', { addon: 'constructor' }, 'addon_unknown'],
])('a purchase is refused: %s', async (_what, properties, code) => {
  const purchase = used({ event: 'Add-on Purchased', properties: { addon: 'copilot', ...properties } });
  expect(codesOf(await send([purchase], 'sk_test'))).toEqual([code]);
});

test('money is kept in hundredths, exactly', async () => {
  const purchase = used({
    event: 'Add-on Purchased',
    userId: undefined,
    context: { groupId: 'a1' },
    properties: { addon: 'copilot', mrr: 1234567.89 },
  });
  await send([purchase], 'sk_test');
  expect(await stored(purchase.messageId)).toMatchObject([
    { mrr_cents: 123456789, quantity: 1, user_id: null, group_id: 'a1' },
  ]);
});

test('feedback scores depend on their kind', async () => {
  const feedback = (kind: string, score: number) =>
    used({ event: 'Feedback Given', properties: { addon: 'copilot', kind, score } });
  const answer = await send([feedback('csat', 0), feedback('csat', 5), feedback('nps', 0), feedback('nps', 11)]);
  expect(answer.rejected).toMatchObject([
    { index: 0, code: 'score_invalid' },
    { index: 3, code: 'score_invalid' },
  ]);
});

test('traits: scalars are kept, what a page may not set or is too long is left out with a warning', async () => {
  const group = {
    ...used({ type: 'group', groupId: 'a1' }),
    traits: { plan: 'pro', seats: 3, paying: true, gone: null, nested: {}, healthScore: 9, note: 'x'.repeat(256) },
  };
  const answer = await send([group]);
  expect(answer.warnings).toMatchObject([
    { index: 0, code: 'trait_server_key_required' },
    { index: 0, code: 'trait_too_long' },
  ]);
  const traits = await collector.store.query(
    'SELECT name, value FROM trait WHERE sequence = (SELECT sequence FROM event WHERE message_id = $id) ORDER BY name',
    { id: group.messageId },
  );
  expect(traits).toEqual([
    { name: 'gone', value: null },
    { name: 'paying', value: 'true' },
    { name: 'plan', value: 'pro' },
    { name: 'seats', value: '3' },
  ]);
});

test('names that mean nothing here are taken, and mean nothing', async () => {
  const order = used({ event: 'Order Completed', properties: { revenue: 3, items: [1] } });
  const page = { ...used({ type: 'page', name: 'Home', properties: { url: 'x'.repeat(300) } }), event: undefined };
  expect(await send([order, page])).toMatchObject({ accepted: 2, rejected: [] });
  expect(await stored(order.messageId)).toMatchObject([
    { name: null, received_name: 'Order Completed', properties: '{"revenue":3}' },
  ]);
});

test('an event sent elsewhere means what the catalog makes of it', async () => {
  const mapped = used({ event: 'Report Exported', properties: { format: 'pdf' } });
  await send([mapped]);
  expect(await stored(mapped.messageId)).toMatchObject([
    {
      name: 'Feature Used',
      received_name: 'Report Exported',
      feature: 'report_builder',
      properties: '{"format":"pdf"}',
    },
  ]);
});

test('write and server keys deduplicate apart', async () => {
  const purchase = used({ event: 'Add-on Purchased', properties: { addon: 'copilot' } });
  expect(await send([used({ messageId: purchase.messageId })])).toMatchObject({ accepted: 1 });
  expect(await send([purchase], 'sk_test')).toMatchObject({ accepted: 1, duplicates: 0 });
});

test('single endpoints take one message under their long and short names', async () => {
  for (const path of ['/v1/track', '/v1/t']) {
    const answer = await collector.request(path, { key: 'wk_test', body: used({ type: undefined }) });
    expect(await answer.json()).toMatchObject({ success: true, accepted: 1 });
  }
  const group = await collector.request('/v1/g', { key: 'wk_test', body: used({ groupId: 'a9' }) });
  expect(await group.json()).toMatchObject({ accepted: 1 });
});

test('a character is a code point: 255 emoji fit, 256 do not', async () => {
  expect(codesOf(await send([used({ userId: '😀'.repeat(255) }), used({ userId: '😀'.repeat(256) })]))).toEqual([
    'user_id_invalid',
  ]);
});

test('one message over 32 KiB at a single endpoint is a request that is too large', async () => {
  const body = used({ properties: { feature: 'boards', text: 'x'.repeat(33_000) } });
  expect((await collector.request('/v1/track', { key: 'wk_test', body })).status).toBe(413);
});

test('concurrent sends of the same batch store it once', async () => {
  const batch = Array.from({ length: 50 }, () => used());
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(batch)));
  expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(50);
  expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(350);
});
