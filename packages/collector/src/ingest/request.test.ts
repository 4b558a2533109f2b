import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector({ origins: ['https://app.example.com'] });
});
afterAll(() => collector.dispose());

const page = (messageId: string) => ({ type: 'page', messageId, anonymousId: 'x' });
const countRows = async () => (await collector.store.query('SELECT count(*) AS amount FROM event'))[0]!.amount;

test.each([
  ['what is not JSON', '{"batch": [', {}, 400, 'json_invalid'],
  ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, 400, 'json_invalid'],
  ['no batch', '{}', {}, 400, 'batch_missing'],
  ['an array', '[]', {}, 400, 'batch_missing'],
  ['gzip that is none', 'plain', { 'content-encoding': 'gzip' }, 400, 'gzip_invalid'],
  ['over 1 MiB', `{"batch":["${'x'.repeat(2 * 1024 * 1024)}"]}`, {}, 413, 'request_too_large'],
  ['a bomb', gzipSync(Buffer.alloc(50 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 413, 'request_too_large'],
  ['1,001 messages', JSON.stringify({ batch: Array(1001).fill(1) }), {}, 413, 'batch_too_long'],
  ['XML', '<batch/>', { 'content-type': 'application/xml' }, 415, 'media_type_unsupported'],
  ['brotli', 'x', { 'content-encoding': 'br' }, 415, 'encoding_unsupported'],
  ['another origin', '{"batch":[]}', { origin: 'https://evil.example' }, 403, 'origin_refused'],
])('refused as a whole: %s', async (_what, body, headers, status, code) => {
  const before = await countRows();
  const type = { 'content-type': 'application/json' };
  const answer = await collector.request('/v1/batch', { key: 'wk_test', body, headers: { ...type, ...headers } });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code, message: expect.any(String) } });
  expect(await countRows()).toBe(before);
});

test.each([
  ['no key', {}, 'key_missing'],
  ['an unknown key', { authorization: 'Bearer wk_other' }, 'key_unknown'],
  ['a read key', { authorization: 'Bearer rk_test' }, 'key_insufficient'],
  ['an admin key', { authorization: 'Bearer ak_test' }, 'key_insufficient'],
  ['nonsense', { authorization: 'Digest x' }, 'key_missing'],
])('401: %s', async (_what, headers, code) => {
  const answer = await collector.request('/v1/batch', { body: { batch: [] }, headers });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { code } });
});

test.each([
  ['Bearer', { authorization: 'Bearer wk_test' }, {}],
  ['Basic', { authorization: `Basic ${btoa('wk_test:')}` }, {}],
  ['the body', {}, { writeKey: 'wk_test' }],
])('a write key is taken from %s', async (what, headers, fields) => {
  const answer = await collector.request('/v1/batch', { headers, body: { batch: [page(`key-${what}`)], ...fields } });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
});

test('a server key in the body is not taken', async () => {
  const answer = await collector.request('/v1/batch', { body: { batch: [page('x')], writeKey: 'sk_test' } });
  expect(answer.status).toBe(401);
});

test.each([
  ['text/plain', { 'content-type': 'text/plain;charset=UTF-8' }],
  ['mislabelled form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['JSON with a charset', { 'content-type': 'application/json; charset=utf-8' }],
])('JSON is read when it is labelled %s', async (what, headers) => {
  const body = JSON.stringify({ batch: [page(`type-${what}`)] });
  const answer = await collector.request('/v1/batch', { key: 'wk_test', body, headers });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
});

test('gzip is read, whatever the label', async () => {
  const body = gzipSync(JSON.stringify({ batch: [page('gzip')] }));
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await collector.request('/v1/batch', { key: 'wk_test', body, headers });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
});

test('a preflight is answered for the configured origin, and may be cached', async () => {
  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
  const answer = await collector.request('/v1/batch', { method: 'OPTIONS', headers });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(600);
  const sent = await collector.request('/v1/batch', { key: 'wk_test', body: { batch: [] }, headers });
  expect(sent.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
});

test('a page may read why it was refused', async () => {
  const headers = { origin: 'https://app.example.com' };
  const answer = await collector.request('/v1/batch', { key: 'wk_other', body: { batch: [] }, headers });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, 'https://app.example.com']);
});

test('half a surrogate pair and a NUL are stored as something UTF-8 can say', async () => {
  const body =
    '{"batch":[{"type":"track","messageId":"half-\\ud800","anonymousId":"a\\u0000b","event":"x","properties":{"\\udc00":"\\ud83d\\ude00"}}]}';
  for (const accepted of [1, 0]) {
    const answer = await collector.request('/v1/batch', { key: 'wk_test', body });
    expect(await answer.json()).toMatchObject({ accepted });
  }
  const rows = await collector.store.query("SELECT anonymous_id, properties FROM event WHERE message_id LIKE 'half-%'");
  expect(rows).toEqual([{ anonymous_id: 'a\0b', properties: '{"\ufffd":"😀"}' }]);
});

test('a sender that goes away in the middle of its body is no trouble', async () => {
  const { hostname, port } = new URL(collector.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        'POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wk_test\r\nContent-Length: 1000\r\n\r\n{"ba',
      );
      setTimeout(() => socket.destroy(), 50);
    });
    socket.on('close', () => resolve());
  });
  expect((await collector.request('/health/ready')).status).toBe(200);
});

test('more than the rate is 429 and says when to come back', async () => {
  const slow = await startTestCollector({ rateLimits: { writeEventsPerSecond: 1 } });
  const send = (key: string) => slow.request('/v1/batch', { key, body: { batch: Array(700).fill(page('same')) } });
  expect((await send('wk_test')).status).toBe(200);
  const refused = await send('wk_test');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await send('sk_test')).status).toBe(200);
  await slow.dispose();
});
