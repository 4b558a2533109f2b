import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { storeSuite } from '../store.suite.ts';
import { StoreBusy } from '../store.ts';
import { DuckDBStore } from './duckdb-store.ts';
import { StoreTooNew } from './migrations.ts';

const directory = () => mkdtempSync(join(tmpdir(), 'attachkit-store-'));

describe('DuckDB', () => {
  storeSuite(() => {
    const place = directory();
    return {
      open: () => DuckDBStore.open({ path: join(place, 'attachkit.duckdb') }),
      dispose: () => rmSync(place, { recursive: true }),
    };
  });
});

test('one file is open once, in this process too', async () => {
  const path = join(directory(), 'attachkit.duckdb');
  const first = await DuckDBStore.open({ path });
  await expect(DuckDBStore.open({ path })).rejects.toBeInstanceOf(StoreBusy);
  await first.close();
  await (await DuckDBStore.open({ path })).close();
});

test('a database of a newer release is not touched', async () => {
  const path = join(directory(), 'attachkit.duckdb');
  await (await DuckDBStore.open({ path })).close();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run("INSERT INTO migration VALUES (999, 'from the future', now()::TIMESTAMP)");
  connection.closeSync();
  instance.closeSync();
  await expect(DuckDBStore.open({ path })).rejects.toBeInstanceOf(StoreTooNew);
});

test('opening it again changes nothing', async () => {
  const path = join(directory(), 'attachkit.duckdb');
  const versions = async () => {
    const store = await DuckDBStore.open({ path });
    const rows = await store.query('SELECT version, name FROM migration ORDER BY version');
    await store.close();
    return rows;
  };
  expect(await versions()).toEqual(await versions());
});
