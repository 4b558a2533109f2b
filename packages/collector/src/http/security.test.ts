import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector({ publicHosts: ['attach.example.com'] });
});
afterAll(() => collector.dispose());

/** `fetch` does not let a Host be forged. */
function statusFor(host: string, path = '/health/live'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(collector.url + path, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sending.on('error', reject);
    sending.end();
  });
}

test.each(['localhost', 'localhost:4600', '127.0.0.1', '[::1]', 'attach.example.com', 'ATTACH.example.com:443'])(
  'the host %s is ours',
  async (host) => expect(await statusFor(host)).toBe(200),
);

test.each(['evil.example', 'localhost.evil.example', '10.0.0.1', 'attach.example.com.evil.example'])(
  'the host %s is forged',
  async (host) => expect(await statusFor(host)).toBe(403),
);

test.each(['/v1/health', '/v1/metrics', '/v1/metrics/attach-rate?addon=copilot'])(
  'a write key and a server key do not read %s',
  async (path) => {
    for (const key of ['wk_test', 'sk_test']) expect((await collector.request(path, { key })).status).toBe(401);
    expect((await collector.request(path)).status).toBe(401);
  },
);

test.each(['wk_test', 'rk_test', 'ak_test'])('%s does not read one account’s state', async (key) => {
  expect((await collector.request('/v1/accounts/a1/state', { key })).status).not.toBe(200);
});

test('every answer carries the headers that keep browsers strict', async () => {
  for (const path of ['/', '/health/live', '/nothing']) {
    const { headers } = await collector.request(path);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test.each(['/assets/..%2f..%2fkeys.json', '/..%2fkeys.json', '/assets/%2e%2e/%2e%2e/package.json', '/%00'])(
  '%s leads nowhere',
  async (path) => expect((await collector.request(path)).status).toBe(404),
);

test('names with HTML, control characters and 10,000 letters come back as they are, or not at all', async () => {
  const name = '<img src=x onerror=alert(1)>\u0007\u202e';
  const group = (messageId: string, value: string) => ({
    type: 'group',
    messageId,
    userId: 'u1',
    groupId: 'html',
    traits: { name: value },
  });
  const batch = [group('1', name), group('2', 'x'.repeat(10_000))];
  const answer = await (await collector.request('/v1/batch', { key: 'sk_test', body: { batch } })).json();
  expect(answer).toMatchObject({ accepted: 2, warnings: [{ index: 1, code: 'trait_too_long' }] });
  const traits = await collector.store.query('SELECT value FROM trait');
  expect(traits).toEqual([{ value: name }]);
  const health = await collector.request('/v1/health', { key: 'rk_test' });
  expect(health.headers.get('content-type')).toMatch(/^application\/json/);
});

test('a page cannot set what only a server may say, nor claim a purchase’s id', async () => {
  const batch = [
    { type: 'group', messageId: 'claimed', userId: 'u1', groupId: 'a1', traits: { healthScore: 99, internal: true } },
    { type: 'track', messageId: 'purchase', userId: 'u1', event: 'Add-on Purchased', properties: { addon: 'copilot' } },
  ];
  const answer = await (await collector.request('/v1/batch', { key: 'wk_test', body: { batch } })).json();
  expect(answer).toMatchObject({
    accepted: 1,
    rejected: [{ messageId: 'purchase', code: 'server_key_required' }],
    warnings: [{ code: 'trait_server_key_required' }, { code: 'trait_server_key_required' }],
  });
  const real = { ...batch[1], messageId: 'claimed' };
  const sent = await collector.request('/v1/batch', { key: 'sk_test', body: { batch: [real] } });
  expect(await sent.json()).toMatchObject({ accepted: 1, duplicates: 0 });
});

test('no name in a message pollutes a prototype', async () => {
  const body =
    '{"batch":[{"type":"track","messageId":"proto","userId":"u","event":"x","__proto__":{"polluted":1},"properties":{"__proto__":"p","constructor":"c"},"context":{"__proto__":{"groupId":"g"}}}]}';
  expect(await (await collector.request('/v1/batch', { key: 'wk_test', body })).json()).toMatchObject({ accepted: 1 });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const rows = await collector.store.query("SELECT group_id, properties FROM event WHERE message_id = 'proto'");
  expect(rows).toEqual([{ group_id: null, properties: '{"__proto__":"p","constructor":"c"}' }]);
});

test('/metrics is for a read key; behind a proxy the machine itself is no reason', async () => {
  expect((await collector.request('/metrics')).status).toBe(200);
  const forwarded = { 'x-forwarded-for': '203.0.113.7' };
  expect((await collector.request('/metrics', { headers: forwarded })).status).toBe(401);
  const answer = await collector.request('/metrics', { headers: forwarded, key: 'rk_test' });
  expect(await answer.text()).toMatch(/attachkit_events_accepted_total\{event="group"\} \d/);
});
