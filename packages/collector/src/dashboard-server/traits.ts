import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import type { Store } from '../store/store.ts';

/** More different values than this are names, dates or scores: nothing to break a report down by. */
const VALUES_MAX = 40;
const TRAITS_MAX = 50;

/** What reports are mostly broken down by comes first. */
const USUAL = ['plan', 'segment', 'industry', 'channel'];

/** Traits of accounts that have a handful of values. */
export async function breakdownTraits(store: Store, catalog: Catalog): Promise<string[]> {
  const type = (catalog.account ?? CATALOG_DEFAULTS.account) === 'group' ? 'group' : 'identify';
  const rows = await store.query<{ name: string }>(
    `SELECT t.name AS name FROM trait t JOIN event e ON e.sequence = t.sequence WHERE e.type = $type AND t.name <> 'internal'
     GROUP BY t.name HAVING count(DISTINCT t.value) BETWEEN 1 AND ${VALUES_MAX} ORDER BY t.name LIMIT ${TRAITS_MAX}`,
    { type },
  );
  const found = rows.map(({ name }) => name);
  return [...USUAL.filter((name) => found.includes(name)), ...found.filter((name) => !USUAL.includes(name))];
}
