/**
 * Spans of days at whose close an account, or one of its users, meets a kept threshold: an add-on's own, or "active" in
 * one of the catalog's windows (`addon` ''). Whether the account is a customer is another table's matter.
 */
import type { Transaction } from '../store/store.ts';
import { KEPT_THRESHOLD } from './catalog-tables.ts';
import { joinSwept } from './joined-spans.ts';
import { columnNames, type Table } from './table.ts';
import { sweepSql, usesSql } from './usage-sweep.ts';

const OWNER = ['account', 'person', 'addon', 'span_days'];
const COLUMNS: Table['columns'] = [
  ['account', 'VARCHAR'],
  /** '' in the accounts' table. */
  ['person', 'VARCHAR'],
  ['addon', 'VARCHAR'],
  ['span_days', 'INTEGER'],
  ['day', 'DATE'],
  ['until_day', 'DATE'],
];

export const USAGE_SPAN: Table = { name: 'usage_span', columns: COLUMNS };

/** Apart from the accounts' own: there are many times as many, and few questions are about users. */
export const USER_USAGE_SPAN: Table = { name: 'user_usage_span', columns: COLUMNS };

export const USAGE_SPAN_TABLES: readonly Table[] = [USAGE_SPAN, USER_USAGE_SPAN];

/**
 * Makes the spans anew for the accounts in the working table `touched_usage (account, from_day)`, from that day on:
 * a use can change nothing before its own day. Leaves behind their uses, `touched_use`.
 */
export async function sweepTouched(transaction: Transaction): Promise<void> {
  const sweep = { thresholds: KEPT_THRESHOLD.name, accounts: 'touched_usage', uses: 'touched_use' };
  await transaction.run(`CREATE OR REPLACE TEMP TABLE ${sweep.uses} AS ${usesSql(sweep)}`);
  for (const table of USAGE_SPAN_TABLES) {
    const of = table === USAGE_SPAN ? 'account' : 'person';
    await transaction.run(`CREATE OR REPLACE TEMP TABLE swept AS ${sweepSql({ ...sweep, of })}`);
    await joinSwept(transaction, table, OWNER, { name: sweep.accounts, key: ['account'] });
    // In order, so that the few rows of an add-on lie together.
    await transaction.run(
      `INSERT INTO ${table.name} SELECT ${columnNames(table)} FROM joined_span ORDER BY addon, span_days, account`,
    );
  }
}
