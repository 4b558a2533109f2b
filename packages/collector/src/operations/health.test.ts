import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestCollector } from '../testing.ts';

const health = async (collector: Awaited<ReturnType<typeof startTestCollector>>) =>
  await (await collector.request('/v1/health', { key: 'rk_test' })).json();

test('the report says what arrived, what was refused with its mend, what meant nothing; over a restart too', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attachkit-test-'));
  let collector = await startTestCollector({ dataDir });
  expect(await health(collector)).toMatchObject({
    status: 'attention',
    faults: [{ code: 'no_events', mend: expect.any(String) }],
    lastEventAt: null,
  });
  const page = { type: 'page', messageId: '1', userId: 'u1', name: 'Home', context: { groupId: 'a1' } };
  const late = { ...page, messageId: '2', timestamp: '2026-01-01T00:00:00Z' };
  const refused = { ...page, messageId: '3', type: 'nothing' };
  await collector.request('/v1/batch', { key: 'wk_test', body: { batch: [page, late, page, refused] } });
  const expected = {
    accepted: [{ name: 'page', count: 2 }],
    duplicates: 1,
    late: 1,
    unmappedEvents: [{ name: 'Home', count: 2 }],
    refusals: [{ code: 'type_invalid', count: 1, kept: 1, mend: expect.stringContaining('track, identify') }],
    lastEvents: [{ name: 'Home', user: 'u1', account: 'a1', timestamp: '2026-01-01T00:00:00.000Z' }, { name: 'Home' }],
    store: { engine: 'duckdb', bytes: expect.any(Number), diskFreeBytes: expect.any(Number) },
  };
  expect(await health(collector)).toMatchObject(expected);
  await collector.close();
  collector = await startTestCollector({ dataDir });
  expect(await health(collector)).toMatchObject(expected);
  await collector.dispose();
});

test('history that a server imports is not late; what comes late from a page, or from a server that says when it sent, is', async () => {
  const collector = await startTestCollector();
  const old = { type: 'page', userId: 'u1', timestamp: new Date(Date.now() - 86_400_000).toISOString() };
  const batchOf = (name: string) =>
    Array.from({ length: 60 }, (_, index) => ({ ...old, messageId: `${name}-${index}` }));
  await collector.request('/v1/batch', { key: 'sk_test', body: { batch: batchOf('import') } });
  await collector.request('/v1/batch', { key: 'sk_test', body: { batch: batchOf('more') } });
  const imported = await health(collector);
  expect(imported).toMatchObject({ late: 0, imported: 120 });
  expect(imported.faults.map(({ code }: { code: string }) => code)).not.toContain('many_late');
  const sentAt = new Date().toISOString();
  await collector.request('/v1/batch', { key: 'sk_test', body: { batch: batchOf('queued'), sentAt } });
  await collector.request('/v1/batch', { key: 'wk_test', body: { batch: batchOf('page') } });
  const late = await health(collector);
  expect(late).toMatchObject({ late: 120, imported: 120 });
  expect(late.faults).toContainEqual(expect.objectContaining({ code: 'many_late' }));
  await collector.dispose();
});

test('made-up names do not fill the memory', async () => {
  const collector = await startTestCollector();
  for (let from = 0; from < 3000; from += 1000) {
    const batch = Array.from({ length: 1000 }, (_, index) => ({
      type: 'track',
      messageId: `n${from + index}`,
      userId: 'u',
      event: `name ${from + index}`,
    }));
    await collector.request('/v1/batch', { key: 'wk_test', body: { batch } });
  }
  const { unmappedEvents } = await health(collector);
  expect(unmappedEvents.length).toBeLessThanOrEqual(501);
  expect(unmappedEvents[0]).toEqual({ name: '(others)', count: 2500 });
  await collector.dispose();
});
