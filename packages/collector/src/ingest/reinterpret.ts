/**
 * After a change of the catalog: stored events mean what the catalog now says. Their names, columns
 * and days are made anew; their time and their ids never change.
 */
import { COMMERCIAL_EVENTS } from '@attachkit/sdk/protocol';
import type { CompiledCatalog } from '../catalog/compiled-catalog.ts';
import { EVENT_COLUMNS } from '../store/schema.ts';
import type { Cell, Row, Store, Transaction } from '../store/store.ts';
import type { Scalar } from './draft.ts';
import { EVENT_SCHEMAS } from './event-schemas.ts';
import { toColumns } from './to-stored-event.ts';

const ROWS_AT_ONCE = 20_000;
const COMMERCIAL: ReadonlySet<string> = new Set(COMMERCIAL_EVENTS);

/** @returns whether any stored event changed */
export async function reinterpret(store: Store, before: CompiledCatalog, after: CompiledCatalog): Promise<boolean> {
  const names = changedNames(before, after);
  const zoneChanged = before.timezone !== after.timezone;
  if (names.length === 0 && !zoneChanged) return false;
  await store.transaction(async (transaction) => {
    for (const name of names) await renameAll(transaction, name, after);
    if (zoneChanged) await moveDays(transaction, after);
  });
  return true;
}

function changedNames(before: CompiledCatalog, after: CompiledCatalog): string[] {
  const names = new Set([...before.mapped.keys(), ...after.mapped.keys()]);
  return [...names].filter(
    (name) => JSON.stringify(before.mapped.get(name)) !== JSON.stringify(after.mapped.get(name)),
  );
}

async function renameAll(transaction: Transaction, name: string, catalog: CompiledCatalog): Promise<void> {
  const [bounds] = await transaction.query<{ first: number | null; last: number | null }>(
    `SELECT min(sequence) AS first, max(sequence) AS last FROM event
     WHERE received_name = $name AND type IN ('track', 'page', 'screen')`,
    { name },
  );
  let from = bounds?.first ?? null;
  const last = bounds?.last ?? null;
  while (from !== null && last !== null && from <= last) {
    const rows = await transaction.query(
      `SELECT * FROM event WHERE sequence >= $from AND sequence <= $last AND received_name = $name
       AND type IN ('track', 'page', 'screen') ORDER BY sequence LIMIT ${ROWS_AT_ONCE}`,
      { from, last, name },
    );
    if (rows.length === 0) return;
    const to = rows.at(-1)!.sequence as number;
    await transaction.run(
      `DELETE FROM event WHERE sequence >= $from AND sequence <= $to AND received_name = $name
       AND type IN ('track', 'page', 'screen')`,
      { from, to, name },
    );
    await transaction.insert(
      'event',
      rows.map((row) => toCells(rename(row, catalog))),
    );
    from = to + 1;
  }
}

/** What no longer passes its event's schema keeps no meaning, like an event the catalog does not name. */
function rename(row: Row, catalog: CompiledCatalog): Row {
  const mapping = catalog.mapped.get(row.received_name as string);
  const kept = JSON.parse((row.properties as string | null) ?? '{}') as Record<string, Scalar>;
  const meaning = mapping && understand(mapping.event, { ...kept, ...mapping }, row.key_space as string, catalog);
  const columns = toColumns(meaning?.name ?? null, meaning?.known ?? {});
  const { mrrCents, endsAt, ...same } = columns;
  return { ...row, ...same, name: meaning?.name ?? null, mrr_cents: mrrCents, ends_at: endsAt };
}

function understand(name: string, properties: Record<string, Scalar>, keySpace: string, catalog: CompiledCatalog) {
  const schema = EVENT_SCHEMAS.get(name);
  if (!schema || (keySpace === 'write' && COMMERCIAL.has(name))) return undefined;
  const entries = Object.entries(properties).filter(([key, value]) => schema.properties.has(key) && value !== null);
  const known = Object.fromEntries(entries) as Record<string, Scalar>;
  const { addon, feature, currency } = known;
  const isKnown =
    (addon === undefined || catalog.addons.has(addon as string)) &&
    (feature === undefined || catalog.features.has(feature as string)) &&
    (currency === undefined || currency === catalog.currency);
  return isKnown && schema.validate(known) ? { name, known } : undefined;
}

function toCells(row: Row): Cell[] {
  return EVENT_COLUMNS.map(([column]) => row[column] ?? null);
}

const BUCKET_MICROS = 15 * 60 * 1_000_000;

/** Zones change on quarters of an hour, so all events of one quarter share their day. */
async function moveDays(transaction: Transaction, catalog: CompiledCatalog): Promise<void> {
  const bucketOf = `CAST(floor("at" / ${BUCKET_MICROS}.0) AS BIGINT)`;
  const buckets = await transaction.query<{ bucket: number }>(`SELECT DISTINCT ${bucketOf} AS bucket FROM event`);
  await transaction.run('CREATE TEMP TABLE moved_day (bucket BIGINT, day DATE)');
  await transaction.insert(
    'moved_day',
    buckets.map(({ bucket }) => [bucket, catalog.dayOf(bucket * BUCKET_MICROS)]),
  );
  await transaction.run(`UPDATE event SET day = moved_day.day FROM moved_day WHERE ${bucketOf} = moved_day.bucket`);
  await transaction.run('DROP TABLE moved_day');
}
