import { CATALOG_DEFAULTS } from '@attachkit/sdk/catalog';
import { sql } from '../rollup/sql.ts';
import { paidList } from './attach-rate.ts';
import { addDays, daysBetween, earlierOf, lastDayOf, monthOf, monthsFromTo, shiftMonth } from './days.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { asOf, singleAddon } from './parameters.ts';
import { QuestionRefused } from './question-refused.ts';
import { quotient } from './quotient.ts';
import { withExpressions } from './state/expression.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression } from './state/population.ts';
import { dateExpression, heldAt } from './state/state.ts';

interface Parameters {
  addon: string;
  target: 'rate' | 'arr';
  value?: number;
  by?: string;
  cac?: number;
  asOf?: string;
}

const DAYS_PER_MONTH = 30.4375;
const MONTHS_MAX = 240;
const FULL_MONTHS = 3;

export const forecast: Metric<Parameters> = {
  name: 'forecast',
  title: 'Forecast',
  text: `The owners (customers that purchased the add-on) it takes to reach a target by a date: for target=arr the ARR ÷ today's mean
add-on ARR per owner, for target=rate the rate × today's customers, rounded up; month by month in a straight line from today's
owners, beside those that the present pace brings: the mean net owners a month of the last three full months. arrives: the month in
which that pace reaches the target, null if never. ltv = mean add-on MRR per owner × gross margin ÷ monthly churn (owners of a month's
first day no longer owners at its end, over the last three full months); ltvToCac: ltv ÷ the cac given.`,
  example:
    '100 of 500 customers own it, target 0.3 in 10 months: 150 owners, 5 a month; at a pace of 4 it takes 12.5 months.',
  required: ['addon'],
  parameters: (context) => ({
    addon: singleAddon(context),
    target: { type: 'string', enum: ['rate', 'arr'], default: 'rate', description: 'What is aimed at.' },
    value: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1_000_000_000_000,
      description: 'The attach rate (0…1), or the ARR of the add-on in the currency.',
      defaultText: "the catalog's target rate",
      resolve: ({ catalog }, { addon, target }) =>
        target === 'rate' ? catalog.targets?.[String(addon)]?.rate : undefined,
    },
    by: {
      type: 'string',
      format: 'day',
      description: 'When it is to be reached.',
      defaultText: "the catalog's target date",
      resolve: ({ catalog }, { addon }) => catalog.targets?.[String(addon)]?.by,
    },
    cac: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1_000_000_000,
      description: 'Cost of winning one owner, in the currency.',
    },
    asOf,
  }),
  check: (parameters, context) => void readAim(parameters, context),
  answer,
  columns: () => ['month', 'date', 'ownersNeeded', 'ownersAtPace', 'arrNeeded', 'arrAtPace'],
  lists: {
    columns: {
      owners: { text: 'The owners at "asOf".' },
      customers: { text: 'The customers at "asOf".' },
    },
    find: (asked, column, context) => {
      const { last } = readAim(asked, context);
      return paidList(asked.addon, last, column === 'owners' ? 'numerator' : 'denominator', context);
    },
  },
};

interface Aim {
  value: number;
  by: string;
  last: string;
}

function readAim({ addon, target, value, by, asOf: given }: Parameters, { catalog, today }: MetricContext): Aim {
  const last = given ?? today;
  const preset = catalog.targets?.[addon];
  const aimed = value ?? (target === 'rate' ? preset?.rate : undefined);
  const date = by ?? preset?.by;
  if (aimed === undefined)
    throw new QuestionRefused(
      'parameter_missing',
      `value is needed: the catalog has no target ${target} for ${addon}.`,
      'value',
    );
  if (date === undefined)
    throw new QuestionRefused('parameter_missing', `by is needed: the catalog has no target date for ${addon}.`, 'by');
  if (target === 'rate' && aimed > 1)
    throw new QuestionRefused('parameter_invalid', 'value cannot be above 1 for target=rate.', 'value');
  if (date <= last) throw new QuestionRefused('parameter_invalid', `by (${date}) must lie after asOf (${last}).`, 'by');
  if (monthsFromTo(monthOf(last), monthOf(date)).length > MONTHS_MAX) {
    throw new QuestionRefused('parameter_invalid', `by lies more than ${MONTHS_MAX} months ahead.`, 'by');
  }
  return { value: aimed, by: date, last };
}

interface Standing {
  day: string;
  customers: number;
  owners: number;
  cents: number;
  /** Owners of the day before in the list that still are. */
  kept: number;
  [column: string]: string | number;
}

