/** `/v1/alerts`: what changed of late and deserves a look, each once, with its reason. */
import { dateLiteral, type Sql, sql } from '../rollup/sql.ts';
import { addDays, daysBetween, lastDayOf, monthOf, monthsFromTo, type Span } from './days.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { NEWLY_READY_TEXT, newlyReady } from './newly-ready.ts';
import { addonSet, asOf } from './parameters.ts';
import { findAddonSet } from './state/addon-set.ts';
import { withExpressions } from './state/expression.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import { dateExpression, heldAt, isMember } from './state/state.ts';
import { pairedInterval } from './statistics/paired-interval.ts';

interface Parameters {
  addon: string;
  asOf?: string;
  days: number;
}

export const alerts: Metric<Parameters> = {
  name: 'alerts',
  title: 'Alerts',
  text: `What changed in the last "days" days up to "asOf". rate_change: of the customers at both ends, the share that purchased the
add-on changed, and 0 lies outside the change's 95 % interval for paired proportions (Newcombe, method 10). fading: an account that
purchased the add-on met its attachment threshold, and from "since" on no longer does. ${NEWLY_READY_TEXT} Each stands once, under an
"id" that stays the same on later days (of a rate change: once a month and direction, and still that month's while "days" reach back
into a month at whose end it stood): rate changes first, then by kind, add-on
and account.`,
  example: 'Of 500 customers 50 keep it, 20 bought and 2 let go: change 0.036, between 0.018 and 0.056: an alert.',
  parameters: (context) => ({
    addon: addonSet(context, 'any'),
    asOf,
    days: { type: 'integer', minimum: 1, maximum: 92, default: 7, description: 'How far back a change is news.' },
  }),
  columns: () => ['id', 'kind', 'addon', 'account', 'name', 'since', 'change', 'low', 'high', 'reason'],
  answer: async ({ addon, asOf: given, days }, context) => {
    const last = given ?? context.today;
    const { members } = findAddonSet(context.catalog, addon);
    const span = { from: addDays(last, -days), to: last };
    const found = [
      rateChanges(members, span, context),
      fading(members, span, context),
      newlyReady(members, span, context),
    ];
    return { asOf: last, rows: (await Promise.all(found)).flat() };
  },
};

interface Changed {
  addon: string;
  both: number;
  gained: number;
  lost: number;
  total: number;
  [column: string]: string | number;
}

async function rateChanges(members: readonly string[], span: Span, context: MetricContext): Promise<AnswerRow[]> {
  const found = await changesOver(members, span, context);
  return found.length === 0 ? [] : await nameChanges(found, members, span, context);
}

/** What stood at the end of a month that the days still reach into is not news again when the next begins. */
async function nameChanges(
  found: readonly AnswerRow[],
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<AnswerRow[]> {
  const ends = monthsFromTo(monthOf(from), monthOf(to))
    .map(lastDayOf)
    .filter((end) => from < end && end < to);
  const days = daysBetween(from, to);
  const before = await Promise.all(
    ends.map(async (end) => {
      const stood = await changesOver(members, { from: addDays(end, -days), to: end }, context);
      return { month: monthOf(end), stood: new Set(stood.map(changeOf)) };
    }),
  );
  return found.map((row) => {
    const month = before.find(({ stood }) => stood.has(changeOf(row)))?.month ?? monthOf(to);
    return { id: `rate_change:${changeOf(row)}:${month}`, ...row };
  });
}

function changeOf({ addon, change }: AnswerRow): string {
  return `${addon}:${Number(change) > 0 ? 'up' : 'down'}`;
}

/** Alerts without their ids. */
async function changesOver(
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<AnswerRow[]> {
  const found = await context.query<Changed>(
    withExpressions(
      [
        dateExpression([from, to], context.catalog),
        populationExpression({ segmentDay: to }),
        CUSTOMERS_OF_POPULATION,
        [
          'steady',
          sql`SELECT b.account AS account FROM customer_at b JOIN customer_at e ON e.account = b.account
            WHERE b.day = ${dateLiteral(from)} AND e.day = ${dateLiteral(to)}`,
        ],
        [
          'purchase_state',
          sql`SELECT account, addon, max(CASE WHEN ${isSpanAt(from)} THEN 1 ELSE 0 END) AS had,
              max(CASE WHEN ${isSpanAt(to)} THEN 1 ELSE 0 END) AS has
            FROM holding s WHERE ${isMember('s.addon', members)} AND (${isSpanAt(from)} OR ${isSpanAt(to)}) GROUP BY account, addon`,
        ],
      ],
      sql`SELECT addon, CAST(sum(had * has) AS BIGINT) AS both, CAST(sum(has * (1 - had)) AS BIGINT) AS gained,
          CAST(sum(had * (1 - has)) AS BIGINT) AS lost, (SELECT count(*) FROM steady) AS total
        FROM purchase_state WHERE account IN (SELECT account FROM steady) GROUP BY addon ORDER BY addon`,
    ),
  );
  return found.flatMap(({ addon, both, gained, lost, total }): AnswerRow[] => {
    const interval = pairedInterval({
      both,
      onlyAfter: gained,
      onlyBefore: lost,
      neither: total - both - gained - lost,
    });
    if (interval.low <= 0 && interval.high >= 0) return [];
    const { name } = context.catalog.addons[addon]!;
    const change = (gained - lost) / total;
    const reason = `${name}: of ${total} customers ${gained} bought and ${lost} let go since ${from}`;
    return [
      {
        kind: 'rate_change',
        addon,
        account: null,
        name: null,
        since: from,
        change,
        ...interval,
        reason,
      },
    ];
  });
}

function isSpanAt(day: string): Sql {
  return sql`s.day <= ${dateLiteral(day)} AND ${dateLiteral(day)} < s.until_day`;
}

interface Faded {
  account: string;
  name: string | null;
  addon: string;
  since: string;
  [column: string]: string | null;
}

async function fading(members: readonly string[], { from, to }: Span, context: MetricContext): Promise<AnswerRow[]> {
  const found = await context.query<Faded>(
    withExpressions(
      [dateExpression([to], context.catalog), populationExpression({ segmentDay: to }), CUSTOMERS_OF_POPULATION],
      sql`SELECT s.account AS account, n.value AS name, s.addon AS addon, s.since AS since
        FROM (
          SELECT account, addon, max(until_day) AS since FROM usage_span
          WHERE ${isMember('addon', members)} AND until_day > ${dateLiteral(from)} AND until_day <= ${dateLiteral(to)} GROUP BY account, addon
        ) s LEFT JOIN (
          SELECT account, addon FROM usage_span WHERE ${isMember('addon', members)} AND day <= ${dateLiteral(to)} AND until_day > ${dateLiteral(to)}
        ) still ON still.account = s.account AND still.addon = s.addon JOIN customer_at c ON c.account = s.account
        JOIN (${heldAt(members)}) h ON h.account = s.account AND h.addon = s.addon
        LEFT JOIN (${traitOn('name', to)}) n ON n.account = s.account
        WHERE still.account IS NULL ORDER BY s.addon, s.account`,
    ),
  );
  return found.map(({ account, name, addon, since }) => {
    const { uses, days, window } = context.catalog.addons[addon]!.attached;
    const reason = `Owns ${context.catalog.addons[addon]!.name}, but since ${since} has not used it ${uses} times on ${days} days in ${window}`;
    return {
      id: `fading:${addon}:${account}:${since}`,
      kind: 'fading',
      addon,
      account,
      name,
      since,
      change: null,
      low: null,
      high: null,
      reason,
    };
  });
}
