import { dateLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { FAR_FUTURE } from '../rollup/table.ts';
import { dotted } from './csv.ts';
import { earlierOf, lastDayOf, monthOf, monthsBetween, monthsFromTo, type Span, shiftMonth } from './days.ts';
import type { AccountList, AnswerRow, Metric, MetricContext } from './metric.ts';
import { addonSet, asOf, fromMonth, segment, toMonth, via } from './parameters.ts';
import { QuestionRefused, rowUnknown } from './question-refused.ts';
import { type Change, type Standing, sumUp } from './standings.ts';
import { findAddonSet } from './state/addon-set.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import {
  COHORT_NUMERATORS,
  type CohortNumerator,
  FIRST_PURCHASE,
  firstAttachExpression,
  viaTerms,
} from './state/first-attach.ts';
import { populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { canOverlap, numeratorSpans, type SpanQuestion } from './state/span-conditions.ts';
import {
  type CountedSpans,
  changesOf,
  customerSpans,
  disjoint,
  overlap,
  reachesInto,
  sharedDays,
} from './state/spans.ts';
import { usageExpressions, type Via } from './state/state.ts';

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

interface Key {
  cohort: string;
  month?: number;
}

/** A matrix of more cohorts would be no table. */
const COHORTS_MAX = 240;

export const cohorts: Metric<Parameters, Key> = {
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
  lists: {
    columns: {
      size: { text: 'The accounts of the cohort.', key: ['cohort'] },
      attached: { text: 'Those of the cohort that the cell counts as attached.', key: ['cohort', 'month'] },
      customers: { text: "Those of the cohort that are customers on the cell's day.", key: ['cohort', 'month'] },
    },
    key: () => ({
      cohort: { type: 'string', format: 'month', description: 'The month of the row, YYYY-MM.' },
      month: {
        type: 'integer',
        minimum: 0,
        maximum: 12_000,
        description: 'The month of the cell: its age, from 0 on.',
      },
    }),
    find,
  },
};

const LISTED = { size: 'member', attached: 'attached_span', customers: 'member_span' };

function find({ cohort, month, ...asked }: Parameters & Key, column: string, context: MetricContext): AccountList {
  const { from, to } = readMonths(asked, context);
  if (cohort < from || cohort > to) throw rowUnknown('cohort', cohort, monthsFromTo(from, to));
  const last = asked.asOf ?? context.today;
  const ages = monthsFromTo(cohort, monthOf(last)).map((_, age) => age);
  if (month !== undefined && month >= ages.length) throw rowUnknown('month', month, ages);
  const day = month === undefined ? last : earlierOf(lastDayOf(shiftMonth(cohort, month)), last);
  const then = dateLiteral(day);
  return {
    day,
    expressions: expressionsOf(asked, context, { from: cohort, to: cohort }, { from: day, to: last }),
    accounts: sql`SELECT DISTINCT account FROM ${raw(LISTED[column as keyof typeof LISTED])}
      ${month === undefined ? sql`` : sql`WHERE day <= ${then} AND ${then} < until_day`}`,
  };
}

function readMonths(given: Parameters, { today }: MetricContext): { from: string; to: string } {
  const to = given.to ?? monthOf(today);
  const from = given.from ?? shiftMonth(to, -12);
  if (from > to) throw new QuestionRefused('parameter_invalid', `from (${from}) lies after to (${to}).`, 'from');
  if (monthsBetween(from, to) >= COHORTS_MAX) {
    throw new QuestionRefused('parameter_invalid', `from…to holds more than ${COHORTS_MAX} months.`, 'from');
  }
  return { from, to };
}

const COUNTS = ['size', 'attached', 'customers', 'mrr_cents'] as const;
type Cell = Standing<(typeof COUNTS)[number]>;

async function answer(parameters: Parameters, context: MetricContext) {
  const { from, to } = readMonths(parameters, context);
  const last = parameters.asOf ?? context.today;
  const days = monthsFromTo(from, monthOf(last)).map((month) => earlierOf(lastDayOf(month), last));
  const cells = days.length > 0 ? await readCells(parameters, context, { from, to }, days) : [];
  const byPlace = new Map(cells.map((cell) => [`${monthOf(cell.segment!)} ${cell.day}`, cell]));
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

/** By cohort (the segment) and day. */
async function readCells(
  parameters: Parameters,
  context: MetricContext,
  months: { from: string; to: string },
  days: readonly string[],
): Promise<Cell[]> {
  const range: Span = { from: days[0]!, to: days.at(-1)! };
  const counted: CountedSpans[] = [
    { spans: 'size_span', amounts: { size: '1' } },
    { spans: 'attached_span', amounts: { attached: '1' } },
    { spans: 'member_span', amounts: { customers: '1', mrr_cents: 'mrr_cents' } },
    { spans: 'held_span', amounts: { mrr_cents: 'mrr_cents' } },
  ];
  const changes = await context.query<Change<(typeof COUNTS)[number]>>(
    withExpressions(expressionsOf(parameters, context, months, range), changesOf(counted, COUNTS, range)),
  );
  return sumUp(changes, days, COUNTS);
}

function expressionsOf(
  parameters: Parameters,
  { catalog }: MetricContext,
  months: { from: string; to: string },
  range: Span,
): Expression[] {
  const { addon, numerator, by, via: only, segment: segments } = parameters;
  const { members } = findAddonSet(catalog, addon);
  const last = range.to;
  const usage = numerator === 'used' ? usageExpressions({ catalog, members, ...range }) : [];
  const lasting = raw(`${FAR_FUTURE} AS until_day`);
  return [
    populationExpression({ segments, segmentDay: last, acquiredBy: last, subscribedIn: catalog }),
    customerSpans(range, [], undefined),
    ...usage,
    FIRST_PURCHASE,
    firstAttachExpression(numerator, members, last, only),
    ['member', cohortMembers(by, months)],
    ['size_span', sql`SELECT segment, day, ${lasting} FROM member`],
    [
      'member_span',
      sql`SELECT m.segment AS segment, c.account AS account, c.day AS day, c.until_day AS until_day, c.mrr_cents AS mrr_cents
        FROM customer_span c JOIN member m ON m.account = c.account`,
    ],
    [
      'held_span',
      sql`SELECT s.segment AS segment, ${sharedDays('s', 'h')}, h.mrr_cents AS mrr_cents
        FROM member_span s JOIN holding h ON h.account = s.account WHERE ${reachesInto(range, 'h')} AND ${overlap('s', 'h')}`,
    ],
    [
      'attached_span',
      parameters.mode === 'net'
        ? attachedThen(parameters, { catalog, members, range })
        : sql`SELECT account, segment, attached_day AS day, ${lasting} FROM member WHERE attached_day IS NOT NULL`,
    ],
  ];
}

/** `(account, segment, day, attached_day)`: whose cohort is one of the months. */
function cohortMembers(by: Parameters['by'], months: { from: string; to: string }): Sql {
  return sql`SELECT account, CAST(date_trunc('month', day) AS DATE) AS segment, day, attached_day FROM (
      SELECT p.account AS account, ${by === 'acquired' ? sql`p.acquired` : sql`f.day`} AS day, f.day AS attached_day
      FROM population p LEFT JOIN first_attach f ON f.account = p.account
    ) m WHERE day >= ${dateLiteral(`${months.from}-01`)} AND day <= ${dateLiteral(lastDayOf(months.to))}`;
}

/** In the numerator's state, and a customer. */
function attachedThen({ numerator, via: only }: Parameters, question: SpanQuestion): Sql {
  const spans = only ? heldByFirstTerms(question, only) : numeratorSpans(numerator, question);
  const once = canOverlap(numerator, question) ? disjoint(spans, ['account']) : spans;
  return sql`SELECT s.account AS account, s.segment AS segment, ${sharedDays('s', 'n')} FROM member_span s JOIN (${once}) n ON n.account = s.account
    WHERE ${overlap('s', 'n')}`;
}

/** While purchased, where it was first bought on such terms. */
function heldByFirstTerms(question: SpanQuestion, only: Via): Sql {
  return sql`SELECT h.account AS account, h.day AS day, h.until_day AS until_day FROM (${numeratorSpans('paid', question)}) h
    JOIN (SELECT account, addon FROM first_purchase WHERE ${viaTerms(only)}) f ON f.account = h.account AND f.addon = h.addon`;
}
