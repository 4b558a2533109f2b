import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test, vi } from 'vitest';
import { incoming, storeSuite } from '../store.suite.ts';
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

describe('the identifiers over a restart', () => {
  const fileOf = (path: string) => `${path}.identifiers`;
  const append = async (path: string, ids: string[]) => {
    const store = await DuckDBStore.open({ path });
    const { stored } = await store.append(ids.map((id) => incoming(id)));
    await store.close();
    return stored;
  };
  /** What kill -9 would leave behind: the files as they are while the store is open. */
  const copyOf = (path: string) => {
    const place = directory();
    cpSync(join(path, '..'), place, { recursive: true });
    return join(place, 'attachkit.duckdb');
  };

  test('are saved at the end, and every stored id is known again', async () => {
    const path = join(directory(), 'attachkit.duckdb');
    await append(path, ['a', 'b']);
    expect(existsSync(fileOf(path))).toBe(true);
    expect(await append(path, ['b', 'c', 'a'])).toEqual([false, true, false]);
    expect(await append(path, ['c', 'd'])).toEqual([false, true]);
  });

  test('after a crash the file is stale, and the rows are read', async () => {
    const path = join(directory(), 'attachkit.duckdb');
    await append(path, ['a']);
    const store = await DuckDBStore.open({ path });
    await store.append([incoming('after the file was made'), incoming('with a\nline break')]);
    const crashed = copyOf(path);
    await store.close();
    expect(await append(crashed, ['a', 'after the file was made', 'with a\nline break', 'new'])).toEqual([
      ...[false, false, false, true],
    ]);
  });

  test('a torn file is not believed', async () => {
    const path = join(directory(), 'attachkit.duckdb');
    await append(path, ['a']);
    const whole = readFileSync(fileOf(path));
    writeFileSync(fileOf(path), whole.subarray(0, whole.length / 2));
    expect(await append(path, ['a'])).toEqual([false]);
    writeFileSync(fileOf(path), '');
    expect(await append(path, ['a', 'b'])).toEqual([false, true]);
  });

  test('nor the file of another state of the database', async () => {
    const path = join(directory(), 'attachkit.duckdb');
    await append(path, ['a']);
    const elsewhere = copyOf(path);
    await append(path, ['b']);
    await append(elsewhere, ['c']);
    copyFileSync(fileOf(elsewhere), fileOf(path));
    expect(await append(path, ['b', 'c'])).toEqual([false, true]);
  });

  test('rows between which others were deleted are known too', async () => {
    const path = join(directory(), 'attachkit.duckdb');
    await append(path, ['a', 'b', 'c']);
    const store = await DuckDBStore.open({ path });
    await store.transaction((transaction) => transaction.run("DELETE FROM event WHERE message_id = 'b'"));
    await store.close();
    rmSync(fileOf(path));
    expect(await append(path, ['a', 'b', 'c'])).toEqual([false, true, false]);
  });
});

test('the log goes into the file in a quiet moment', async () => {
  const path = join(directory(), 'attachkit.duckdb');
  const store = await DuckDBStore.open({ path });
  const logBytes = () => statSync(`${path}.wal`, { throwIfNoEntry: false })?.size ?? 0;
  // On a busy machine moments between two batches are quiet too: by a count of batches, the log may be gone before the last.
  let batches = 0;
  for (; logBytes() <= 4 * 1024 * 1024; batches++)
    await store.append(Array.from({ length: 5_000 }, (_, index) => incoming(`${batches}-${index}-${'x'.repeat(100)}`)));
  await vi.waitFor(() => expect(logBytes()).toBeLessThan(1024 * 1024), { timeout: 30_000 });
  expect(await store.query('SELECT count(*) AS stored FROM event')).toEqual([{ stored: batches * 5_000 }]);
  await store.close();
});
