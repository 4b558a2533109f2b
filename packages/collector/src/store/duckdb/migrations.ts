/** Every shape the database ever had: an old one is brought here step by step, each in one transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';

export interface Migration {
  /** What it does, for the log. */
  name: string;
  statements: readonly string[];
}

/**
 * Append only, and written out: what an old file looks like must not change with the code. A database's version is
 * how many of these it has seen.
 */
const MIGRATIONS: readonly Migration[] = [
  {
    name: 'raw tables',
    statements: [
      `CREATE TABLE event (
        "sequence" BIGINT, "key_space" VARCHAR, "message_id" VARCHAR, "type" VARCHAR, "received_name" VARCHAR,
        "name" VARCHAR, "at" BIGINT, "day" DATE, "arrived_at" BIGINT, "user_id" VARCHAR, "anonymous_id" VARCHAR,
        "group_id" VARCHAR, "previous_id" VARCHAR, "addon" VARCHAR, "feature" VARCHAR, "quantity" BIGINT,
        "mrr_cents" BIGINT, "seats" BIGINT, "plan" VARCHAR, "bundle" VARCHAR, "ends_at" BIGINT, "prompt" VARCHAR,
        "arm" VARCHAR, "trigger" VARCHAR, "placement" VARCHAR, "variant" VARCHAR, "kind" VARCHAR, "score" BIGINT,
        "subject" VARCHAR, "properties" VARCHAR
      )`,
      'CREATE TABLE trait (sequence BIGINT, name VARCHAR, value VARCHAR)',
      `CREATE TABLE refused_event (
        "refused_at" BIGINT, "key_space" VARCHAR, "message_id" VARCHAR, "code" VARCHAR, "reason" VARCHAR,
        "skew" BIGINT, "message" VARCHAR
      )`,
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

/** @throws {StoreTooNew} */
export async function migrate(connection: DuckDBConnection, migrations = MIGRATIONS): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS migration (version INTEGER, name VARCHAR, applied_at TIMESTAMP)');
  const reader = await connection.runAndReadAll('SELECT coalesce(max(version), 0) FROM migration');
  const version = Number(reader.getRows()[0]![0]);
  if (version > migrations.length) {
    throw new StoreTooNew(
      `The database is of version ${version}, this release knows ${migrations.length}: use the newer release that wrote it.`,
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await apply(connection, migration, index + 1);
  }
}

async function apply(connection: DuckDBConnection, { name, statements }: Migration, version: number): Promise<void> {
  await connection.run('BEGIN');
  try {
    for (const statement of statements) await connection.run(statement);
    await connection.run('INSERT INTO migration VALUES ($version, $name, now()::TIMESTAMP)', { version, name });
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
