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
  /** Is "any feature" among the thresholds? Default: that may be. */
  asksActive?: boolean;
  /**
   * Relation `(account, from_day)`: accounts, and the day from which on their spans are wanted.
   * A span that began before it comes clipped.
   */
  accounts: string;
  /** Relation `(identity, feature, day, quantity)` of uses; all of them, unless told otherwise. */
  uses?: string;
  /** Whose uses count together: the whole account's (`person` is then ''), or each user's alone. */
  of: 'account' | 'person';
}

/** Every use that can matter, a row an identity, feature and day. */
function allUses({ thresholds, accounts }: Pick<Sweep, 'thresholds' | 'accounts'>): string {
  return `(SELECT identity, feature, day, quantity FROM ${DAILY.name} WHERE name = '${EVENTS.featureUsed}'
    AND day > (SELECT min(from_day) FROM ${accounts}) - (SELECT max(span_days) FROM ${thresholds}))`;
}

/** Of them those of these accounts, to be read once for several sweeps. */
export function usesSql(sweep: Pick<Sweep, 'thresholds' | 'accounts'>): string {
  return `SELECT d.identity AS identity, d.feature AS feature, d.day AS day, d.quantity AS quantity
    FROM ${allUses(sweep)} d JOIN ${IDENTITY.name} i ON i.identity = d.identity JOIN ${sweep.accounts} a ON a.account = i.account`;
}

/** SELECT of `(account, person, addon, span_days, day, until_day)`, to stand in parentheses or after INSERT. */
export function sweepSql(sweep: Sweep): string {
  const { thresholds, accounts } = sweep;
  const span = 'account, person, addon, span_days';
  const ordered = `OVER (PARTITION BY ${span} ORDER BY day)`;
  return `WITH
    counted AS (${countedSql(sweep)}),
    moves AS (
      SELECT ${span}, day, CAST(sum(use_move) AS BIGINT) AS use_change, CAST(sum(day_move) AS BIGINT) AS day_change
      FROM (
        SELECT ${span}, day, used AS use_move, 1 AS day_move FROM counted
        UNION ALL
        SELECT ${span}, day + span_days AS day, -used AS use_move, -1 AS day_move FROM counted
      ) both_ends GROUP BY ${span}, day
    ),
    states AS (
      SELECT ${span}, day, use_change, day_change, sum(use_change) ${ordered} AS uses_then, sum(day_change) ${ordered} AS days_then
      FROM moves
    ),
    changes AS (
      SELECT ${span}, day, meets FROM (
        SELECT s.account AS account, s.person AS person, s.addon AS addon, s.span_days AS span_days, s.day AS day,
          CASE WHEN s.uses_then >= t.uses AND s.days_then >= t.days THEN 1 ELSE 0 END AS meets,
          CASE WHEN s.uses_then - s.use_change >= t.uses AND s.days_then - s.day_change >= t.days THEN 1 ELSE 0 END AS met
        FROM states s JOIN ${thresholds} t ON t.addon = s.addon AND t.span_days = s.span_days
      ) neighbours WHERE meets <> met
    ),
    spans AS (
      SELECT ${span}, day, meets, lead(day, 1, ${FAR_FUTURE}) ${ordered} AS until_day FROM changes
    )
    SELECT s.account AS account, s.person AS person, s.addon AS addon, s.span_days AS span_days,
      CASE WHEN s.day < a.from_day THEN a.from_day ELSE s.day END AS day, s.until_day AS until_day
    FROM spans s JOIN ${accounts} a ON a.account = s.account WHERE s.meets = 1 AND s.until_day > a.from_day`;
}

/** `(account, person, addon, span_days, day, used)`: uses of a day towards a threshold. Only that there were any matters to "active". */
function countedSql(sweep: Sweep): string {
  const { thresholds, asksActive = true, accounts, uses = allUses(sweep), of } = sweep;
  const person = of === 'person' ? 'i.person' : "''";
  // Compared with each account's own day only after joining by equality: days alone would tempt a planner to compare all with all.
  const asked = `FROM ${uses} d JOIN ${IDENTITY.name} i ON i.identity = d.identity JOIN ${accounts} a ON a.account = i.account`;
  const inTime = `d.day > a.from_day - t.span_days ${of === 'person' ? "AND i.person <> ''" : ''}`;
  const ofAddons = `
      SELECT i.account AS account, ${person} AS person, t.addon AS addon, t.span_days AS span_days, d.day AS day,
        CAST(sum(d.quantity) AS BIGINT) AS used
      ${asked} JOIN ${ADDON_FEATURE.name} f ON f.feature = d.feature JOIN ${thresholds} t ON t.addon = f.addon
      WHERE ${inTime}
      GROUP BY i.account, ${person}, t.addon, t.span_days, d.day`;
  if (!asksActive) return ofAddons;
  return `${ofAddons}
      UNION ALL
      SELECT u.account AS account, u.person AS person, '' AS addon, t.span_days AS span_days, u.day AS day, 1 AS used
      FROM (SELECT i.account AS account, ${person} AS person, a.from_day AS from_day, d.day AS day ${asked}
        ${of === 'person' ? "WHERE i.person <> ''" : ''} GROUP BY i.account, ${person}, a.from_day, d.day) u
      CROSS JOIN ${thresholds} t WHERE t.addon = '' AND u.day > u.from_day - t.span_days`;
}