async function answer(parameters: Parameters, context: MetricContext) {
  const { value, by, last } = readAim(parameters, context);
  const { addon, target, cac } = parameters;
  const ends = fullMonthEnds(last);
  const standings = await readStandings(addon, [...new Set([...ends, last])], context);
  const at = (day: string) => standings.get(day) ?? { day, customers: 0, owners: 0, cents: 0, kept: 0 };
  const now = at(last);
  const arrPerOwner = quotient(12 * now.cents, 100 * now.owners);
  const needed = target === 'rate' ? roundUp(value * now.customers) : arrPerOwner ? roundUp(value / arrPerOwner) : null;
  const pace = (at(ends.at(-1)!).owners - at(ends[0]!).owners) / FULL_MONTHS;
  const margin =
    context.catalog.addons[addon]!.grossMargin ?? context.catalog.grossMargin ?? CATALOG_DEFAULTS.grossMargin;
  const churn = churnOf(ends.map(at));
  const arpa = quotient(now.cents, 100 * now.owners);
  const ltv = arpa === null || !churn ? null : (arpa * margin) / churn;
  return {
    asOf: last,
    rows: straightLine(now, needed, pace, arrPerOwner, last, by),
    ...{ target, value, by, customers: now.customers, owners: now.owners, arr: (12 * now.cents) / 100, arrPerOwner },
    ...{ ownersNeeded: needed, netOwnersPerMonth: pace, arrives: arrival(now.owners, needed, pace, last) },
    ...{
      arpa,
      grossMargin: margin,
      monthlyChurn: churn,
      ltv,
      cac: cac ?? null,
      ltvToCac: ltv === null || !cac ? null : ltv / cac,
    },
  };
}

/** A product of doubles that is whole but for rounding is that whole number. */
function roundUp(value: number): number {
  return Math.ceil(value - 1e-9);
}

/** The last days of the last three full months, and of the month before them. */
function fullMonthEnds(last: string): string[] {
  const month = monthOf(last);
  const latest = last === lastDayOf(month) ? month : shiftMonth(month, -1);
  return monthsFromTo(shiftMonth(latest, -FULL_MONTHS), latest).map(lastDayOf);
}

/** Owners lost within a month ÷ owners at its start, over the months together. */
function churnOf(standings: Pick<Standing, 'owners' | 'kept'>[]): number | null {
  let started = 0;
  let lost = 0;
  for (let index = 1; index < standings.length; index++) {
    started += standings[index - 1]!.owners;
    lost += standings[index - 1]!.owners - standings[index]!.kept;
  }
  return quotient(lost, started);
}

function straightLine(
  now: Standing,
  needed: number | null,
  pace: number,
  arrPerOwner: number | null,
  last: string,
  by: string,
): AnswerRow[] {
  const span = daysBetween(last, by);
  return monthsFromTo(monthOf(last), monthOf(by)).map((month) => {
    const date = earlierOf(lastDayOf(month), by);
    const passed = Math.max(0, daysBetween(last, date));
    const ownersNeeded = needed === null ? null : now.owners + ((needed - now.owners) * passed) / span;
    const ownersAtPace = Math.max(0, now.owners + (pace * passed) / DAYS_PER_MONTH);
    const arrOf = (owners: number | null) => (owners === null || arrPerOwner === null ? null : owners * arrPerOwner);
    return { month, date, ownersNeeded, ownersAtPace, arrNeeded: arrOf(ownersNeeded), arrAtPace: arrOf(ownersAtPace) };
  });
}

function arrival(owners: number, needed: number | null, pace: number, last: string): string | null {
  if (needed === null) return null;
  if (owners >= needed) return monthOf(last);
  const months = (needed - owners) / pace;
  return pace <= 0 || months > 12 * MONTHS_MAX ? null : monthOf(addDays(last, Math.ceil(months * DAYS_PER_MONTH)));
}

async function readStandings(addon: string, days: string[], context: MetricContext): Promise<Map<string, Standing>> {
  const last = days.at(-1)!;
  const before = days
    .slice(1)
    .map((day, index) => sql`SELECT CAST(${day} AS DATE) AS day, CAST(${days[index]!} AS DATE) AS former_day`);
  const previous = before.reduce((all, one) => sql`${all} UNION ALL ${one}`);
  const found = await context.query<Standing>(
    withExpressions(
      [
        dateExpression(days, context.catalog),
        populationExpression({ segmentDay: last }),
        CUSTOMERS_OF_POPULATION,
        [
          'owner_at',
          sql`SELECT c.account AS account, c.day AS day, h.mrr_cents AS mrr_cents
            FROM customer_at c JOIN (${heldAt([addon])}) h ON h.account = c.account AND h.day = c.day`,
        ],
        ['step', previous],
      ],
      sql`SELECT c.day AS day, count(*) AS customers, count(o.account) AS owners, CAST(coalesce(sum(o.mrr_cents), 0) AS BIGINT) AS cents,
          count(f.account) AS kept
        FROM customer_at c LEFT JOIN owner_at o ON o.account = c.account AND o.day = c.day
        LEFT JOIN step s ON s.day = c.day
        LEFT JOIN owner_at f ON f.account = o.account AND f.day = s.former_day
        GROUP BY c.day`,
    ),
  );
  return new Map(found.map((standing) => [standing.day, standing]));
}
