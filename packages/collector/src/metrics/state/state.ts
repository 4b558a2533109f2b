/**
 * The state of accounts at the close of days, as common table expressions that a metric puts together.
 * Each is named after the contract's term; "at" stands for the days of the relation `date`.
 */
import { parseDay } from '@attachkit/sdk/calendar';
import type { Catalog } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import { activeWindows, timeZoneOf } from '../../rollup/catalog-tables.ts';
import { dateLiteral, integerLiteral, join, raw, type Sql, sql } from '../../rollup/sql.ts';
import { sweepSql } from '../../rollup/usage-sweep.ts';
import { closeOf } from '../../rollup/zone.ts';
import { addDays } from '../days.ts';
import type { Expression } from './expression.ts';
import { inSegments, type Segment } from './segment.ts';
import { isFewDays, windowExpressions, windowedUse } from './windowed-use.ts';

/** `date (day, closes_at)`: the days whose close is asked about. */
export function dateExpression(days: readonly string[], catalog: Catalog): Expression {
  const timeZone = timeZoneOf(catalog);
  const selects = days.map((day) => {
    const close = integerLiteral(closeOf(parseDay(day), timeZone));
    return sql`SELECT ${dateLiteral(day)} AS day, CAST(${close} AS BIGINT) AS closes_at`;
  });
  return ['date', join(selects, ' UNION ALL ')];
}

/** `customer_at (account, day, closes_at, mrr_cents, seats, plan)`: customers of the segments, internal accounts left out. */
export function customerExpression(segments: readonly Segment[]): Expression {
  return [
    'customer_at',
    sql`SELECT c.account AS account, d.day AS day, d.closes_at AS closes_at, c.mrr_cents AS mrr_cents, c.seats AS seats, c.plan AS plan
      FROM customer c JOIN account a ON a.account = c.account CROSS JOIN date d
      WHERE a.internal = 0 AND c.day <= d.day AND d.day < c.until_day AND ${inSegments(segments, 'c.account', 'd.day')}`,
  ];
}

/** A span table's rows at each day of `date`. */
export function spansAt(table: string, columns: readonly string[], condition: Sql = sql`1 = 1`): Sql {
  const list = columns.map((column) => `s.${column} AS ${column}`).join(', ');
  return sql`SELECT ${raw(list)}, d.day AS day FROM ${raw(table)} s CROSS JOIN date d
    WHERE s.day <= d.day AND d.day < s.until_day AND ${condition}`;
}

export type Via = 'standalone' | 'bundle';

/** `(account, addon, mrr_cents, quantity, day)`: held at the close of the day; purchased, for who is a customer then. */
export function heldAt(members: readonly string[] | 'every', via?: Via): Sql {
  const terms = via === undefined ? sql`1 = 1` : raw(`s.bundle IS ${via === 'bundle' ? 'NOT NULL' : 'NULL'}`);
  return spansAt(
    'holding',
    ['account', 'addon', 'mrr_cents', 'quantity'],
    sql`${members === 'every' ? sql`1 = 1` : isMember('s.addon', members)} AND ${terms}`,
  );
}

/** `(account, addon, day)`. Reads `customer_at`. */
export function includedAt(members: readonly string[]): Sql {
  return sql`SELECT c.account AS account, i.addon AS addon, c.day AS day
    FROM customer_at c JOIN inclusion i ON i.plan = c.plan WHERE ${isMember('i.addon', members)}`;
}

/** `(account, addon, day)`: a trial runs beyond the close. */
export function trialAt(members: readonly string[]): Sql {
  return sql`SELECT DISTINCT t.account AS account, t.addon AS addon, d.day AS day FROM trial t CROSS JOIN date d
    WHERE t.day <= d.day AND t.ends_at > d.closes_at AND t.ended_day > d.day AND ${isMember('t.addon', members)}`;
}

/** `(account, day)`: ever started a trial of a member. */
export function trialledAt(members: readonly string[]): Sql {
  return sql`SELECT DISTINCT t.account AS account, d.day AS day FROM trial t CROSS JOIN date d
    WHERE t.day <= d.day AND ${isMember('t.addon', members)}`;
}

/** `(account, day)`: ever shown or offered a member. */
export function exposedAt(members: readonly string[]): Sql {
  return sql`SELECT DISTINCT e.account AS account, d.day AS day FROM exposure e CROSS JOIN date d
    WHERE e.day <= d.day AND ${isMember('e.addon', members)}`;
}

export function isMember(column: string, members: readonly string[]): Sql {
  return members.length === 0 ? sql`1 = 0` : sql`${raw(column)} IN (${join(members)})`;
}

/** Which spans of use are asked about. */
export interface UsageQuestion {
  catalog: Catalog;
  /** Add-ons, by their thresholds. */
  members: readonly string[];
  /** Replaces every member's window. */
  window?: number | undefined;
  /** Also "active", in a window of so many days. */
  activeWindow?: number | undefined;
  /** Whose use: the whole account's, or also (`both`) each of its users'. Default `account`. */
  of?: 'account' | 'both';
  /** The first and the last day asked about. */
  from: string;
  to: string;
  /** Set where nothing but the closes of these days matters, in order. */
  days?: readonly string[];
}

