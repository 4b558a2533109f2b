import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';
import { command } from './seed.ts';

const CATALOG = fileURLToPath(new URL('../../../../examples/quickstart/attachkit.catalog.json', import.meta.url));

let collector: TestCollector;
const said = vi.spyOn(console, 'log').mockImplementation(() => {});
beforeAll(async () => {
  collector = await startTestCollector({ catalog: CATALOG });
});
afterEach(() => said.mockClear());
afterAll(() => collector.dispose());

const run = (...options: string[]) =>
  command.run(['--url', collector.url, '--key', 'sk_test', '--catalog', CATALOG, '--accounts', '12', ...options]);

test('fills a running collector by any catalog, and says how much', async () => {
  expect(await run()).toBe(0);
  expect(said.mock.calls.join('\n')).toMatch(/^[1-9]\d+ events stored\.$/);
  const answer = await collector.request('/v1/metrics/attach-rate?addon=analytics&interval=day', { key: 'rk_test' });
  const { rows } = (await answer.json()) as { rows: { denominator: number }[] };
  expect(rows.at(-1)!.denominator).toBeGreaterThan(5);
});

test('refusals end with 1 and an example', async () => {
  const other = fileURLToPath(new URL('../../../../examples/demo/attachkit.catalog.json', import.meta.url));
  expect(await run('--catalog', other, '--seed', 'other')).toBe(1);
  expect(said.mock.calls.join('\n')).toContain('another catalog');
});

test('options that mean nothing are explained', async () => {
  await expect(run('--accounts', '0')).rejects.toThrow('--accounts expects a whole number from 1 to 5000');
  await expect(command.run(['--catalog', CATALOG])).rejects.toThrow('--key is needed');
});
