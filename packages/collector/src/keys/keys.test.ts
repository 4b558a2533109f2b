import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';
import { KeyFile } from './key-file.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.dispose());

const page = { batch: [] };
const status = async (from: TestCollector, key: string, path = '/v1/batch') =>
  (await from.request(path, path === '/v1/batch' ? { key, body: page } : { key })).status;

test('a first start without keys makes one of each kind, tells it once and keeps it hashed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attachkit-test-'));
  const first = await startTestCollector({ keys: {}, dataDir });
  const { write, server, read, admin } = first.madeKeys;
  expect([write, server, read, admin].map((key) => key?.slice(0, 3))).toEqual(['wk_', 'sk_', 'rk_', 'ak_']);
  const file = readFileSync(join(dataDir, 'keys.json'), 'utf8');
  expect(file).toContain(write);
  for (const secret of [server, read, admin]) expect(file).not.toContain(secret);
  expect(statSync(join(dataDir, 'keys.json')).mode & 0o077).toBe(0);
  expect(await status(first, server!)).toBe(200);
  await first.close();
  const second = await startTestCollector({ keys: {}, dataDir });
  expect(second.madeKeys).toEqual({});
  expect(await status(second, write!)).toBe(200);
  await second.dispose();
});

test('keys it made itself are not shown to a network, unless told to', async () => {
  await expect(startTestCollector({ keys: {}, host: '0.0.0.0' })).rejects.toThrow(/keys it made itself/);
  const told = await startTestCollector({ keys: {}, host: '0.0.0.0', allowMadeKeys: true });
  await told.dispose();
  const given = await startTestCollector({ host: '0.0.0.0' });
  await given.dispose();
});

test('an operator makes, lists and revokes keys; the old one works until then', async () => {
  const own = await startTestCollector({ keys: {} });
  const admin = own.madeKeys.admin!;
  const { key } = await (await own.request('/v1/keys/write', { key: admin, method: 'POST' })).json();
  expect(await status(own, key)).toBe(200);
  const { keys } = await (await own.request('/v1/keys', { key: admin })).json();
  expect(JSON.stringify(keys)).not.toContain(own.madeKeys.server!);
  const old = keys.find(({ kind }: { kind: string }) => kind === 'write').id;
  await own.request(`/v1/keys/${old}`, { key: admin, method: 'DELETE' });
  expect(await status(own, own.madeKeys.write!)).toBe(401);
  expect(await status(own, key)).toBe(200);
  await own.dispose();
});

test('one key for two kinds is refused', async () => {
  await expect(startTestCollector({ keys: { write: ['same'], admin: ['same'] } })).rejects.toThrow(
    /write key and as admin key/,
  );
});

test('keys of the environment are changed there', async () => {
  expect((await collector.request('/v1/keys/write', { key: 'ak_test', method: 'POST' })).status).toBe(409);
  expect((await collector.request('/v1/keys', { key: 'rk_test' })).status).toBe(401);
});

test('what attachkit keys writes is taken up by the running collector', async () => {
  const own = await startTestCollector({ keys: {} });
  const key = new KeyFile(own.dataDir).make('server', new Date());
  await expect.poll(() => status(own, key)).toBe(200);
  await own.dispose();
});

test('a key past its expiry is refused', async () => {
  let nowMs = Date.now();
  const own = await startTestCollector({ keys: {}, now: () => nowMs });
  const file = new KeyFile(own.dataDir);
  const record = file.keys.find(({ kind }) => kind === 'read')!;
  file.expire(record.id, new Date(nowMs + 60_000));
  await expect.poll(() => status(own, own.madeKeys.read!, '/v1/health')).toBe(200);
  nowMs += 120_000;
  await expect.poll(() => status(own, own.madeKeys.read!, '/v1/health')).toBe(401);
  await own.dispose();
});

test.each(['wk_test', 'sk_test', 'wk_nothing'])('%s does not sign in', async (key) => {
  expect((await collector.request('/login', { body: { key } })).status).toBe(401);
});

test('a read key signs in for a cookie that scripts cannot read and other sites cannot send', async () => {
  const answer = await collector.request('/login', { body: { key: 'rk_test' } });
  const cookie = answer.headers.get('set-cookie')!;
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  const session = { cookie: cookie.split(';')[0]! };
  expect((await collector.request('/v1/health', { headers: session })).status).toBe(200);
  expect((await collector.request('/v1/keys', { headers: session })).status).toBe(401);
  expect((await collector.request('/v1/batch', { headers: session, body: page })).status).toBe(401);
  const forged = { cookie: `${session.cookie.slice(0, -3)}AAA` };
  expect((await collector.request('/v1/health', { headers: forged })).status).toBe(401);
  const out = await collector.request('/logout', { method: 'POST', headers: session });
  expect(out.headers.get('set-cookie')).toMatch(/attachkit_session=;.*Max-Age=0/);
});

test('a form signs in too, and is sent on', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await collector.request('/login', { body: 'key=rk_test', headers });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
});

test('a session ends with its key, and after its time', async () => {
  let nowMs = Date.now();
  const own = await startTestCollector({ keys: {}, now: () => nowMs });
  const answer = await own.request('/login', { body: { key: own.madeKeys.read } });
  const headers = { cookie: answer.headers.get('set-cookie')!.split(';')[0]! };
  const ask = async () => (await own.request('/v1/health', { headers })).status;
  expect(await ask()).toBe(200);
  nowMs += 13 * 60 * 60 * 1000;
  expect(await ask()).toBe(401);
  nowMs -= 13 * 60 * 60 * 1000;
  const { keys } = await (await own.request('/v1/keys', { key: own.madeKeys.admin! })).json();
  const { id } = keys.find(({ kind }: { kind: string }) => kind === 'read');
  await own.request(`/v1/keys/${id}`, { key: own.madeKeys.admin!, method: 'DELETE' });
  expect(await ask()).toBe(401);
  await own.dispose();
});
