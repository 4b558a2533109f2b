/** Which accounts a row is about, when it is about one moment for all of them. */
import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import { dateLiteral, join, raw, type Sql, sql } from '../../rollup/sql.ts';
import type { Expression } from './expression.ts';
import type { Segment } from './segment.ts';
import { heldAt } from './state.ts';

export interface Population {
  segments?: readonly Segment[] | undefined;
  /** The day by whose traits segments are formed. */
  segmentDay: string;
  /** Accounts acquired later are left out; default: everybody is in. */
  acquiredBy?: string | undefined;
  /** Leave out who never had a subscription, where it is subscriptions that make customers. */
  subscribedIn?: Catalog | undefined;
  /** A further one, on the table `account a`. */
  condition?: Sql;
}

/** `population (account, acquired)`: our own accounts are never in it. */
export function populationExpression({
  segments = [],
  segmentDay,
  acquiredBy,
  subscribedIn,
  condition,
}: Population): Expression {
  const onlySubscribed = subscribedIn && (subscribedIn.customers ?? CATALOG_DEFAULTS.customers) === 'subscriptions';
  const conditions = [
    sql`a.internal = 0`,
    ...(acquiredBy === undefined ? [] : [sql`a.acquired <= ${dateLiteral(acquiredBy)}`]),
    ...(onlySubscribed ? [sql`a.subscribed = 1`] : []),
    ...segments.map((segment) => hasTrait(segment, segmentDay)),
    ...(condition ? [condition] : []),
  ];
  return [
    'population',
    sql`SELECT a.account AS account, a.acquired AS acquired FROM account a WHERE ${join(conditions, ' AND ')}`,
  ];
}

function hasTrait({ trait, value }: Segment, day: string): Sql {
  const holding = sql`SELECT t.account FROM trait_span t
    WHERE t.name = ${trait} AND ${value === null ? sql`t.value IS NOT NULL` : sql`t.value = ${value}`}
      AND t.day <= ${dateLiteral(day)} AND ${dateLiteral(day)} < t.until_day`;
  return sql`a.account ${raw(value === null ? 'NOT IN' : 'IN')} (${holding})`;
}

/** `customer_at (account, day, closes_at, mrr_cents, seats, plan)` within `population`, at the days of `date`. */
export const CUSTOMERS_OF_POPULATION: Expression = [
  'customer_at',
  sql`SELECT c.account AS account, d.day AS day, d.closes_at AS closes_at, c.mrr_cents AS mrr_cents, c.seats AS seats, c.plan AS plan
    FROM (SELECT * FROM customer WHERE account IN (SELECT account FROM population)) c CROSS JOIN date d
    WHERE c.day <= d.day AND d.day < c.until_day`,
];

/** `total_at (account, day, total_cents)`: customers' base MRR and that of every purchased add-on. Reads `customer_at`. */
export const TOTAL_AT: Expression = [
  'total_at',
  sql`SELECT c.account AS account, c.day AS day, c.mrr_cents + coalesce(h.held_cents, 0) AS total_cents
    FROM customer_at c LEFT JOIN (
      SELECT account, day, CAST(sum(mrr_cents) AS BIGINT) AS held_cents FROM (${heldAt('every')}) held GROUP BY account, day
    ) h ON h.account = c.account AND h.day = c.day`,
];

/** SELECT of `(account, value)`: a trait on one day; accounts without it are absent. */
export function traitOn(trait: string, day: string): Sql {
  return sql`SELECT t.account AS account, t.value AS value FROM trait_span t
    WHERE t.name = ${trait} AND t.value IS NOT NULL AND t.day <= ${dateLiteral(day)} AND ${dateLiteral(day)} < t.until_day`;
}

/** JOIN that gives `b.value`, the breakdown's; NULL without a breakdown. */
export function breakdownOf(trait: string | undefined, account: string, day: string): { value: Sql; joined: Sql } {
  if (trait === undefined) return { value: sql`CAST(NULL AS VARCHAR)`, joined: sql`` };
  return { value: sql`b.value`, joined: sql`LEFT JOIN (${traitOn(trait, day)}) b ON b.account = ${raw(account)}` };
}
