/** Medians in SQL that every engine computes alike: the sum of the one or two middle values, and how many they are. */
import { raw, type Sql, sql } from '../../rollup/sql.ts';

/**
 * SELECT of the groups' columns, `middle_sum` and `middles`; the median is their quotient.
 * @param values SELECT of the groups' columns and `measured`
 */
export function middlesOf(values: Sql, groups: readonly string[]): Sql {
  const columns = raw(groups.join(', '));
  return sql`SELECT ${columns}, CAST(sum(measured) AS BIGINT) AS middle_sum, count(*) AS middles FROM (
      SELECT ${columns}, measured, row_number() OVER (PARTITION BY ${columns} ORDER BY measured) AS place,
        count(*) OVER (PARTITION BY ${columns}) AS total
      FROM (${values}) given
    ) ranked WHERE 2 * place IN (total, total + 1, total + 2) GROUP BY ${columns}`;
}
