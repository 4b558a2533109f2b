import { sql } from '../rollup/sql.ts';
import { dotted } from './csv.ts';
import { addDays, earlierOf, lastDayOf, monthOf, monthsBetween, monthsFromTo, shiftMonth } from './days.ts';
import { type AnswerRow, type Metric, type MetricContext, QuestionRefused } from './metric.ts';
import { addonSet, asOf, fromMonth, segment, toMonth, via } from './parameters.ts';
import { findAddonSet } from './state/addon-set.ts';
import { numeratorAt } from './state/conditions.ts';
import {
  COHORT_NUMERATORS,
  type CohortNumerator,
  FIRST_PURCHASE,
  firstAttachExpression,
  viaTerms,
} from './state/first-attach.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, TOTAL_AT } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, type Expression, heldAt, usageExpressions, type Via, withExpressions } from './state/state.ts';

interface Parameters {
  addon: string;
  numerator: CohortNumerator;
  mode: 'cumulative' | 'net';
  by: 'acquired' | 'attached';
  via?: Via;
  from?: string;
  to?: string;
  asOf?: string;
  segment?: Segment[];
}

/** A matrix of more cohorts would be no table. */
const COHORTS_MAX = 240;

export const cohorts: Metric<Parameters> = {
  name: 'cohorts',
  title: 'Cohorts',
  text: `Accounts by the calendar month of their acquired day (by=attached: of their first attach day), and how many of them
attached by the last day of each later month, or by "asOf" in its own month, which is then partial. First attach day: paid: of
the first purchase (via: by that purchase's terms); trial: of the first Trial Started or purchase; used: the first day on which
the threshold is met by a customer; owned: the first day at whose close it is owned. cumulative counts accounts whose first
attach day has come, net those in the numerator's state at that day. customers and mrr: the cohort's customers and their total
MRR at that day.`,
  example:
    'Of 40 accounts acquired in January, 10 had bought by the end of March: cell 2 of 2026-01 is 10 / 40 = 0.25.',
  required: ['addon'],
  parameters: (context) => ({
    addon: addonSet(context),
    numerator: { type: 'string', enum: COHORT_NUMERATORS, default: 'paid', description: 'What counts as attached.' },
    mode: {
      type: 'string',
      enum: ['cumulative', 'net'],
      default: 'cumulative',
      description: 'Ever attached, or attached then.',
    },
    by: {
      type: 'string',
      enum: ['acquired', 'attached'],
      default: 'acquired',
      description: 'What puts an account in a month.',
    },
    via,
    from: fromMonth,
    to: toMonth,
    asOf,
    segment,
  }),
  check: (parameters, context) => {
    if (parameters.via && parameters.numerator !== 'paid') {
      throw new QuestionRefused('combination_impossible', 'via is possible only with numerator=paid.', 'via');
    }
    readMonths(parameters, context);
  },
  answer,
  columns: () => ['cohort', 'size', ...dotted('cells', ['month', 'attached', 'rate', 'partial', 'customers', 'mrr'])],
};

function readMonths(given: Parameters, { today }: MetricContext): { from: string; to: string } {
  const to = given.to ?? monthOf(today);
  const from = given.from ?? shiftMonth(to, -12);
  if (from > to) throw new QuestionRefused('parameter_invalid', `from (${from}) lies after to (${to}).`, 'from');
  if (monthsBetween(from, to) >= COHORTS_MAX) {
    throw new QuestionRefused('parameter_invalid', `from…to holds more than ${COHORTS_MAX} months.`, 'from');
  }
  return { from, to };
}

interface Cell {
  cohort: string;
  day: string;
  size: number;
  attached: number;
  customers: number;
  mrr_cents: number;
  [column: string]: string | number;
}

