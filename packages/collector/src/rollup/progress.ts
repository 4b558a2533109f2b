/** How far the derived tables are, and by which parts of the catalog they were made. */
import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import type { Transaction } from '../store/store.ts';
import { timeZoneOf } from './catalog-tables.ts';
import { columnNames, type Table } from './table.ts';

export const ROLLUP_STATE: Table = {
  name: 'rollup_state',
  columns: [
    /** The last event taken in. */
    ['sequence', 'BIGINT'],
    /** What of the catalog the raw-identity tables were made by; '' for nothing. */
    ['arrival_basis', 'VARCHAR'],
    /** The same of the account tables; '' while these lag behind. */
    ['account_basis', 'VARCHAR'],
  ],
};

export interface Progress {
  sequence: number;
  arrivalBasis: string;
  accountBasis: string;
}

export const NOTHING_YET: Progress = { sequence: 0, arrivalBasis: '', accountBasis: '' };

/** Raised when a table changes its shape or its meaning, so that older files are made anew. */
const LAYOUT = 5;

export function basesOf(catalog: Catalog): Pick<Progress, 'arrivalBasis' | 'accountBasis'> {
  const arrival = { LAYOUT, timeZone: timeZoneOf(catalog), account: catalog.account ?? CATALOG_DEFAULTS.account };
  const addons = Object.entries(catalog.addons).map(([id, { features, attached, trialDays, includedIn }]) => [
    id,
    features,
    [attached.uses, attached.days, attached.window],
    trialDays ?? CATALOG_DEFAULTS.trialDays,
    includedIn ?? [],
  ]);
  const accounts = { arrival, customers: catalog.customers ?? CATALOG_DEFAULTS.customers, addons };
  return { arrivalBasis: JSON.stringify(arrival), accountBasis: JSON.stringify(accounts) };
}

export async function readProgress(reader: Pick<Transaction, 'query'>): Promise<Progress> {
  const [row] = await reader.query<{ sequence: number; arrival_basis: string; account_basis: string }>(
    `SELECT ${columnNames(ROLLUP_STATE)} FROM ${ROLLUP_STATE.name}`,
  );
  return row
    ? { sequence: row.sequence, arrivalBasis: row.arrival_basis, accountBasis: row.account_basis }
    : NOTHING_YET;
}

export async function writeProgress(transaction: Transaction, progress: Progress): Promise<void> {
  await transaction.run(`DELETE FROM ${ROLLUP_STATE.name}`);
  await transaction.insert(ROLLUP_STATE.name, [[progress.sequence, progress.arrivalBasis, progress.accountBasis]]);
}
