/**
 * Spans of days at whose close an account, or one of its users, meets a kept threshold: an add-on's own, or "active" in
 * one of the catalog's windows (`addon` ''). Whether the account is a customer is another table's matter.
 */
import type { Transaction } from '../store/store.ts';
import { KEPT_THRESHOLD } from './catalog-tables.ts';
import { columnNames, type Table } from './table.ts';
import { sweepSql, usesSql } from './usage-sweep.ts';

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
 * a use can change nothing before its own day.
 */
export async function sweepTouched(transaction: Transaction): Promise<void> {
  const sweep = { thresholds: KEPT_THRESHOLD.name, accounts: 'touched_usage', uses: 'touched_use' };
  await transaction.run(`CREATE OR REPLACE TEMP TABLE ${sweep.uses} AS ${usesSql(sweep)}`);
  for (const table of USAGE_SPAN_TABLES) {
    const of = table === USAGE_SPAN ? 'account' : 'person';
    await transaction.run(`CREATE OR REPLACE TEMP TABLE swept AS ${sweepSql({ ...sweep, of })}`);
    await keepWhatWasBefore(transaction, table);
    // In order, so that the few rows of an add-on lie together.
    await transaction.run(
      `INSERT INTO ${table.name} SELECT ${columnNames(table)} FROM joined_span ORDER BY addon, span_days, account`,
    );
  }
}

/** Cuts known spans at `from_day`, and joins each to the new one that goes on there. */
async function keepWhatWasBefore(transaction: Transaction, { name }: Table): Promise<void> {
  const key = (left: string, right: string) =>
    ['account', 'person', 'addon', 'span_days'].map((column) => `${left}.${column} = ${right}.${column}`).join(' AND ');
  await transaction.run(`CREATE OR REPLACE TEMP TABLE leaving_span AS
    SELECT s.account AS account, s.person AS person, s.addon AS addon, s.span_days AS span_days, s.day AS day, t.from_day AS from_day
    FROM ${name} s JOIN touched_usage t ON t.account = s.account WHERE s.until_day >= t.from_day`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE reaching_span AS
    SELECT account, person, addon, span_days, day, from_day AS until_day FROM leaving_span WHERE day < from_day`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE joined_span AS
    SELECT n.account AS account, n.person AS person, n.addon AS addon, n.span_days AS span_days, coalesce(r.day, n.day) AS day,
      n.until_day AS until_day
    FROM swept n LEFT JOIN reaching_span r ON ${key('r', 'n')} AND r.until_day = n.day
    UNION ALL
    SELECT r.account AS account, r.person AS person, r.addon AS addon, r.span_days AS span_days, r.day AS day, r.until_day AS until_day
    FROM reaching_span r LEFT JOIN swept n ON ${key('n', 'r')} AND n.day = r.until_day
    WHERE n.account IS NULL`);
  const identifying = 'account, person, addon, span_days, day';
  await transaction.run(`DELETE FROM ${name} WHERE (${identifying}) IN (SELECT ${identifying} FROM leaving_span)`);
}
