/** Spans of days that are made anew from a day on: what they were before it stays. */
import type { Transaction } from '../store/store.ts';
import type { Table } from './table.ts';

/**
 * Cuts known spans of the touched at their `from_day`, and joins each to the span of the working table
 * `swept` that goes on there. Leaves behind `joined_span`, which is to be inserted in place of what this deletes.
 * @param owner columns that say whose a span is; the others are `day` and `until_day`
 * @param touched working table with `from_day`, and the columns that say who is touched
 */
export async function joinSwept(
  transaction: Transaction,
  { name }: Table,
  owner: readonly string[],
  touched: { name: string; key: readonly string[] },
): Promise<void> {
  const same = (left: string, right: string, columns = owner) =>
    columns.map((column) => `${left}.${column} = ${right}.${column}`).join(' AND ');
  const owned = (alias: string) => owner.map((column) => `${alias}.${column} AS ${column}`).join(', ');
  const columns = owner.join(', ');
  await transaction.run(`CREATE OR REPLACE TEMP TABLE leaving_span AS
    SELECT ${owned('s')}, s.day AS day, s.until_day AS until_day, t.from_day AS from_day
    FROM ${name} s JOIN ${touched.name} t ON ${same('t', 's', touched.key)} WHERE s.until_day >= t.from_day`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE reaching_span AS
    SELECT ${columns}, day, from_day AS until_day FROM leaving_span WHERE day < from_day`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE joined_span AS
    SELECT ${owned('n')}, coalesce(r.day, n.day) AS day, n.until_day AS until_day
    FROM swept n LEFT JOIN reaching_span r ON ${same('r', 'n')} AND r.until_day = n.day
    UNION ALL
    SELECT ${owned('r')}, r.day AS day, r.until_day AS until_day
    FROM reaching_span r LEFT JOIN swept n ON ${same('n', 'r')} AND n.day = r.until_day
    WHERE n.account IS NULL`);
  // More than tells them apart: the ends tell an engine which rows it need not look at.
  const identifying = `${columns}, day, until_day`;
  await transaction.run(`DELETE FROM ${name} WHERE (${identifying}) IN (SELECT ${identifying} FROM leaving_span)`);
}
