/** The conditions above and below the line of a rate, as spans of days. See conditions.ts for single days. */
import { parseDay } from '@attachkit/sdk/calendar';
import type { Catalog } from '@attachkit/sdk/catalog';
import { timeZoneOf } from '../../rollup/catalog-tables.ts';
import { raw, type Sql, sql } from '../../rollup/sql.ts';
import { FAR_FUTURE } from '../../rollup/table.ts';
import { closeOf, DAY_MICROSECONDS, daySql } from '../../rollup/zone.ts';
import type { Span } from '../days.ts';
import type { Denominator, Numerator } from './conditions.ts';
import { disjoint, isIncludedSomewhere, overlap, reachesInto, sharedDays } from './spans.ts';
import { isMember, type Via } from './state.ts';

export interface SpanQuestion {
  catalog: Catalog;
  members: readonly string[];
  /** The days asked about. */
  range: Span;
  via?: Via | undefined;
}

const NO_MONEY = raw('0 AS mrr_cents, 0 AS quantity');

/** Of accounts: `used`, at a member; `active`. Of users: the same, with `person`. Reads `usage_asked`, or `user_usage_asked`. */
export function usageSpans(state: 'used' | 'active', of: 'account' | 'person', range: Span): Sql {
  const table = raw(of === 'account' ? 'usage_asked' : 'user_usage_asked');
  return sql`SELECT u.account AS account, u.person AS person, u.addon AS addon, u.day AS day, u.until_day AS until_day FROM ${table} u
    WHERE ${raw(state === 'used' ? "u.addon <> ''" : "u.addon = ''")} AND ${reachesInto(range, 'u')}`;
}

/**
 * `(account, addon, day, until_day, mrr_cents, quantity)`: while it holds for a member. Where money counts, an account's spans of
 * one member share no day. Reads `customer_span`, and `usage_asked` where use is asked for.
 */
export function numeratorSpans(numerator: Numerator, question: SpanQuestion): Sql {
  const spansOfUse = usageSpans('used', 'account', question.range);
  const used = (spans: Sql) => sql`SELECT h.account AS account, h.addon AS addon, ${sharedDays('h', 'u')},
      h.mrr_cents AS mrr_cents, h.quantity AS quantity
    FROM (${spans}) h JOIN (${spansOfUse}) u ON u.account = h.account AND u.addon = h.addon WHERE ${overlap('h', 'u')}`;
  switch (numerator) {
    case 'paid':
      return heldSpans(question);
    case 'owned':
      return ownedSpans(question);
    case 'trial':
      return sql`${heldSpans(question)} UNION ALL ${trialSpans(question)}`;
    case 'used':
      return sql`SELECT account, addon, day, until_day, ${NO_MONEY} FROM (${spansOfUse}) u`;
    case 'paid_used':
      return used(heldSpans(question));
    case 'owned_used':
      return used(ownedSpans(question));
  }
}

/** Can spans of {@link numeratorSpans} share days within an account? */
export function canOverlap(numerator: Numerator, { catalog, members }: SpanQuestion): boolean {
  const byInclusion = numerator === 'owned' || numerator === 'owned_used';
  return members.length > 1 || numerator === 'trial' || (byInclusion && isIncludedSomewhere(catalog, members));
}

/**
 * `(account, segment, day, until_day, mrr_cents, seats)`: an account's time in the denominator; its spans share no day.
 * Reads `customer_span`, and `usage_asked` for `active`.
 */
export function denominatorSpans(denominator: Denominator, question: SpanQuestion): Sql {
  switch (denominator) {
    case 'customers':
      return raw('SELECT account, segment, day, until_day, mrr_cents, seats FROM customer_span');
    case 'active':
      return among(usageSpans('active', 'account', question.range));
    case 'exposed':
      return among(onceAnd('exposure', question));
    case 'trialled':
      return among(onceAnd('trial', question));
    case 'owners':
      return among(disjoint(sql`SELECT account, day, until_day FROM (${ownedSpans(question)}) o`, ['account']));
  }
}

function among(spans: Sql): Sql {
  return sql`SELECT c.account AS account, c.segment AS segment, ${sharedDays('c', 's')}, c.mrr_cents AS mrr_cents, c.seats AS seats
    FROM customer_span c JOIN (${spans}) s ON s.account = c.account WHERE ${overlap('c', 's')}`;
}

function heldSpans({ members, range, via }: SpanQuestion): Sql {
  const terms = via === undefined ? sql`1 = 1` : raw(`h.bundle IS ${via === 'bundle' ? 'NOT NULL' : 'NULL'}`);
  return sql`SELECT h.account AS account, h.addon AS addon, h.day AS day, h.until_day AS until_day, h.mrr_cents AS mrr_cents,
      h.quantity AS quantity
    FROM holding h WHERE ${reachesInto(range, 'h')} AND ${isMember('h.addon', members)} AND ${terms}`;
}

function ownedSpans({ via: _, ...question }: SpanQuestion): Sql {
  const held = sql`SELECT account, addon, day, until_day, ${NO_MONEY} FROM (${heldSpans(question)}) h`;
  if (!isIncludedSomewhere(question.catalog, question.members)) return held;
  return sql`${held} UNION ALL SELECT c.account AS account, i.addon AS addon, c.day AS day, c.until_day AS until_day, ${NO_MONEY}
    FROM customer_span c JOIN inclusion i ON i.plan = c.plan WHERE ${isMember('i.addon', question.members)}`;
}

/** A trial is on at the close of each day before the one in which it ends: the close of that day comes after its end. */
function trialSpans({ catalog, members, range }: SpanQuestion): Sql {
  const timeZone = timeZoneOf(catalog);
  const asked = {
    low: closeOf(parseDay(range.from), timeZone) - 2 * DAY_MICROSECONDS,
    high: closeOf(parseDay(range.to), timeZone) + 2 * DAY_MICROSECONDS,
  };
  // An end beyond the days asked about may as well be any other beyond them; farther ones would be no dates.
  const lastMoment = `CASE WHEN t.ends_at > ${asked.high} THEN ${asked.high} WHEN t.ends_at < ${asked.low} THEN ${asked.low} ELSE t.ends_at END - 1`;
  const endDay = daySql(`(${lastMoment})`, timeZone, asked);
  return sql`SELECT t.account AS account, t.addon AS addon, t.day AS day, t.until_day AS until_day, ${NO_MONEY} FROM (
      SELECT account, addon, day, CASE WHEN ended_day < end_day THEN ended_day ELSE end_day END AS until_day FROM (
        SELECT t.account AS account, t.addon AS addon, t.day AS day, t.ended_day AS ended_day, ${raw(endDay)} AS end_day
        FROM trial t WHERE ${isMember('t.addon', members)}
      ) ends
    ) t WHERE ${reachesInto(range, 't')}`;
}

/** From the first time on, for good. */
function onceAnd(table: 'exposure' | 'trial', { members }: SpanQuestion): Sql {
  return sql`SELECT account, min(day) AS day, ${raw(FAR_FUTURE)} AS until_day FROM ${raw(table)}
    WHERE ${isMember('addon', members)} GROUP BY account`;
}
