import type { Benchmark } from '@attachkit/sdk/catalog';
import { dateLiteral, integerLiteral, join, raw, sql } from '../rollup/sql.ts';
import { paidList, paidRates } from './attach-rate.ts';
import { benchmarksOf } from './benchmarks.ts';
import { dotted } from './csv.ts';
import { addMonths, daysBetween } from './days.ts';
import type { AccountList, AnswerRow, AnswerValue, Metric, MetricContext } from './metric.ts';
import { asOf, singleAddon } from './parameters.ts';
import { rowUnknown } from './question-refused.ts';
import { quotient } from './quotient.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { FIRST_PURCHASE, firstAttachExpression } from './state/first-attach.ts';
import { monthsAfter } from './state/months-after.ts';
import { populationExpression } from './state/population.ts';
import { wilsonInterval } from './statistics/intervals.ts';

interface Parameters {
  addon: string;
  asOf?: string;
  months: number;
}

/** Its months are one of the parameters. */
interface Key {
  clock: (typeof CLOCKS)[number];
}

const CLOCKS = ['launch', 'acquired'] as const;
const MONTHS_MAX = 120;

export const trajectory: Metric<Parameters, Key> = {
  name: 'trajectory',
  title: 'Trajectory',
  text: `Two clocks, never mixed. clock=launch: the attach rate (paid over customers) at the add-on's launch day + so many months.
clock=acquired: of the accounts acquired at least so many months before "asOf", the share whose first purchase came within them.
Each row stands beside the benchmarks of the same clock and month. target: where the rate of "asOf" stands against the straight line
from 0 at launch (without one, at the first purchase) to the target at its date: ahead when its 95 % Wilson interval lies above the
line, behind when below, else on_track.`,
  example: 'Target 0.4 after 24 months; after 12 the line is at 0.2; 90 of 300 customers (0.251 to 0.354) is ahead.',
  required: ['addon'],
  parameters: (context) => ({
    addon: singleAddon(context),
    asOf,
    months: {
      type: 'integer',
      minimum: 1,
      maximum: MONTHS_MAX,
      default: 36,
      description: 'Months on each clock at most.',
    },
  }),
  answer,
  columns: () => [
    ...['clock', 'months', 'date', 'numerator', 'denominator', 'rate', 'low', 'high'],
    ...dotted('benchmarks', ['what', 'clock', 'months', 'low', 'high', 'source', 'asOf']),
  ],
  lists: {
    columns: {
      numerator: { text: 'The accounts that the row counts as attached.', key: ['clock', 'months'] },
      denominator: { text: 'The accounts among which the row counts.', key: ['clock', 'months'] },
    },
    key: () => ({
      clock: { type: 'string', enum: CLOCKS, description: 'The clock of the row.' },
      months: { type: 'integer', minimum: 0, maximum: MONTHS_MAX, description: 'The months of the row.' },
    }),
    find,
  },
};

function find({ clock, ...asked }: Parameters & Key, column: string, context: MetricContext): AccountList {
  const { addon, months, asOf: last = context.today } = asked;
  if (clock === 'launch') {
    const days = launchDays(addon, last, MONTHS_MAX, context);
    if (months >= days.length) throw rowUnknown('months', months, [...days.keys()]);
    return paidList(addon, days[months]!, column, context);
  }
  const isNumerator = column === 'numerator';
  return {
    day: last,
    expressions: agedExpressions(addon, last, [months], context),
    accounts: sql`SELECT a.account AS account FROM aged a LEFT JOIN first_attach f ON f.account = a.account
      WHERE ${raw(isNumerator ? 'f.day <= a.day' : '1 = 1')}`,
  };
}

async function answer({ addon, asOf: given, months }: Parameters, context: MetricContext) {
  const last = given ?? context.today;
  const { launchedAt } = context.catalog.addons[addon]!;
  const benchmarks = benchmarksOf(context.catalog);
  const launched = await sinceLaunch(addon, last, months, context);
  const acquired = await sinceAcquired(addon, last, months, context);
  const beside = (clock: Benchmark['clock']) => (row: AnswerRow) => ({
    ...{ clock, ...row },
    benchmarks: benchmarks.filter(
      (one) => one.clock === clock && one.months === row.months,
    ) as unknown as AnswerValue[],
  });
  return {
    asOf: last,
    rows: [...launched.map(beside('launch')), ...acquired.map(beside('acquired'))],
    launchedAt: launchedAt ?? null,
    target: await standing(addon, last, context),
    benchmarks: {
      launch: benchmarks.filter(({ clock }) => clock === 'launch') as unknown as AnswerValue[],
      acquired: benchmarks.filter(({ clock }) => clock === 'acquired') as unknown as AnswerValue[],
      other: benchmarks.filter(({ clock }) => clock === null) as unknown as AnswerValue[],
    },
  };
}

