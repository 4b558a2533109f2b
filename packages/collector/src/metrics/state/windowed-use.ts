/**
 * Thresholds in windows that the rollup does not keep, for few days: each window is summed up by itself. For many days
 * the sweep of rollup/usage-sweep.ts costs less, since windows that share days are not summed up twice.
 */
import { dateLiteral, integerLiteral, join, raw, type Sql, sql } from '../../rollup/sql.ts';
import { FAR_FUTURE } from '../../rollup/table.ts';
import { addDays, daysBetween } from '../days.ts';
import type { Expression } from './state.ts';

/** Windows that hold so many times the days asked about are better swept. */
const REPETITION_MAX = 2;

export function isFewDays(days: readonly string[], span: number): boolean {
  const swept = daysBetween(days[0]!, days.at(-1)!) + span;
  return days.length * span <= REPETITION_MAX * swept;
}

/** `asked_window (day, until_day, after_day)`: each day, up to the next one asked about, and the last day before its window. */
export function windowExpression(days: readonly string[], span: number): Expression {
  const selects = days.map((day, index) => {
    const next = days[index + 1];
    return sql`SELECT ${dateLiteral(day)} AS day, ${next === undefined ? raw(FAR_FUTURE) : dateLiteral(next)} AS until_day,
      ${dateLiteral(addDays(day, -span))} AS after_day`;
  });
  return ['asked_window', join(selects, ' UNION ALL ')];
}

/**
 * SELECT of `(account, person, addon, span_days, day, until_day)`: a span from each day asked about on which a threshold is met
 * to the next. Reads `asked_window`, `asked_threshold` and `asked_use`.
 */
export function windowedUse(of: 'account' | 'person', span: number, asksActive: boolean): Sql {
  const person = raw(of === 'person' ? 'i.person' : "''");
  const uses = sql`FROM (
      SELECT w.day AS day, w.until_day AS until_day, u.identity AS identity, u.feature AS feature, u.day AS used_day, u.quantity AS quantity
      FROM asked_use u CROSS JOIN asked_window w WHERE u.day <= w.day AND u.day > w.after_day
    ) u JOIN identity i ON i.identity = u.identity`;
  const isSomebody = raw(of === 'person' ? "i.account <> '' AND i.person <> ''" : "i.account <> ''");
  const meeting = sql`SELECT d.account AS account, d.person AS person, d.addon AS addon, ${integerLiteral(span)} AS span_days,
      d.day AS day, d.until_day AS until_day
    FROM (
      SELECT account, person, addon, day, until_day, CAST(sum(used) AS BIGINT) AS uses_then, count(*) AS days_then FROM (
        SELECT i.account AS account, ${person} AS person, f.addon AS addon, u.day AS day, u.until_day AS until_day,
          u.used_day AS used_day, CAST(sum(u.quantity) AS BIGINT) AS used
        ${uses} JOIN addon_feature f ON f.feature = u.feature
        WHERE ${isSomebody} AND f.addon IN (SELECT addon FROM asked_threshold)
        GROUP BY i.account, ${person}, f.addon, u.day, u.until_day, u.used_day
      ) used_days GROUP BY account, person, addon, day, until_day
    ) d JOIN asked_threshold t ON t.addon = d.addon WHERE d.uses_then >= t.uses AND d.days_then >= t.days`;
  if (!asksActive) return meeting;
  return sql`${meeting} UNION ALL
    SELECT DISTINCT i.account AS account, ${person} AS person, '' AS addon, ${integerLiteral(span)} AS span_days, u.day AS day,
      u.until_day AS until_day
    ${uses} WHERE ${isSomebody}`;
}
