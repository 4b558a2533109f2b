/**
 * The state of accounts as spans of days, from `day` up to but not including `until_day`, within the days asked about.
 * A series costs as many steps as states change, however many days it shows.
 */
import type { Catalog } from '@attachkit/sdk/catalog';
import { dateLiteral, join, raw, type Sql, sql } from '../../rollup/sql.ts';
import { FAR_FUTURE, FAR_PAST } from '../../rollup/table.ts';
import type { Span } from '../days.ts';
import type { Expression } from './expression.ts';
import type { Segment } from './segment.ts';

/** Condition on a relation's spans: they reach into the days asked about, and are not empty. */
export function reachesInto(range: Span, alias: string): Sql {
  const column = (name: string) => raw(`${alias}.${name}`);
  return sql`${column('day')} <= ${dateLiteral(range.to)} AND ${column('until_day')} > ${dateLiteral(range.from)}
    AND ${column('day')} < ${column('until_day')}`;
}

/** Condition that two relations' spans share a day. */
export function overlap(one: string, other: string): Sql {
  return raw(`${one}.day < ${other}.until_day AND ${other}.day < ${one}.until_day`);
}

/** The columns `day` and `until_day` of what two overlapping spans share. */
export function sharedDays(one: string, other: string): Sql {
  return raw(`CASE WHEN ${one}.day > ${other}.day THEN ${one}.day ELSE ${other}.day END AS day,
    CASE WHEN ${one}.until_day < ${other}.until_day THEN ${one}.until_day ELSE ${other}.until_day END AS until_day`);
}

const TERMS = raw('c.mrr_cents AS mrr_cents, c.seats AS seats, c.plan AS plan');

/**
 * `customer_span (account, segment, day, until_day, mrr_cents, seats, plan)`: customers while the segments hold, internal
 * accounts left out; `segment` is the breakdown's value. An account's spans share no day.
 */
export function customerSpans(range: Span, segments: readonly Segment[], breakdown: string | undefined): Expression {
  const customers = sql`SELECT c.account AS account, CAST(NULL AS VARCHAR) AS segment, c.day AS day, c.until_day AS until_day, ${TERMS}
    FROM customer c
    WHERE ${reachesInto(range, 'c')} AND c.account NOT IN (SELECT account FROM account WHERE internal = 1)`;
  const within = segments.reduce(
    (spans, { trait, value }) =>
      withTrait(spans, trait, raw('c.segment'), value === null ? sql`t.value IS NULL` : sql`t.value = ${value}`),
    customers,
  );
  return [
    'customer_span',
    breakdown === undefined ? within : withTrait(within, breakdown, raw('t.value'), raw('1 = 1')),
  ];
}

/** Cuts spans at every change of a trait. Who has it at all has a value, or the lack of one, on every day. */
function withTrait(spans: Sql, trait: string, segment: Sql, condition: Sql): Sql {
  const shared = (column: string, sign: string, open: string) =>
    raw(
      `CASE WHEN c.${column} ${sign} coalesce(t.${column}, ${open}) THEN c.${column} ELSE t.${column} END AS ${column}`,
    );
  return sql`SELECT c.account AS account, ${segment} AS segment, ${shared('day', '>=', FAR_PAST)},
      ${shared('until_day', '<=', FAR_FUTURE)}, ${TERMS}
    FROM (${spans}) c LEFT JOIN (
      SELECT account, value, day, until_day FROM trait_span WHERE name = ${trait}
    ) t ON t.account = c.account
    WHERE coalesce(t.day, ${raw(FAR_PAST)}) < c.until_day AND c.day < coalesce(t.until_day, ${raw(FAR_FUTURE)}) AND ${condition}`;
}

/**
 * The days of one owner's spans, each day once: of spans that share days, a later one keeps what no earlier one had.
 * What ends and begins again on the same day changes no count. @param owner columns that say whose they are
 */
export function disjoint(spans: Sql, owner: readonly string[]): Sql {
  const columns = raw(owner.join(', '));
  return sql`SELECT ${columns}, CASE WHEN day < taken_until THEN taken_until ELSE day END AS day, until_day FROM (
      SELECT ${columns}, day, until_day, max(until_day) OVER (
          PARTITION BY ${columns} ORDER BY day, until_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS taken_until
      FROM (${spans}) given
    ) places WHERE taken_until IS NULL OR taken_until < until_day`;
}

/** Spans, and what each adds to some counts while it lasts. */
export interface CountedSpans {
  /** Relation with `segment`, `day`, `until_day` and what the amounts read. */
  spans: string;
  /** SQL by count. */
  amounts: Record<string, string>;
}

/**
 * SELECT of `(segment, day, …counts)`: by how much each count changes at the start of that day. What was before the
 * days asked about comes as one change on the first; what comes after the last is left out.
 */
export function changesOf(counted: readonly CountedSpans[], counts: readonly string[], range: Span): Sql {
  const amounts = ({ amounts: given }: CountedSpans, sign: string) =>
    counts.map((count) => `${sign}(${given[count] ?? '0'}) AS ${count}_move`).join(', ');
  const first = dateLiteral(range.from);
  const moves = counted.flatMap((one) => [
    sql`SELECT segment, CASE WHEN day < ${first} THEN ${first} ELSE day END AS day, ${raw(amounts(one, ''))} FROM ${raw(one.spans)}`,
    sql`SELECT segment, until_day AS day, ${raw(amounts(one, '-'))} FROM ${raw(one.spans)}
      WHERE until_day <= ${dateLiteral(range.to)}`,
  ]);
  const sums = counts.map((count) => `CAST(sum(${count}_move) AS BIGINT) AS ${count}`).join(', ');
  return sql`SELECT segment, day, ${raw(sums)} FROM (${join(moves, ' UNION ALL ')}) moves GROUP BY segment, day`;
}

/** Does any plan bring one of the add-ons with it? */
export function isIncludedSomewhere(catalog: Catalog, members: readonly string[]): boolean {
  return members.some((id) => (catalog.addons[id]!.includedIn ?? []).length > 0);
}