async function answer(parameters: Parameters, context: MetricContext) {
  const { from, to } = readMonths(parameters, context);
  const last = parameters.asOf ?? context.today;
  const days = monthsFromTo(from, monthOf(last)).map((month) => earlierOf(lastDayOf(month), last));
  const cells = days.length > 0 ? await context.query<Cell>(select(parameters, context, from, to, last, days)) : [];
  const byPlace = new Map(cells.map((cell) => [`${monthOf(cell.cohort)} ${cell.day}`, cell]));
  const rows = monthsFromTo(from, to).map((cohort): AnswerRow => {
    const own = days.filter((day) => monthOf(day) >= cohort).map((day) => byPlace.get(`${cohort} ${day}`));
    const size = own[0]?.size ?? 0;
    const row = days
      .filter((day) => monthOf(day) >= cohort)
      .map((day, month) => ({
        month,
        attached: own[month]?.attached ?? 0,
        rate: size === 0 ? null : own[month]!.attached / size,
        partial: day !== lastDayOf(monthOf(day)),
        customers: own[month]?.customers ?? 0,
        mrr: (own[month]?.mrr_cents ?? 0) / 100,
      }));
    return { cohort, size, cells: row };
  });
  return { asOf: last, rows };
}

function select(
  { addon, numerator, mode, by, via: only, segment: segments }: Parameters,
  context: MetricContext,
  from: string,
  to: string,
  last: string,
  days: string[],
) {
  const { members } = findAddonSet(context.catalog, addon);
  const { catalog } = context;
  const usage = numerator === 'used' ? usageExpressions({ catalog, members, from: days[0]!, to: last }) : [];
  const attachedThen: Expression[] =
    mode === 'cumulative'
      ? []
      : [['state_at', only ? heldByFirstTerms(members, only) : numeratorAt(numerator, members)]];
  const expressions: Expression[] = [
    dateExpression(days, catalog),
    populationExpression({ segments, segmentDay: last, acquiredBy: last, subscribedIn: catalog }),
    CUSTOMERS_OF_POPULATION,
    TOTAL_AT,
    ...usage,
    FIRST_PURCHASE,
    firstAttachExpression(numerator, members, last, only),
    ...attachedThen,
    [
      'member',
      sql`SELECT p.account AS account, ${by === 'acquired' ? sql`p.acquired` : sql`f.day`} AS day, f.day AS attached_day
        FROM population p LEFT JOIN first_attach f ON f.account = p.account`,
    ],
  ];
  const isAttached =
    mode === 'cumulative'
      ? sql`CASE WHEN m.attached_day <= d.day THEN 1 ELSE 0 END`
      : sql`CASE WHEN t.account IS NOT NULL AND s.account IS NOT NULL THEN 1 ELSE 0 END`;
  const month = sql`CAST(date_trunc('month', m.day) AS DATE)`;
  return withExpressions(
    expressions,
    sql`SELECT ${month} AS cohort, d.day AS day, count(*) AS size, CAST(sum(${isAttached}) AS BIGINT) AS attached,
        count(t.account) AS customers, CAST(coalesce(sum(t.total_cents), 0) AS BIGINT) AS mrr_cents
      FROM member m CROSS JOIN date d
      LEFT JOIN total_at t ON t.account = m.account AND t.day = d.day
      ${mode === 'net' ? sql`LEFT JOIN state_at s ON s.account = m.account AND s.day = d.day` : sql``}
      WHERE m.day >= CAST(${`${from}-01`} AS DATE) AND m.day < CAST(${addDays(lastDayOf(to), 1)} AS DATE) AND m.day <= d.day
      GROUP BY ${month}, d.day`,
  );
}

/** Purchased at the day, and first bought on such terms. */
function heldByFirstTerms(members: readonly string[], only: Via) {
  return sql`SELECT DISTINCT h.account AS account, h.day AS day FROM (${heldAt(members)}) h
    JOIN (SELECT account, addon FROM first_purchase WHERE ${viaTerms(only)}) f ON f.account = h.account AND f.addon = h.addon`;
}
