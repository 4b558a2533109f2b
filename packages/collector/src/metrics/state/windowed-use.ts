/**
 * Thresholds in windows that the rollup does not keep, for few days: each window is summed up by itself. For many days
 * the sweep of rollup/usage-sweep.ts costs less, since windows that share days are not summed up twice.
 */
import { dateLiteral, integerLiteral, join, raw, type Sql, sql } from '../../rollup/sql.ts';
import { FAR_FUTURE } from '../../rollup/table.ts';
import { daysBetween } from '../days.ts';
import type { Expression } from './expression.ts';

/** Windows that hold so many times the days asked about are better swept. */
const REPETITION_MAX = 2;

export function isFewDays(days: readonly string[], span: number): boolean {
  const swept = daysBetween(days[0]!, days.at(-1)!) + span;
  return days.length * span <= REPETITION_MAX * swept;
}

/** `window_day (used_day, day, until_day)`: every day of the window of each day asked about, which lasts to the next one. */
export function windowExpressions(days: readonly string[], span: number): Expression[] {
  const windows = days.map((day, index) => {
    const next = days[index + 1];
    return sql`SELECT ${dateLiteral(day)} AS day, ${next === undefined ? raw(FAR_FUTURE) : dateLiteral(next)} AS until_day`;
  });
  const digits = raw(Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS digit`).join(' UNION ALL '));
  const before = 'o.digit + 10 * t.digit + 100 * h.digit + 1000 * k.digit';
  const ofTen = (count: number, alias: string) =>
    sql`(SELECT digit FROM digit WHERE digit < ${integerLiteral(Math.ceil(count))}) ${raw(alias)}`;
  return [
    ['asked_window', join(windows, ' UNION ALL ')],
    ['digit', digits],
    [
      'window_day',
      sql`SELECT w.day - (${raw(before)}) AS used_day, w.day AS day, w.until_day AS until_day
        FROM asked_window w CROSS JOIN ${ofTen(span, 'o')} CROSS JOIN ${ofTen(span / 10, 't')} CROSS JOIN ${ofTen(span / 100, 'h')}
        CROSS JOIN ${ofTen(span / 1000, 'k')} WHERE ${raw(before)} < ${integerLiteral(span)}`,
    ],
  ];
}

/**
 * SELECT of `(account, person, addon, span_days, day, until_day)`: a span from each day asked about on which a threshold is met
 * to the next. Reads `window_day`, `asked_threshold` and `asked_use`.
 */
export function windowedUse(of: 'account' | 'person', span: number, asksActive: boolean): Sql {
  const person = raw(of === 'person' ? 'i.person' : "''");
  const uses = sql`FROM (
      SELECT w.day AS day, w.until_day AS until_day, u.identity AS identity, u.feature AS feature, u.day AS used_day, u.quantity AS quantity
      FROM asked_use u JOIN window_day w ON w.used_day = u.day
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
