/** The same day so many months later, clamped to the month's end, as SQL. */
import { integerLiteral, raw, type Sql, sql } from '../../rollup/sql.ts';

export function monthsAfter(day: string, count: number): Sql {
  return sql`CAST(${raw(day)} + INTERVAL '${integerLiteral(count)}' MONTH AS DATE)`;
}
