/**
 * The rolling threshold as a sweep: a day's uses enter at that day and leave `span_days` later, so running sums
 * over these moves are the window's sums, and only the days on which "meets the threshold" changes are left.
 * Its cost does not depend on how many days are asked for.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import { ADDON_FEATURE } from './catalog-tables.ts';
import { DAILY, IDENTITY } from './raw-tables.ts';
import { FAR_FUTURE } from './table.ts';

export interface Sweep {
  /** Relation `(addon, uses, days, span_days)`; `addon` '' means any feature. */
  thresholds: string;
  /**
   * Relation `(account, from_day)`: accounts, and the day from which on their spans are wanted.
   * A span that began before it comes clipped.
   */
  accounts: string;
  /** Whose uses count together: the whole account's (`person` is then ''), or each user's alone. */
  of: 'account' | 'person';
  /** The last day that matters; default: all. */
  lastDay?: string;
}

/** SELECT of `(account, person, addon, span_days, day, until_day)`, to stand in parentheses or after INSERT. */
export function sweepSql({ thresholds, accounts, of, lastDay }: Sweep): string {
  const person = of === 'person' ? 'i.person' : "''";
  const span = 'account, person, addon, span_days';
  const ordered = `OVER (PARTITION BY ${span} ORDER BY day)`;
  // Grouped before any comparison of days: as a join condition it would tempt a planner to compare all with all.
  const asked = `FROM ${DAILY.name} d JOIN ${IDENTITY.name} i ON i.identity = d.identity JOIN ${accounts} a ON a.account = i.account
      WHERE d.name = '${EVENTS.featureUsed}' ${lastDay ? `AND d.day <= DATE '${lastDay}'` : ''} ${of === 'person' ? "AND i.person <> ''" : ''}
        AND d.day > (SELECT min(from_day) FROM ${accounts}) - (SELECT max(span_days) FROM ${thresholds})`;
  return `WITH
    used_feature AS (
      SELECT i.account AS account, ${person} AS person, a.from_day AS from_day, d.feature AS feature, d.day AS day,
        CAST(sum(d.quantity) AS BIGINT) AS used
      ${asked} AND d.feature IN (
        SELECT f.feature FROM ${ADDON_FEATURE.name} f WHERE f.addon IN (SELECT addon FROM ${thresholds})
      )
      GROUP BY i.account, ${person}, a.from_day, d.feature, d.day
    ),
    used_day AS (
      SELECT i.account AS account, ${person} AS person, a.from_day AS from_day, d.day AS day
      ${asked} AND (SELECT count(*) FROM ${thresholds} WHERE addon = '') > 0
      GROUP BY i.account, ${person}, a.from_day, d.day
    ),
    counted AS (
      SELECT u.account AS account, u.person AS person, t.addon AS addon, t.span_days AS span_days, u.from_day AS from_day,
        t.uses AS uses_needed, t.days AS days_needed, u.day AS day, CAST(sum(u.used) AS BIGINT) AS used
      FROM used_feature u JOIN ${ADDON_FEATURE.name} f ON f.feature = u.feature JOIN ${thresholds} t ON t.addon = f.addon
      WHERE u.day > u.from_day - t.span_days
      GROUP BY u.account, u.person, t.addon, t.span_days, u.from_day, t.uses, t.days, u.day
      UNION ALL
      SELECT u.account AS account, u.person AS person, '' AS addon, t.span_days AS span_days, u.from_day AS from_day,
        t.uses AS uses_needed, t.days AS days_needed, u.day AS day, 1 AS used
      FROM used_day u CROSS JOIN ${thresholds} t
      WHERE t.addon = '' AND u.day > u.from_day - t.span_days
    ),
    moves AS (
      SELECT ${span}, from_day, uses_needed, days_needed, day, CAST(sum(use_move) AS BIGINT) AS use_change,
        CAST(sum(day_move) AS BIGINT) AS day_change
      FROM (
        SELECT ${span}, from_day, uses_needed, days_needed, day, used AS use_move, 1 AS day_move FROM counted
        UNION ALL
        SELECT ${span}, from_day, uses_needed, days_needed, day + span_days AS day, -used AS use_move, -1 AS day_move
        FROM counted
      ) both_ends GROUP BY ${span}, from_day, uses_needed, days_needed, day
    ),
    states AS (
      SELECT ${span}, from_day, day, CASE
        WHEN sum(use_change) ${ordered} >= uses_needed AND sum(day_change) ${ordered} >= days_needed THEN 1 ELSE 0
        END AS meets
      FROM moves
    ),
    changes AS (
      SELECT ${span}, from_day, day, meets FROM (
        SELECT ${span}, from_day, day, meets, lag(meets, 1, 0) ${ordered} AS met FROM states
      ) neighbours WHERE meets <> met
    ),
    spans AS (
      SELECT ${span}, from_day, day, meets, lead(day, 1, ${FAR_FUTURE}) ${ordered} AS until_day FROM changes
    )
    SELECT ${span}, CASE WHEN day < from_day THEN from_day ELSE day END AS day, until_day
    FROM spans WHERE meets = 1 AND until_day > from_day`;
}
