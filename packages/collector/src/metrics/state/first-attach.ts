/** The first attach day: when an account first had the add-on, in the sense of a numerator. */
import { dateLiteral, join, raw, type Sql, sql } from '../../rollup/sql.ts';
import type { Expression } from './expression.ts';
import { isMember, type Via } from './state.ts';

export const COHORT_NUMERATORS = ['trial', 'paid', 'owned', 'used'] as const;
export type CohortNumerator = (typeof COHORT_NUMERATORS)[number];

/** `first_purchase (account, addon, day, bundle)`: of each add-on the first purchase ever, and its terms. */
export const FIRST_PURCHASE: Expression = [
  'first_purchase',
  sql`SELECT account, addon, day, bundle FROM (
      SELECT account, addon, day, bundle, row_number() OVER (PARTITION BY account, addon ORDER BY turn) AS place
      FROM holding WHERE is_purchase = 1
    ) purchases WHERE place = 1`,
];

export function viaTerms(via: Via | undefined): Sql {
  return via === undefined ? sql`1 = 1` : raw(`bundle IS ${via === 'bundle' ? 'NOT NULL' : 'NULL'}`);
}

/**
 * `first_attach (account, day)`: the earliest of the members', up to and with `asOf`.
 * Reads `first_purchase`, and `usage_asked` for `used`.
 */
export function firstAttachExpression(
  numerator: CohortNumerator,
  members: readonly string[],
  asOf: string,
  via?: Via,
): Expression {
  const days = join(attachDays(numerator, members, via), ' UNION ALL ');
  return [
    'first_attach',
    sql`SELECT account, min(day) AS day FROM (${days}) days WHERE day <= ${dateLiteral(asOf)} GROUP BY account`,
  ];
}

function attachDays(numerator: CohortNumerator, members: readonly string[], via: Via | undefined): Sql[] {
  const purchased = sql`SELECT account, day FROM first_purchase WHERE ${isMember('addon', members)} AND ${viaTerms(via)}`;
  switch (numerator) {
    case 'paid':
      return [purchased];
    case 'trial':
      return [purchased, sql`SELECT account, day FROM trial WHERE ${isMember('addon', members)}`];
    case 'used':
      return [whileCustomer(sql`SELECT account, day, until_day FROM usage_asked WHERE addon <> ''`)];
    case 'owned':
      return [
        whileCustomer(sql`SELECT account, day, until_day FROM holding WHERE ${isMember('addon', members)}`),
        sql`SELECT c.account AS account, c.day AS day FROM customer c JOIN inclusion i ON i.plan = c.plan
          WHERE ${isMember('i.addon', members)}`,
      ];
  }
}

/** The first days that spans share with the account's time as a customer. */
function whileCustomer(spans: Sql): Sql {
  return sql`SELECT s.account AS account, CASE WHEN s.day > c.day THEN s.day ELSE c.day END AS day
    FROM (${spans}) s JOIN customer c ON c.account = s.account
    WHERE s.day < s.until_day AND s.day < c.until_day AND c.day < s.until_day`;
}
