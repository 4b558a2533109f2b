/** What is known of customers that the opportunity score reads, as common table expressions, each a row an account and day. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { RECENT_DAYS } from '../rollup/recent-use.ts';
import { dateLiteral, integerLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { addDays } from './days.ts';
import type { ReadinessQuestion } from './readiness.ts';
import { type Expression, includedAt, isMember } from './state/state.ts';

const DEMANDS = [EVENTS.limitReached, EVENTS.limitApproached, EVENTS.featureGated];

/** Of what can be said without knowing the add-on. Reads `date` and, of a question among some, `among`. */
export function factsOfUse(baseFeatures: readonly string[], question: ReadinessQuestion): Expression[] {
  return [
    ['features_then', featuresUsed(baseFeatures, question)],
    ['days_then', daysActive(question)],
    ['users_then', activeUsers(question)],
    ['traits_then', traitsThen(question)],
  ];
}

/** `(account, day, features_used)`: distinct base features, of each day's window. */
function featuresUsed(baseFeatures: readonly string[], question: ReadinessQuestion): Sql {
  const base = isMember('s.feature', [...new Set(baseFeatures)]);
  return sql`SELECT s.account AS account, d.day AS day, count(*) AS features_used
    FROM (${reaching('feature_span', base, question)}) s CROSS JOIN date d
    WHERE s.day <= d.day AND d.day < s.until_day GROUP BY s.account, d.day`;
}

/** `(account, day, days_active)`: days of any use, of each day's window. */
function daysActive(question: ReadinessQuestion): Sql {
  return sql`SELECT a.account AS account, d.day AS day, count(*) AS days_active
    FROM (SELECT account, day FROM active_day WHERE ${inWindows('day', question)} AND ${isAmong('account', question)}) a
    CROSS JOIN date d WHERE ${inItsWindow('a.day')} GROUP BY a.account, d.day`;
}

/** `(account, day, users_now, users_before)`: users active in the last window and in the one before, from the spans kept for that window. */
function activeUsers(question: ReadinessQuestion): Sql {
  const at = (day: string) => raw(`s.day <= ${day} AND ${day} < s.until_day`);
  const before = `d.day - ${RECENT_DAYS}`;
  const active = sql`s.addon = '' AND s.span_days = ${integerLiteral(RECENT_DAYS)}`;
  return sql`SELECT s.account AS account, d.day AS day, CAST(sum(CASE WHEN ${at('d.day')} THEN 1 ELSE 0 END) AS BIGINT) AS users_now,
      CAST(sum(CASE WHEN ${at(before)} THEN 1 ELSE 0 END) AS BIGINT) AS users_before
    FROM (${reaching('user_usage_span', active, question, RECENT_DAYS)}) s CROSS JOIN date d GROUP BY s.account, d.day`;
}

/** `(account, day, health, renewal_day, budget)`: traits that mean something; the days counted from 1970-01-01. */
function traitsThen(question: ReadinessQuestion): Sql {
  const named = sql`s.name IN ('healthScore', 'renewalAt', 'budgetConfirmed') AND s.value IS NOT NULL`;
  const textOf = (trait: string) => `CASE WHEN s.name = '${trait}' THEN s.value END`;
  return sql`SELECT t.account AS account, t.day AS day, max(h.number) AS health, max(r.day - DATE '1970-01-01') AS renewal_day,
      max(CASE WHEN t.budget_text = 'true' THEN 1 WHEN t.budget_text = 'false' THEN 0 END) AS budget
    FROM (
      SELECT s.account AS account, d.day AS day, ${raw(textOf('healthScore'))} AS health_text,
        ${raw(textOf('renewalAt'))} AS renewal_text, ${raw(textOf('budgetConfirmed'))} AS budget_text
      FROM (${reaching('trait_span', named, question)}) s CROSS JOIN date d WHERE s.day <= d.day AND d.day < s.until_day
    ) t
    LEFT JOIN parsed_number h ON h.value = t.health_text LEFT JOIN parsed_date r ON r.value = t.renewal_text
    GROUP BY t.account, t.day`;
}

/** The spans of some accounts that reach into the days, or into so many before each: few, before each meets every day. */
function reaching(table: string, condition: Sql, question: ReadinessQuestion, before = 0): Sql {
  const { days } = question;
  return sql`SELECT s.* FROM ${raw(table)} s WHERE ${condition} AND s.day <= ${dateLiteral(days.at(-1)!)}
    AND s.until_day > ${dateLiteral(addDays(days[0]!, -before))} AND ${isAmong('s.account', question)}`;
}

/** `(account, day, addon, demands)`: events of each day's window that name the add-on. */
export function demanded(question: ReadinessQuestion): Sql {
  return sql`SELECT s.account AS account, d.day AS day, s.addon AS addon, count(*) AS demands
    FROM (
      SELECT i.account AS account, s.addon AS addon, s.day AS day FROM story s JOIN identity i ON i.identity = s.identity
      WHERE s.name IN (${raw(nameList(DEMANDS))}) AND ${isMember('s.addon', question.addons)} AND i.account <> ''
        AND ${inWindows('s.day', question)} AND ${isAmong('i.account', question)}
    ) s CROSS JOIN date d WHERE ${inItsWindow('s.day')} GROUP BY s.account, d.day, s.addon`;
}

/** `(account, day, addon)`: customers that own it. Reads `customer_at`. */
export function owners(question: ReadinessQuestion): Sql {
  const { addons } = question;
  return sql`SELECT s.account AS account, d.day AS day, s.addon AS addon
    FROM (${reaching('holding', isMember('s.addon', addons), question)}) s CROSS JOIN date d
    WHERE s.day <= d.day AND d.day < s.until_day UNION SELECT account, day, addon FROM (${includedAt(addons)}) i`;
}

/** `among (account)`: those that a question is among, if it is. */
export function amongExpression({ among }: ReadinessQuestion): Expression[] {
  return among ? [['among', sql`SELECT account FROM account WHERE account IN (${join(among)})`]] : [];
}

export function isAmong(column: string, { among }: ReadinessQuestion): Sql {
  return raw(among ? `${column} IN (SELECT account FROM among)` : '1 = 1');
}

/** Condition that a day lies in the window of a day of `date`. */
const inItsWindow = (column: string) => raw(`${column} <= d.day AND ${column} > d.day - ${RECENT_DAYS}`);

/** Condition that a day lies in the window of one of the days. */
function inWindows(column: string, { days }: ReadinessQuestion): Sql {
  return sql`${raw(column)} <= ${dateLiteral(days.at(-1)!)} AND ${raw(column)} > ${dateLiteral(addDays(days[0]!, -RECENT_DAYS))}`;
}
