import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { EVENT_COLUMNS, REFUSED_COLUMNS, TRAIT_COLUMNS } from '../schema.ts';
import { incoming } from '../store.suite.ts';
import { DuckDBStore } from './duckdb-store.ts';
import { type Migration, migrate } from './migrations.ts';

/** A file as the first release wrote it, in its own words: this text is never brought up to date. */
const FIRST_RELEASE = `
  CREATE TABLE migration (version INTEGER, name VARCHAR, applied_at TIMESTAMP);
  INSERT INTO migration VALUES (1, 'raw tables', TIMESTAMP '2026-01-01');
  CREATE TABLE event (sequence BIGINT, key_space VARCHAR, message_id VARCHAR, type VARCHAR, received_name VARCHAR,
    name VARCHAR, "at" BIGINT, day DATE, arrived_at BIGINT, user_id VARCHAR, anonymous_id VARCHAR, group_id VARCHAR,
    previous_id VARCHAR, addon VARCHAR, feature VARCHAR, quantity BIGINT, mrr_cents BIGINT, seats BIGINT, plan VARCHAR,
    bundle VARCHAR, ends_at BIGINT, prompt VARCHAR, arm VARCHAR, "trigger" VARCHAR, placement VARCHAR, variant VARCHAR,
    kind VARCHAR, score BIGINT, subject VARCHAR, properties VARCHAR);
  CREATE TABLE trait (sequence BIGINT, name VARCHAR, value VARCHAR);
  CREATE TABLE refused_event (refused_at BIGINT, key_space VARCHAR, message_id VARCHAR, code VARCHAR, reason VARCHAR,
    skew BIGINT, message VARCHAR);
  CREATE TABLE tally (day DATE, kind VARCHAR, name VARCHAR, amount BIGINT);
  CREATE TABLE definition (recorded_at BIGINT, version VARCHAR, digest VARCHAR, changes VARCHAR, catalog VARCHAR);
  CREATE TABLE erasure (id VARCHAR, kind VARCHAR, digest VARCHAR, erased_at BIGINT, lifted_at BIGINT, receipt VARCHAR);
  CREATE TABLE note (name VARCHAR, value VARCHAR);
  INSERT INTO event BY NAME SELECT 41 AS sequence, 'write' AS key_space, 'old' AS message_id, 'page' AS type,
    1767225600000000 AS "at", DATE '2026-01-01' AS day, 1767225600000000 AS arrived_at, 'u' AS user_id;
  INSERT INTO trait VALUES (41, 'plan', 'pro');`;

/** On an old file. */
async function onOldFile<T>(work: (connection: DuckDBConnection, path: string) => Promise<T>): Promise<T> {
  const path = join(mkdtempSync(join(tmpdir(), 'attachkit-migrations-')), 'attachkit.duckdb');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(FIRST_RELEASE);
  try {
    return await work(connection, path);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const rowsOf = async (connection: DuckDBConnection, sql: string) =>
  (await connection.runAndReadAll(sql)).getRowObjectsJson();

async function shapeOf(connection: DuckDBConnection) {
  return await rowsOf(
    connection,
    `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal
     ORDER BY table_name, column_index`,
  );
}

test('a file of the first release is opened with all it holds, and goes on', async () => {
  const path = await onOldFile(async (_, place) => place);
  const store = await DuckDBStore.open({ path });
  expect(await store.append([incoming('old'), incoming('new')])).toEqual({ stored: [false, true] });
  expect(await store.query('SELECT sequence, message_id AS id FROM event ORDER BY sequence')).toEqual([
    { sequence: 41, id: 'old' },
    { sequence: 42, id: 'new' },
  ]);
  expect(await store.query('SELECT * FROM trait')).toEqual([{ sequence: 41, name: 'plan', value: 'pro' }]);
  await store.close();
});

test('brought up to date, it has the shape of a new one, which is the shape the code writes', async () => {
  const old = await onOldFile(async (connection) => {
    await migrate(connection);
    return await shapeOf(connection);
  });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await migrate(connection);
  expect(old).toEqual(await shapeOf(connection));
  const written = { event: EVENT_COLUMNS, trait: TRAIT_COLUMNS, refused_event: REFUSED_COLUMNS };
  for (const [table, columns] of Object.entries(written)) {
    const shape = old.filter(({ table_name }) => table_name === table);
    expect(shape.map(({ column_name, data_type }) => [column_name, data_type])).toEqual(columns);
  }
  connection.closeSync();
  instance.closeSync();
});

const FIRST: Migration = { name: 'raw tables', statements: ['SELECT this is never run on a file that has seen it'] };
const SECOND: Migration = {
  name: 'countries',
  statements: ['ALTER TABLE event ADD COLUMN country VARCHAR', "UPDATE event SET country = 'AT'"],
};

test('only the steps it has not seen are run, once, on what it holds', async () => {
  await onOldFile(async (connection) => {
    await migrate(connection, [FIRST, SECOND]);
    await migrate(connection, [FIRST, SECOND]);
    expect(await rowsOf(connection, 'SELECT message_id, country FROM event')).toEqual([
      { message_id: 'old', country: 'AT' },
    ]);
    expect(await rowsOf(connection, 'SELECT version, name FROM migration ORDER BY version')).toEqual([
      { version: 1, name: 'raw tables' },
      { version: 2, name: 'countries' },
    ]);
  });
});

test('a step that fails leaves the file as it was, to be tried again', async () => {
  await onOldFile(async (connection) => {
    const before = await shapeOf(connection);
    const failing = { name: 'fails', statements: [SECOND.statements[0]!, 'SELECT nothing FROM nowhere'] };
    await expect(migrate(connection, [FIRST, failing])).rejects.toThrow(/nowhere/);
    expect(await shapeOf(connection)).toEqual(before);
    expect(await rowsOf(connection, 'SELECT max(version) AS version FROM migration')).toEqual([{ version: 1 }]);
    await migrate(connection, [FIRST, SECOND]);
    expect(await rowsOf(connection, 'SELECT max(version) AS version FROM migration')).toEqual([{ version: 2 }]);
  });
});