function rateRow(months: number, date: string | null, numerator: number, denominator: number): AnswerRow {
  const interval = denominator === 0 ? { low: null, high: null } : wilsonInterval(numerator, denominator);
  return { months, date, numerator, denominator, rate: quotient(numerator, denominator), ...interval };
}

/** Its launch day, and the same day of the months after; none where the catalog does not say when it was launched. */
function launchDays(addon: string, last: string, monthsMax: number, { catalog }: MetricContext): string[] {
  const { launchedAt } = catalog.addons[addon]!;
  if (launchedAt === undefined) return [];
  const days = Array.from({ length: monthsMax + 1 }, (_, count) => addMonths(launchedAt, count));
  return days.filter((day) => day <= last);
}

async function sinceLaunch(
  addon: string,
  last: string,
  monthsMax: number,
  context: MetricContext,
): Promise<AnswerRow[]> {
  const days = launchDays(addon, last, monthsMax, context);
  if (days.length === 0) return [];
  const counted = await paidRates(addon, days, context);
  return counted.map(({ day, numerator, denominator }, months) => rateRow(months, day, numerator, denominator));
}

/** `aged (age, day, account)`: who has reached an age, and when; `first_attach`. */
function agedExpressions(
  addon: string,
  last: string,
  ages: readonly number[],
  { catalog }: MetricContext,
): Expression[] {
  const selects = ages.map(
    (age) => sql`SELECT ${integerLiteral(age)} AS age,
    ${monthsAfter('p.acquired', age)} AS day, p.account AS account FROM population p`,
  );
  return [
    populationExpression({ segmentDay: last, acquiredBy: last, subscribedIn: catalog }),
    FIRST_PURCHASE,
    firstAttachExpression('paid', [addon], last),
    ['aged', sql`SELECT age, day, account FROM (${join(selects, ' UNION ALL ')}) a WHERE day <= ${dateLiteral(last)}`],
  ];
}

async function sinceAcquired(
  addon: string,
  last: string,
  monthsMax: number,
  context: MetricContext,
): Promise<AnswerRow[]> {
  const ages = Array.from({ length: monthsMax + 1 }, (_, age) => age);
  const found = await context.query<{ age: number; accounts: number; attached: number }>(
    withExpressions(
      agedExpressions(addon, last, ages, context),
      sql`SELECT a.age AS age, count(*) AS accounts, CAST(sum(CASE WHEN f.day <= a.day THEN 1 ELSE 0 END) AS BIGINT) AS attached
        FROM aged a LEFT JOIN first_attach f ON f.account = a.account GROUP BY a.age ORDER BY a.age`,
    ),
  );
  return found.map(({ age, accounts, attached }) => rateRow(age, null, attached, accounts));
}

/** Where the rate stands against the target's line, or `null` without a target. */
async function standing(addon: string, last: string, context: MetricContext): Promise<AnswerValue> {
  const target = context.catalog.targets?.[addon];
  if (!target) return null;
  const begins = context.catalog.addons[addon]!.launchedAt ?? (await firstPurchaseDay(addon, context));
  const [counted] = await paidRates(addon, [last], context);
  const { numerator, denominator } = counted!;
  const span = begins === null ? 0 : daysBetween(begins, target.by);
  const passed = begins === null ? 0 : daysBetween(begins, last);
  const expected = target.rate * Math.min(1, Math.max(0, span <= 0 ? 1 : passed / span));
  const actual = quotient(numerator, denominator);
  const figures = { rate: target.rate, by: target.by, expected, actual };
  if (denominator === 0) return { ...figures, status: null };
  const { low, high } = wilsonInterval(numerator, denominator);
  return { ...figures, status: low > expected ? 'ahead' : high < expected ? 'behind' : 'on_track' };
}

async function firstPurchaseDay(addon: string, { query }: MetricContext): Promise<string | null> {
  const [first] = await query<{ day: string | null }>(
    sql`SELECT min(h.day) AS day FROM holding h JOIN account a ON a.account = h.account
      WHERE h.addon = ${addon} AND h.is_purchase = 1 AND a.internal = 0`,
  );
  return first?.day ?? null;
}
