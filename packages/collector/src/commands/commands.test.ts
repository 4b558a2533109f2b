import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestCollector, TEST_CATALOG } from '../testing.ts';
import { command as check } from './check.ts';
import type { Command } from './command.ts';
import { command as erase } from './erase.ts';
import { command as importCommand } from './import.ts';
import { command as keys } from './keys.ts';
import { command as rebuild } from './rebuild.ts';
import { command as replay } from './replay.ts';
import { command as serve } from './serve.ts';

let directory: string;
let where: string[];
let said: string[];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'attachkit-commands-'));
  writeFileSync(join(directory, 'catalog.json'), JSON.stringify(TEST_CATALOG));
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  where = ['--data', mkdtempSync(join(directory, 'data-')), '--catalog', join(directory, 'catalog.json')];
  said = [];
  const hear = (line: unknown) => void said.push(String(line));
  vi.spyOn(console, 'log').mockImplementation(hear);
  vi.spyOn(console, 'error').mockImplementation(hear);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function run(command: Command, ...parameters: string[]): Promise<string> {
  said = [];
  const code = await command.run(parameters);
  return [...said, `ends with ${code}`].join('\n');
}

const use = (messageId: string, fields: object = {}) => ({
  type: 'track',
  messageId,
  userId: 'u1',
  event: 'Feature Used',
  properties: { feature: 'boards' },
  timestamp: '2020-02-01T00:00:00Z',
  ...fields,
});
const asLines = (messages: object[]) => messages.map((message) => JSON.stringify(message)).join('\n');

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

test('import reads lines, arrays, batches and gzip; twice is once, whatever its age', async () => {
  const messages = [use('1'), use('2'), use('3', { properties: { feature: 'nope' } })];
  const files = [
    file('lines.ndjson', asLines(messages)),
    file('array.json', JSON.stringify([use('2'), use('4')], null, 2)),
    file('batch.json', JSON.stringify({ batch: [use('5')] })),
    file('lines.ndjson.gz', gzipSync(asLines([use('6'), use('1')]))),
  ];
  expect(await run(importCommand, ...files, ...where)).toMatch(
    /^5 stored, 2 were stored before, 1 refused, 0 warnings\.\n {2}feature_unknown: 1\..*\nends with 0$/,
  );
  expect(await run(importCommand, ...files, ...where)).toMatch(/^0 stored, 7 were stored before, 1 refused/);
});

test('import names the line that is not JSON', async () => {
  const broken = file('broken.ndjson', `${JSON.stringify(use('1'))}\n{"type":`);
  await expect(run(importCommand, broken, ...where)).rejects.toThrow(/broken\.ndjson:2 is not JSON/);
});

test('erase prints a receipt, lift takes it back, rebuild finds nothing, replay tries again', async () => {
  await run(
    importCommand,
    file(
      'some.ndjson',
      asLines([use('1'), use('2', { userId: 'u2' }), use('3', { event: 'Feature Viewed', properties: {} })]),
    ),
    ...where,
  );
  const erased = await run(erase, 'user', 'u1', ...where);
  expect(JSON.parse(erased.replace(/\nends.*/, ''))).toMatchObject({
    kind: 'user',
    removed: { events: 1, refusedEvents: 1 },
  });
  const again = file('again.ndjson', asLines([use('9')]));
  expect(await run(importCommand, again, ...where)).toMatch(/erased: 1/);
  expect(await run(erase, 'lift', 'u1', ...where)).toMatch(/^Lifted/);
  expect(await run(importCommand, again, ...where)).toMatch(/^1 stored/);
  expect(await run(rebuild, ...where)).toBe('Rebuilt: no difference.\nends with 0');
  expect(await run(replay, ...where)).toBe('0 taken in, 0 were stored before, 0 refused again.\nends with 0');
});

test('a directory that a collector has is asked through it', async () => {
  const collector = await startTestCollector({ dataDir: where[1]!, catalog: TEST_CATALOG });
  await expect(run(rebuild, ...where)).rejects.toThrow(/in this process already.*\n.*--url/);
  await expect(run(rebuild, '--url', collector.url)).rejects.toThrow(/ATTACHKIT_ADMIN_KEYS/);
  vi.stubEnv('ATTACHKIT_ADMIN_KEYS', 'ak_test');
  const lines = file('through.ndjson', asLines([use('1')]));
  expect(await run(importCommand, lines, '--url', collector.url)).toMatch(/^1 stored/);
  expect(await run(rebuild, '--url', collector.url)).toMatch(/no difference/);
  expect(await run(erase, 'user', 'u1', '--url', collector.url)).toMatch(/"events": 1/);
  await collector.close();
});

test('keys are made, listed, rotated and revoked', async () => {
  const data = where.slice(0, 2);
  expect(await run(keys, 'make', 'read', ...data)).toMatch(/^rk_\S+\n/);
  expect(await run(keys, 'rotate', 'read', '--keep-hours', '1', ...data)).toMatch(/^rk_\S+\n1 older read key/);
  const list = await run(keys, 'list', ...data);
  expect(list.match(/ read /g)).toHaveLength(2);
  expect(list).toMatch(/expires/);
  const id = /^\w+/.exec(list)![0];
  expect(await run(keys, 'revoke', id, ...data)).toMatch(/is revoked/);
  expect(await run(keys, 'revoke', 'nothing', ...data)).toMatch(/ends with 1/);
  await expect(run(keys, 'make', 'house', ...data)).rejects.toThrow(/write, server, read, admin/);
});

test('check says what is wrong, and with what it ends', async () => {
  expect(await run(check, join(directory, 'catalog.json'))).toMatch(/can be used\.\nends with 0$/);
  const wrong = file('wrong.json', JSON.stringify({ ...TEST_CATALOG, holdout: 3 }));
  expect(await run(check, wrong)).toMatch(/wrong\.json:1:\d+ error: holdout.*\n.*1 mistake\.\nends with 1$/);
  expect(await run(check, 'nowhere.json')).toMatch(/there is no such file/);
});

test.each<[string, string[], RegExp]>([
  ['a port that is none', ['--port', 'x'], /--port expects/],
  ['another store', ['--store', 'clickhouse://x'], /--store/],
  ['a catalog that is not there', ['--catalog', 'nowhere.json'], /nowhere\.json:1:1 error: there is no such file/],
  [
    'an address of another machine',
    ['--host', '203.0.113.1', '--allow-made-keys', '--port', '0'],
    /no address of this machine/,
  ],
])('serve says what is wrong: %s', async (_what, parameters, message) => {
  await expect(run(serve, ...where, ...parameters)).rejects.toThrow(message);
});

test('every option of serve stands in its help', () => {
  for (const option of ['port', 'host', 'data', 'catalog', 'origin', 'public-host', 'trust-proxy', 'retention-days']) {
    expect(serve.help).toContain(`--${option}`);
  }
});
