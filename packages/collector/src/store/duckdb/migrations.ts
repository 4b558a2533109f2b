/** Every shape the database ever had: an old one is brought here step by step, each in one transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { EVENT_COLUMNS, REFUSED_COLUMNS, TRAIT_COLUMNS } from '../schema.ts';

interface Migration {
  /** What it does, for the log. */
  name: string;
  statements: readonly string[];
}

/** Append only. A database's version is how many of these it has seen. */
const MIGRATIONS: readonly Migration[] = [
  {
    name: 'raw tables',
    statements: [
      createTable('event', EVENT_COLUMNS),
      createTable('trait', TRAIT_COLUMNS),
      createTable('refused_event', REFUSED_COLUMNS),
      'CREATE TABLE tally (day DATE, kind VARCHAR, name VARCHAR, amount BIGINT)',
      'CREATE TABLE definition (recorded_at BIGINT, version VARCHAR, digest VARCHAR, changes VARCHAR, catalog VARCHAR)',
      'CREATE TABLE erasure (id VARCHAR, kind VARCHAR, digest VARCHAR, erased_at BIGINT, lifted_at BIGINT, receipt VARCHAR)',
      'CREATE TABLE note (name VARCHAR, value VARCHAR)',
    ],
  },
];

/** The database was made by a newer release. */
export class StoreTooNew extends Error {
  override name = 'StoreTooNew';
}

export async function migrate(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS migration (version INTEGER, name VARCHAR, applied_at TIMESTAMP)');
  const reader = await connection.runAndReadAll('SELECT coalesce(max(version), 0) FROM migration');
  const version = Number(reader.getRows()[0]![0]);
  if (version > MIGRATIONS.length) {
    throw new StoreTooNew(
      `The database is of version ${version}, this release knows ${MIGRATIONS.length}: use the newer release that wrote it.`,
    );
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await connection.run('BEGIN');
    for (const statement of migration.statements) await connection.run(statement);
    await connection.run('INSERT INTO migration VALUES ($version, $name, now()::TIMESTAMP)', {
      version: index + 1,
      name: migration.name,
    });
    await connection.run('COMMIT');
  }
}

function createTable(name: string, columns: readonly (readonly [string, string])[]): string {
  return `CREATE TABLE ${name} (${columns.map(([column, type]) => `"${column}" ${type}`).join(', ')})`;
}
