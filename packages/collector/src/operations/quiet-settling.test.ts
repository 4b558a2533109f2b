import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRollup, RollupStopped } from '../rollup/rollup.ts';
import { DuckDBStore } from '../store/duckdb/duckdb-store.ts';
import { incoming } from '../store/store.suite.ts';
import { TEST_CATALOG } from '../testing.ts';
import { Observations } from './observations.ts';
import { QuietSettling } from './quiet-settling.ts';

test('settles what arrived while little does, keeps out of the way of a flood, and ends when it must', async () => {
  const place = mkdtempSync(join(tmpdir(), 'attachkit-settling-'));
  const store = await DuckDBStore.open({ path: join(place, 'attachkit.duckdb') });
  const rollup = createRollup({ store, catalog: () => TEST_CATALOG });
  const observations = new Observations();
  const settling = new QuietSettling(rollup, observations);
  const arrive = async (amount: number, name: string) => {
    const events = Array.from({ length: amount }, (_, index) => incoming(`${name}-${index}`, { userId: 'u' }));
    await store.append(events);
    for (const event of events) observations.stored(event, false);
  };
  await arrive(3, 'few');
  await settling.look();
  expect(rollup.takenIn).toBe(3);
  await arrive(2_500, 'flood');
  await settling.look();
  expect(rollup.takenIn).toBe(3);
  await settling.look();
  expect(rollup.takenIn).toBe(2_503);
  await arrive(1, 'last');
  await rollup.stop();
  await expect(rollup.settle()).rejects.toBeInstanceOf(RollupStopped);
  await settling.look();
  expect(rollup.takenIn).toBe(2_503);
  await store.close();
  rmSync(place, { recursive: true });
});
