/** What is known of customers that the opportunity score reads, as common table expressions. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { RECENT_DAYS } from '../rollup/recent-use.ts';
import { dateLiteral, integerLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { addDays } from './days.ts';
import type { ReadinessQuestion } from './readiness-question.ts';
import type { Expression } from './state/expression.ts';
import { includedAt, isMember } from './state/state.ts';

const DEMANDS = [EVENTS.limitReached, EVENTS.limitApproached, EVENTS.featureGated];

/**
 * Of what can be said without knowing the add-on: a row an account, a column a fact and day, named by {@link onDay}.
 * Grouping by accounts alone, not by days too, is what makes them quick. Of a question among some, they read `among`.
 */
export function factsOfUse(baseFeatures: readonly string[], question: ReadinessQuestion): Expression[] {
  return [
    ['features_then', featuresUsed(baseFeatures, question)],
    ['days_then', daysActive(question)],
    ['users_then', activeUsers(question)],
    ['health_then', traitThen('healthScore', 'health', 'p.number', 'parsed_number', question)],
    ['renewal_then', traitThen('renewalAt', 'renewal_day', "p.day - DATE '1970-01-01'", 'parsed_date', question)],
    ['budget_then', traitThen('budgetConfirmed', 'budget', 'p.truth', TRUTHS, question)],
  ];
}

/** The column of a fact on one of the days. */
export function onDay(fact: string, day: string): string {
  return `${fact}_${day.replaceAll('-', '')}`;
}

/** Of each day a column. */
function columnsOf(fact: string, { days }: ReadinessQuestion, expression: (day: string) => string): Sql {
  return raw(days.map((day) => `${expression(`DATE '${day}'`)} AS ${onDay(fact, day)}`).join(', '));
}

/** Distinct base features, of each day's window. */
function featuresUsed(baseFeatures: readonly string[], question: ReadinessQuestion): Sql {
  const base = isMember('s.feature', [...new Set(baseFeatures)]);
  return sql`SELECT s.account AS account, ${columnsOf('features_used', question, countingSpansAt)}
    FROM (${reaching('feature_span', base, question)}) s GROUP BY s.account`;
}

/** Days of any use, of each day's window. */
function daysActive(question: ReadinessQuestion): Sql {
  const count = (day: string) => counting(inWindowOf('s.day', day));
  return sql`SELECT s.account AS account, ${columnsOf('days_active', question, count)}
    FROM active_day s WHERE ${inWindows('s.day', question)} AND ${isAmong('s.account', question)} GROUP BY s.account`;
}

/** Users active in the last window and in the one before, from the spans kept for that window. */
function activeUsers(question: ReadinessQuestion): Sql {
  const active = sql`s.addon = '' AND s.span_days = ${integerLiteral(RECENT_DAYS)}`;
  const before = (day: string) => countingSpansAt(`${day} - ${RECENT_DAYS}`);
  return sql`SELECT s.account AS account, ${columnsOf('users_now', question, countingSpansAt)}, ${columnsOf('users_before', question, before)}
    FROM (${reaching('user_usage_span', active, question, RECENT_DAYS)}) s GROUP BY s.account`;
}

const TRUTHS = "(SELECT 'true' AS value, 1 AS truth UNION ALL SELECT 'false' AS value, 0 AS truth)";

/** A trait where its value means something. @param meanings relation of values and what they mean, `p` */
function traitThen(trait: string, fact: string, meaning: string, meanings: string, question: ReadinessQuestion): Sql {
  const value = (day: string) => `max(CASE WHEN ${isSpanAt(day)} THEN ${meaning} END)`;
  return sql`SELECT s.account AS account, ${columnsOf(fact, question, value)}
    FROM (${reaching('trait_span', sql`s.name = ${trait}`, question)}) s JOIN ${raw(meanings)} p ON p.value = s.value GROUP BY s.account`;
}

const isSpanAt = (day: string) => `s.day <= ${day} AND ${day} < s.until_day`;
const counting = (condition: string) => `CAST(sum(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS BIGINT)`;
const countingSpansAt = (day: string) => counting(isSpanAt(day));

/** The spans of some accounts that reach into the days, or into so many before each. */
function reaching(table: string, condition: Sql, question: ReadinessQuestion, before = 0): Sql {
  const { days } = question;
  return sql`SELECT s.* FROM ${raw(table)} s WHERE ${condition} AND s.day <= ${dateLiteral(days.at(-1)!)}
    AND s.until_day > ${dateLiteral(addDays(days[0]!, -before))} AND ${isAmong('s.account', question)}`;
}

/** Events of each day's window that name the add-on: a row an account and add-on, a column a day. */
export function demanded(question: ReadinessQuestion): Sql {
  const count = (day: string) => counting(inWindowOf('s.day', day));
  return sql`SELECT i.account AS account, s.addon AS addon, ${columnsOf('demands', question, count)}
    FROM story s JOIN identity i ON i.identity = s.identity
    WHERE s.name IN (${raw(nameList(DEMANDS))}) AND ${isMember('s.addon', question.addons)} AND i.account <> ''
      AND ${inWindows('s.day', question)} AND ${isAmong('i.account', question)}
    GROUP BY i.account, s.addon`;
}

/** `(account, day, addon)`: customers that own it, some twice. Reads `date` and `customer_at`. */
export function owners(question: ReadinessQuestion): Sql {
  const { addons } = question;
  return sql`SELECT s.account AS account, d.day AS day, s.addon AS addon
    FROM (${reaching('holding', isMember('s.addon', addons), question)}) s CROSS JOIN date d
    WHERE s.day <= d.day AND d.day < s.until_day UNION ALL SELECT account, day, addon FROM (${includedAt(addons)}) i`;
}

/** `among (account)`: those that a question is among, if it is. */
export function amongExpression({ among }: ReadinessQuestion): Expression[] {
  return among ? [['among', sql`SELECT account FROM account WHERE account IN (${join(among)})`]] : [];
}

export function isAmong(column: string, { among }: ReadinessQuestion): Sql {
  return raw(among ? `${column} IN (SELECT account FROM among)` : '1 = 1');
}

/** Condition that a day lies in the window of another. */
const inWindowOf = (column: string, day: string) => `${column} <= ${day} AND ${column} > ${day} - ${RECENT_DAYS}`;

/** Condition that a day lies in the window of one of the days. */
function inWindows(column: string, { days }: ReadinessQuestion): Sql {
  return sql`${raw(column)} <= ${dateLiteral(days.at(-1)!)} AND ${raw(column)} > ${dateLiteral(addDays(days[0]!, -RECENT_DAYS))}`;
}
