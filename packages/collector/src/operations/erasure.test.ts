import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';

let collector: TestCollector;
let nextId = 0;

beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.dispose());

const USER = 'user-to-be-erased';
const ACCOUNT = 'account-to-be-erased';
const VISITOR = 'visitor-to-be-erased';

async function send(batch: object[], key = 'sk_test') {
  const messages = batch.map((message) => ({ messageId: `erasure-${nextId++}`, ...message }));
  const answer = await collector.request('/v1/batch', { key, body: { batch: messages } });
  return await answer.json();
}

const used = (fields: object) => ({
  type: 'track',
  event: 'Feature Used',
  properties: { feature: 'boards' },
  ...fields,
});
const purge = (path: string) => collector.request(path, { key: 'ak_test', method: 'DELETE' });
const get = async (path: string) => await (await collector.request(path, { key: 'rk_test' })).text();

/** Where the id is found: in each table (a backup's query), in answers, in an export's raw bytes. */
async function findAnywhere(id: string): Promise<string[]> {
  const found: string[] = [];
  const today = new Date().toISOString().slice(0, 10);
  if ((await get('/v1/health')).includes(id)) found.push('/v1/health');
  if ((await get(`/v1/accounts?asOf=${today}`)).includes(id)) found.push('/v1/accounts');
  if ((await get('/v1/metrics/attach-rate?addon=copilot&breakdown=name')).includes(id)) found.push('/v1/metrics');
  const tables = await collector.store.query<{ name: string }>('SELECT table_name AS name FROM duckdb_tables()');
  for (const { name } of tables) {
    const rows = await collector.store.query(
      `SELECT count(*) AS hits FROM "${name}" AS t WHERE position($id IN CAST(t AS VARCHAR)) > 0`,
      { id },
    );
    if (rows[0]!.hits !== 0) found.push(`table ${name}`);
  }
  if (await exportHolds(id)) found.push('export');
  return found;
}

async function exportHolds(id: string): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'attachkit-export-'));
  await collector.store.query(`EXPORT DATABASE '${directory}' (FORMAT parquet, COMPRESSION uncompressed)`);
  const holds = readdirSync(directory).some((file) => readFileSync(join(directory, file)).includes(id));
  rmSync(directory, { recursive: true });
  return holds;
}

test('an erased account and user are found nowhere any more; before, they were everywhere', async () => {
  await send([
    { type: 'group', userId: USER, groupId: ACCOUNT, traits: { name: `The company ${ACCOUNT}`, plan: 'pro' } },
    { type: 'track', event: 'Subscription Started', properties: { mrr: 9 }, context: { groupId: ACCOUNT } },
    used({ userId: USER, context: { groupId: ACCOUNT } }),
    used({ userId: USER, properties: { feature: 'unknown' }, context: { groupId: ACCOUNT } }),
    { type: 'identify', userId: USER, anonymousId: VISITOR },
    used({ anonymousId: VISITOR }),
    used({ userId: 'somebody-else', context: { groupId: 'another-account' } }),
  ]);
  expect(await findAnywhere(ACCOUNT)).toEqual(
    expect.arrayContaining(['/v1/health', '/v1/metrics', 'table event', 'table refused_event', 'export']),
  );
  expect(await findAnywhere(USER)).toEqual(
    expect.arrayContaining(['/v1/health', 'table event', 'table refused_event', 'export']),
  );

  const receipt = await (await purge(`/v1/users/${USER}`)).json();
  expect(receipt).toMatchObject({ kind: 'user', removed: { events: 4, refusedEvents: 1 } });
  expect(await findAnywhere(USER)).toEqual([]);
  expect(await findAnywhere(VISITOR)).toEqual([]);
  await purge(`/v1/accounts/${ACCOUNT}`);
  expect(await findAnywhere(ACCOUNT)).toEqual([]);
  expect(await findAnywhere('another-account')).toContain('table event');
  expect(JSON.stringify(receipt)).not.toContain(USER);
});

test('what an anonymous id did belongs to the account of the user it is tied to, and goes with it', async () => {
  const own = await startTestCollector();
  const batch = [
    { type: 'group', messageId: '1', userId: 'tied', groupId: 'before', timestamp: '2026-01-01T00:00:00Z' },
    { type: 'group', messageId: '2', userId: 'tied', groupId: ACCOUNT, timestamp: '2026-01-02T00:00:00Z' },
    { type: 'identify', messageId: '3', userId: 'tied', anonymousId: VISITOR },
    { type: 'page', messageId: '4', anonymousId: VISITOR },
    { type: 'page', messageId: '5', anonymousId: 'nobody' },
  ];
  await own.request('/v1/batch', { key: 'sk_test', body: { batch } });
  await own.request(`/v1/accounts/${ACCOUNT}`, { key: 'ak_test', method: 'DELETE' });
  const left = await own.store.query('SELECT message_id AS id FROM event ORDER BY sequence');
  expect(left.map(({ id }) => id)).toEqual(['1', '5']);
  await own.dispose();
});

test('after a checkpoint and a compaction the files hold no byte of it', async () => {
  const own = await startTestCollector();
  const batch = [
    { type: 'page', messageId: '1', userId: USER },
    { type: 'page', messageId: '2', userId: 'stays-here' },
  ];
  await own.request('/v1/batch', { key: 'wk_test', body: { batch } });
  await own.request(`/v1/users/${USER}`, { key: 'ak_test', method: 'DELETE' });
  await own.close();
  const reopened = await startTestCollector({ dataDir: own.dataDir });
  await reopened.close();
  const instance = await DuckDBInstance.create(join(own.dataDir, 'attachkit.duckdb'));
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll('SELECT user_id FROM event');
  expect(rows.getRows()).toEqual([['stays-here']]);
  connection.closeSync();
  instance.closeSync();
  for (const file of readdirSync(own.dataDir)) {
    expect(readFileSync(join(own.dataDir, file)).includes(USER), file).toBe(false);
  }
  rmSync(own.dataDir, { recursive: true });
});

test('later events of an erased id are refused, over a restart too, until it is lifted', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attachkit-test-'));
  let own = await startTestCollector({ dataDir });
  const send = async (messageId: string, fields: object) => {
    const batch = [{ type: 'page', messageId, anonymousId: 'x', ...fields }];
    const answer = await (await own.request('/v1/batch', { key: 'wk_test', body: { batch } })).json();
    return answer.rejected.map(({ code }: { code: string }) => code);
  };
  const answer = await own.request('/v1/accounts/gone', { key: 'ak_test', method: 'DELETE' });
  const { receipt } = await answer.json();
  expect(await send('1', { context: { groupId: 'gone' } })).toEqual(['erased']);
  expect(await own.store.query('SELECT * FROM refused_event')).toEqual([]);
  await own.close();
  own = await startTestCollector({ dataDir });
  expect(await send('2', { context: { groupId: 'gone' } })).toEqual(['erased']);
  expect((await own.request(`/v1/erasures/${receipt}/lift`, { key: 'ak_test', method: 'POST' })).status).toBe(200);
  expect(await send('3', { context: { groupId: 'gone' } })).toEqual([]);
  expect((await own.request('/v1/erasures/nothing/lift', { key: 'ak_test', method: 'POST' })).status).toBe(404);
  await own.dispose();
});

test.each(['wk_test', 'sk_test', 'rk_test'])('only an admin key erases, not %s', async (key) => {
  const answer = await collector.request('/v1/users/somebody-else', { key, method: 'DELETE' });
  expect(answer.status).toBe(401);
});
