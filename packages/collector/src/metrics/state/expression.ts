/** Common table expressions, of which queries are put together. */
import { join, raw, type Sql, sql } from '../../rollup/sql.ts';

/** A name and its SELECT. */
export type Expression = readonly [name: string, select: Sql];

export function withExpressions(expressions: readonly Expression[], select: Sql): Sql {
  const parts = expressions.map(([name, body]) => sql`${raw(name)} AS (${body})`);
  return sql`WITH ${join(parts, ',\n')}\n${select}`;
}
