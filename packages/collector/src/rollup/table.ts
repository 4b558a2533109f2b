/** What a derived table is: columns, and where it belongs in the order of computation. */

export type ColumnType = 'BIGINT' | 'INTEGER' | 'DOUBLE' | 'VARCHAR' | 'DATE';
export type Columns = readonly (readonly [name: string, type: ColumnType])[];

export interface Table {
  name: string;
  columns: Columns;
}

/** Derived per account: its rows of an account can be deleted and computed anew, alone. */
export interface AccountTable extends Table {
  /**
   * SELECT of all rows, columns in order, of the accounts in the working table `touched (account)`.
   * It reads raw-identity tables and account tables that come before it.
   */
  select(scope: Scope): string;
}

/** What of the catalog decides about account tables. */
export interface Scope {
  customers: 'subscriptions' | 'all';
}

/** Days before any event and after any: spans are open to them. */
export const FAR_PAST = "DATE '1900-01-01'";
export const FAR_FUTURE = "DATE '2299-12-31'";
/** Instant after any event. */
export const FAR_INSTANT = 10_413_792_000_000_000;

/** The contract's order of two events of one account, as the body of an ORDER BY. */
export const EVENT_ORDER = 'happened_at, message_id, key_space';
export const EVENT_ORDER_DESCENDING = 'happened_at DESC, message_id DESC, key_space DESC';

export function createTable({ name, columns }: Table): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (${columns.map(([column, type]) => `${column} ${type}`).join(', ')})`;
}

export function columnNames({ columns }: Table, prefix = ''): string {
  return columns.map(([column]) => `${prefix}${column}`).join(', ');
}

/** A list of strings as SQL. For names of this program only: none holds a quote. */
export function nameList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
