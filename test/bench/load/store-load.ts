/** The store without HTTP and without validation: its bare appender, which is the limit, and a quick way to fill it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalog } from '../../../packages/collector/src/catalog/compiled-catalog.ts';
import { ingest } from '../../../packages/collector/src/ingest/pipeline.ts';
import { connect, disconnect } from '../../../packages/collector/src/store/duckdb/connections.ts';
import { DuckDBStore } from '../../../packages/collector/src/store/duckdb/duckdb-store.ts';
import { appendAll } from '../../../packages/collector/src/store/duckdb/statements.ts';
import type { IncomingEvent } from '../../../packages/collector/src/store/store.ts';
import catalog from './attachkit.catalog.json' with { type: 'json' };
import { type LoadResult, summarize } from './http-load.ts';
import { referenceEvent } from './messages.ts';

const databaseIn = (dataDir: string) => join(dataDir, 'attachkit.duckdb');

/** Rows made beforehand, one transaction a batch: nothing but the database's work. */
export async function loadBareAppender(dataDir: string, events: number, seconds: number): Promise<LoadResult> {
  mkdirSync(dataDir, { recursive: true });
  await (await DuckDBStore.open({ path: databaseIn(dataDir) })).close();
  const connections = await connect(databaseIn(dataDir));
  const { appending } = connections;
  const latencies: number[] = [];
  const batch = Array.from({ length: events }, readyEvent);
  const startedAt = performance.now();
  while (performance.now() - startedAt < seconds * 1000) {
    for (const { event } of batch) event.messageId = `${event.messageId.slice(0, -12)}${randomHex()}`;
    const sentAt = performance.now();
    await appending.run('BEGIN');
    await appendAll(appending, batch, [], latencies.length * events);
    await appending.run('COMMIT');
    latencies.push(performance.now() - sentAt);
  }
  const result = summarize(latencies, events, performance.now() - startedAt);
  await disconnect(connections);
  return result;
}

function randomHex(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}

const compiled = compileCatalog(catalog as never);

function readyEvent(): IncomingEvent {
  const result = ingest(referenceEvent(), {
    catalog: compiled,
    keySpace: 'server',
    batchContext: {},
    arrivedAt: Date.now() * 1000,
    skew: 0,
    isErased: () => false,
    claims: () => ({ fault: 'none' }),
  });
  if (!('incoming' in result)) throw new Error(result.refusal.message);
  return result.incoming;
}

/**
 * Reference events over the last twelve months, straight into the table: what so many requests would have left there.
 * They all arrived within the last month, so that every single id is one to be remembered.
 */
export async function fill(dataDir: string, events: number): Promise<void> {
  const store = await DuckDBStore.open({ path: databaseIn(dataDir), settings: { memory_limit: '4GB' } });
  const [row] = await store.query<{ last: number }>('SELECT coalesce(max(sequence), 0) AS last FROM event');
  const yearMicros = 365 * 86_400_000_000;
  const monthMicros = 30 * 86_400_000_000;
  const now = Date.now() * 1000;
  const names = JSON.stringify([
    ...catalog.product.features,
    ...Object.values(catalog.addons).flatMap(({ features }) => features),
  ]);
  await store.transaction((transaction) =>
    transaction.run(`INSERT INTO event BY NAME
      SELECT ${row!.last} + i + 1 AS sequence, 'server' AS key_space,
        'node-next-' || (at_micros // 1000) || '-' || uuid() AS message_id, 'track' AS type,
        'Feature Used' AS received_name, 'Feature Used' AS name, at_micros AS "at",
        CAST(make_timestamp(at_micros) AS DATE) AS day, ${now - monthMicros} + ((i::DOUBLE / ${events}) * ${monthMicros})::BIGINT AS arrived_at,
        'user-' || who AS user_id, 'account-' || (who // 5) AS group_id,
        ${names.replaceAll('"', "'")}[1 + (hash(i) % 8)::INTEGER] AS feature, 1 AS quantity
      FROM (SELECT i, (floor((random() ^ 2) * 100000))::INTEGER AS who,
              ((${now - yearMicros} + (i::DOUBLE / ${events}) * ${yearMicros})::BIGINT // 1000) * 1000 AS at_micros
            FROM range(${events}) AS numbers(i))`),
  );
  await store.close();
}
