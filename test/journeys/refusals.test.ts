import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CollectorProcess, KEYS, startCollector } from './collector-process.ts';

let collector: CollectorProcess;
beforeAll(async () => {
  collector = await startCollector('examples/demo/attachkit.catalog.json');
});
afterAll(async () => expect(await collector.stop()).toBe(0));

const track = (event: string, properties: Record<string, unknown>) => ({
  batch: [{ type: 'track', messageId: crypto.randomUUID(), event, properties, context: { groupId: 'account-1' } }],
});
const codesOf = async (answer: Response) =>
  ((await answer.json()) as { rejected: { code: string }[] }).rejected.map(({ code }) => code);

test('a wrong key is 401', async () => {
  const answer = await collector.post('/v1/batch', 'wk_wrong', track('Feature Used', { feature: 'x' }));
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
});

test('what is not JSON is 400', async () => {
  expect((await collector.post('/v1/batch', KEYS.write, '{"batch": [')).status).toBe(400);
  expect((await collector.post('/v1/batch', KEYS.write, { no: 'batch' })).status).toBe(400);
});

test('2 MiB is 413', async () => {
  const answer = await collector.post('/v1/batch', KEYS.write, `{"batch": ["${'x'.repeat(2 * 1024 * 1024)}"]}`);
  expect(answer.status).toBe(413);
});

test('an unknown add-on is refused by name, the rest of the batch kept', async () => {
  const { batch } = track('Feature Gated', { feature: 'nothing-of-the-kind', addon: 'nothing-of-the-kind' });
  const good = { type: 'page', messageId: crypto.randomUUID(), userId: 'user-1' };
  const answer = await collector.post('/v1/batch', KEYS.server, { batch: [...batch, good] });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    accepted: 1,
    rejected: [{ index: 0, code: expect.stringMatching(/addon|feature/), message: expect.stringContaining('nothing') }],
  });
});

test('a negative mrr is refused by name', async () => {
  const answer = await collector.post('/v1/batch', KEYS.server, track('Subscription Started', { mrr: -1 }));
  expect(answer.status).toBe(200);
  expect(await codesOf(answer)).toEqual([expect.stringContaining('mrr')]);
});

test('a purchase under a write key is refused alone', async () => {
  const answer = await collector.post(
    '/v1/batch',
    KEYS.write,
    track('Add-on Purchased', { addon: 'copilot', mrr: 20 }),
  );
  expect(answer.status).toBe(200);
  expect(await codesOf(answer)).toEqual(['server_key_required']);
});
