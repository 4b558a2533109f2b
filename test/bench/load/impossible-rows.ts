/** Rows that no sequence of requests may leave in the store. */

import { DuckDBStore } from '../../../packages/collector/src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../../packages/collector/src/store/store.ts';
import { COMMERCIAL_EVENTS, COMMERCIAL_TRAITS, LIMITS } from '../../../packages/sdk/src/protocol.ts';
import catalog from './attachkit.catalog.json' with { type: 'json' };

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
const features = [...catalog.product.features, ...Object.values(catalog.addons).flatMap((addon) => addon.features)];
const max = LIMITS.stringLengthMax;

const IMPOSSIBLE: Record<string, string> = {
  'a commercial event under a write key': `SELECT * FROM event WHERE key_space = 'write' AND name IN (${list(COMMERCIAL_EVENTS)})`,
  'a commercial trait under a write key': `SELECT * FROM trait JOIN event USING (sequence) WHERE key_space = 'write' AND trait.name IN (${list(COMMERCIAL_TRAITS)})`,
  'an id twice': 'SELECT key_space, message_id FROM event GROUP BY ALL HAVING count(*) > 1',
  'a sequence twice': 'SELECT sequence FROM event GROUP BY ALL HAVING count(*) > 1',
  'an unknown add-on': `SELECT * FROM event WHERE name IS NOT NULL AND addon NOT IN (${list(Object.keys(catalog.addons))})`,
  'an unknown feature': `SELECT * FROM event WHERE name IS NOT NULL AND feature NOT IN (${list(features)})`,
  'a use without a feature': "SELECT * FROM event WHERE name = 'Feature Used' AND (feature IS NULL OR quantity < 1)",
  'a negative or endless amount':
    'SELECT * FROM event WHERE mrr_cents < 0 OR seats < 0 OR quantity < 1 OR mrr_cents > 100000000000000',
  'a long string': `SELECT * FROM event WHERE greatest(length(message_id), length(user_id), length(anonymous_id), length(group_id), length(plan), length(received_name)) > ${max}`,
  'a long trait': `SELECT * FROM trait WHERE greatest(length(name), length(value)) > ${max}`,
  'an event of nobody': 'SELECT * FROM event WHERE coalesce(user_id, anonymous_id, group_id) IS NULL',
  'a result later than its arrival': `SELECT * FROM event WHERE "at" > arrived_at + ${LIMITS.clockSkewToleranceMs * 1000}`,
};

/** @returns how many rows there are of each kind that should not be there */
export async function countImpossibleRows(store: Store): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [what, sql] of Object.entries(IMPOSSIBLE)) {
    const [row] = await store.query<{ amount: number }>(`SELECT count(*) AS amount FROM (${sql})`);
    if (row!.amount > 0) found[what] = row!.amount;
  }
  return found;
}

/** @returns a line for each kind of row that should not be there */
export async function findImpossibleRows(path: string): Promise<string[]> {
  const store = await DuckDBStore.open({ path });
  const [row] = await store.query<{ stored: number }>('SELECT count(*) AS stored FROM event');
  console.log(`${row!.stored.toLocaleString('en')} events stored`);
  const found = await countImpossibleRows(store);
  await store.close();
  return Object.entries(found).map(([what, amount]) => `stored: ${what}, ${amount} rows`);
}