/**
 * `usage_asked (account, person, addon, span_days, day, until_day)`: spans of meeting the members' thresholds,
 * and of being active (`addon` ''); `user_usage_asked`, where asked for, the same of each user.
 * Kept ones where there are such, else found for the days asked about.
 */
export function usageExpressions(question: UsageQuestion): Expression[] {
  const wanted = thresholdsOf(question);
  const foreign = wanted.filter(({ isKept }) => !isKept);
  const kept = wanted.filter(({ isKept }) => isKept);
  const spans = (of: 'account' | 'person') => {
    if (foreign.length === 0) return keptSpans(kept, question, of);
    const found = foreignSpans(foreign, question, of);
    return kept.length === 0 ? found : sql`${keptSpans(kept, question, of)} UNION ALL ${found}`;
  };
  return [
    ...foreignInput(foreign, question),
    ['usage_asked', spans('account')],
    ...(question.of === 'both' ? [['user_usage_asked', spans('person')] as const] : []),
  ];
}

/** All that are foreign have the window that was asked for. */
function foreignSpans(foreign: readonly AskedThreshold[], { days }: UsageQuestion, of: 'account' | 'person'): Sql {
  const asksActive = foreign.some(({ addon }) => addon === '');
  const { span } = foreign[0]!;
  return days && isFewDays(days, span) ? windowedUse(of, span, asksActive) : sweptUse(of, asksActive);
}

function sweptUse(of: 'account' | 'person', asksActive: boolean): Sql {
  const swept = sweepSql({
    ...{ thresholds: 'asked_threshold', accounts: 'asked_account', uses: 'asked_use', asksActive, of },
  });
  return raw(`SELECT account, person, addon, span_days, day, until_day FROM (${swept}) swept_${of}`);
}

interface AskedThreshold {
  /** '' for "active". */
  addon: string;
  uses: number;
  days: number;
  span: number;
  /** Are its spans in the rollup? */
  isKept: boolean;
}

function thresholdsOf({ catalog, members, window, activeWindow }: UsageQuestion): AskedThreshold[] {
  const wanted = members.map((id) => {
    const { uses, days, window: own } = catalog.addons[id]!.attached;
    return { addon: id, uses, days, span: window ?? own, isKept: window === undefined || window === own };
  });
  if (activeWindow === undefined) return wanted;
  const isKept = activeWindows(catalog).includes(activeWindow);
  return [...wanted, { addon: '', uses: 1, days: 1, span: activeWindow, isKept }];
}

/** Earlier ones too: the first of all may be asked for. */
function keptSpans(wanted: readonly AskedThreshold[], { to }: UsageQuestion, of: 'account' | 'person'): Sql {
  const pairs = wanted.map(({ addon, span }) => sql`(addon = ${addon} AND span_days = ${integerLiteral(span)})`);
  return sql`SELECT account, person, addon, span_days, day, until_day FROM ${raw(of === 'account' ? 'usage_span' : 'user_usage_span')}
    WHERE ${isMember('addon', [...new Set(wanted.map(({ addon }) => addon))])}
      AND (${pairs.length > 0 ? join(pairs, ' OR ') : sql`1 = 0`}) AND day <= ${dateLiteral(to)}`;
}

/** What spans are found from: thresholds, accounts, and of the uses only those that can matter. */
function foreignInput(foreign: readonly AskedThreshold[], { catalog, from, to, days }: UsageQuestion): Expression[] {
  if (foreign.length === 0) return [];
  const thresholds = foreign.map(
    ({ addon, uses, days, span }) => sql`SELECT ${addon} AS addon, CAST(${integerLiteral(uses)} AS BIGINT) AS uses,
      CAST(${integerLiteral(days)} AS BIGINT) AS days, CAST(${integerLiteral(span)} AS INTEGER) AS span_days`,
  );
  const features = new Set(foreign.flatMap(({ addon }) => catalog.addons[addon]?.features ?? []));
  const anyFeature = foreign.some(({ addon }) => addon === '');
  const longest = Math.max(...foreign.map(({ span }) => span));
  return [
    ['asked_threshold', join(thresholds, ' UNION ALL ')],
    ['asked_account', sql`SELECT account, ${dateLiteral(from)} AS from_day FROM account`],
    [
      'asked_use',
      sql`SELECT identity, feature, day, quantity FROM daily
        WHERE name = ${raw(`'${EVENTS.featureUsed}'`)} AND day <= ${dateLiteral(to)} AND day > ${dateLiteral(addDays(from, -longest))}
          AND ${anyFeature ? sql`1 = 1` : isMember('feature', [...features])}`,
    ],
    ...(days && isFewDays(days, longest) ? windowExpressions(days, longest) : []),
  ];
}

/** `(account, addon, day)`: meets a member's threshold. Reads `usage_asked`. */
export function usedAt(): Sql {
  return spansAt('usage_asked', ['account', 'addon'], sql`s.addon <> ''`);
}

/** `(account, day)`: used any feature within the window. Reads `usage_asked`. */
export function activeAt(): Sql {
  return spansAt('usage_asked', ['account'], sql`s.addon = ''`);
}
