import { raw, type Sql, sql } from '../rollup/sql.ts';
import { segmentColumn } from './csv.ts';
import { INTERVALS, type Interval, intervalEnds, readRange } from './days.ts';
import { groupBy } from './group-by.ts';
import { type AnswerRow, type Metric, type MetricContext, QuestionRefused } from './metric.ts';
import { addonSet, breakdown, from, segment, to, via, window } from './parameters.ts';
import { type AddonSet, findAddonSet, windowOf } from './state/addon-set.ts';
import {
  DENOMINATORS,
  type Denominator,
  denominatorAt,
  NUMERATORS,
  type Numerator,
  numeratorAt,
} from './state/conditions.ts';
import { type Segment, traitAt } from './state/segment.ts';
import {
  customerExpression,
  dateExpression,
  type Expression,
  usageExpressions,
  usersActiveAt,
  usersUsedAt,
  type Via,
  withExpressions,
} from './state/state.ts';
import { wilsonInterval } from './statistics/intervals.ts';

const WEIGHTS = ['accounts', 'users', 'arr', 'seats', 'revenue'] as const;
type Weight = (typeof WEIGHTS)[number];

interface Parameters {
  addon: string;
  from?: string;
  to?: string;
  interval: Interval;
  window?: number;
  segment?: Segment[];
  breakdown?: string;
  numerator: Numerator;
  denominator: Denominator;
  weight: Weight;
  via?: Via;
}

/** Rows of a day-by-day series; more would be no chart. */
const POINTS_MAX = 3700;

export const attachRate: Metric<Parameters> = {
  name: 'attach-rate',
  title: 'Attach rate',
  text: `Share of accounts (the denominator) for which the numerator holds at the close of a day: customers that purchased the
add-on, unless asked otherwise. Read at the last day of each calendar interval that meets from…to, the last one cut to "to";
weeks end on Sunday. For a set of add-ons a condition holds when it holds for one and the same member; money and quantities
are summed over the members for which it holds. The numerator counts only members of the denominator. low and high: 95 %
Wilson score interval, for accounts and users. weight=arr compares 12 × base MRR, seats the purchased quantity with base
seats, revenue the purchased MRR with base MRR; the last two may pass 1.`,
  example: '200 customers, 60 of them purchased the add-on: 60 / 200 = 0.3, between 0.241 and 0.367.',
  required: ['addon'],
  parameters: (context) => ({
    addon: addonSet(context),
    from,
    to,
    interval: { type: 'string', enum: INTERVALS, default: 'month', description: 'One row for each.' },
    window,
    segment,
    breakdown,
    numerator: { type: 'string', enum: NUMERATORS, default: 'paid', description: 'What is counted.' },
    denominator: { type: 'string', enum: DENOMINATORS, default: 'customers', description: 'Among whom.' },
    weight: { type: 'string', enum: WEIGHTS, default: 'accounts', description: 'What each of them counts as.' },
    via,
  }),
  check: checkCombination,
  answer,
  columns: ({ breakdown: trait }) => ['date', segmentColumn(trait), 'numerator', 'denominator', 'rate', 'low', 'high'],
};

function checkCombination(
  { numerator, denominator, weight, via: only, ...rest }: Parameters,
  { today }: MetricContext,
): void {
  const refuse = (parameter: string, message: string): never => {
    throw new QuestionRefused('combination_impossible', message, parameter);
  };
  if (weight === 'users' && (numerator !== 'used' || denominator !== 'active')) {
    refuse('weight', 'weight=users is possible only with numerator=used and denominator=active.');
  }
  const isPaid = numerator === 'paid' || numerator === 'paid_used';
  if ((weight === 'seats' || weight === 'revenue') && !isPaid) {
    refuse('weight', `weight=${weight} is possible only with numerator=paid or paid_used.`);
  }
  if (only && !isPaid) refuse('via', 'via is possible only with numerator=paid or paid_used.');
  const range = readRange(rest, today);
  if (intervalEnds(range.from, range.to, rest.interval).length > POINTS_MAX) {
    throw new QuestionRefused('parameter_invalid', `from…to holds more than ${POINTS_MAX} intervals.`, 'from');
  }
}

/** Customers and owners of an add-on at each of the days: paid over customers. */
export async function paidRates(addon: string, days: string[], context: MetricContext): Promise<Counted[]> {
  const asked: Parameters = { addon, interval: 'day', numerator: 'paid', denominator: 'customers', weight: 'accounts' };
  const found = await context.query<Counted>(
    selectAccounts(asked, context, findAddonSet(context.catalog, addon), days),
  );
  const byDay = new Map(found.map((counted) => [counted.day, counted]));
  return days.map((day) => byDay.get(day) ?? { day, segment: null, denominator: 0, numerator: 0 });
}

async function answer(parameters: Parameters, context: MetricContext) {
  const range = readRange(parameters, context.today);
  const days = intervalEnds(range.from, range.to, parameters.interval);
  const set = findAddonSet(context.catalog, parameters.addon);
  const select = parameters.weight === 'users' ? selectUsers : selectAccounts;
  const found = await context.query<Counted>(select(parameters, context, set, days));
  const byDay = groupBy(found, ({ day }) => day);
  const empty = (day: string): Counted[] => [{ day, segment: null, denominator: 0, numerator: 0 }];
  const rows = days.flatMap((day) =>
    (byDay.get(day) ?? (parameters.breakdown ? [] : empty(day))).map((counted) => toRow(counted, parameters)),
  );
  return { asOf: range.to, rows };
}

interface Counted {
  day: string;
  segment: string | null;
  denominator: number;
  numerator: number;
  [column: string]: string | number | null;
}

function toRow(
  { day, segment: value, numerator, denominator }: Counted,
  { weight, breakdown: trait }: Parameters,
): AnswerRow {
  const isCount = weight === 'accounts' || weight === 'users';
  const unit = weight === 'arr' || weight === 'revenue' ? 100 : 1;
  const interval = isCount && denominator > 0 ? wilsonInterval(numerator, denominator) : { low: null, high: null };
  return {
    date: day,
    segment: trait === undefined ? null : { [trait]: value },
    numerator: numerator / unit,
    denominator: denominator / unit,
    rate: denominator === 0 ? null : numerator / denominator,
    ...interval,
  };
}

/** What an account in the denominator, and one in the numerator, count as. */
const SUMMED: Record<Exclude<Weight, 'users'>, { numerator: string; denominator: string }> = {
  accounts: { numerator: 'coalesce(n.holds, 0)', denominator: '1' },
  arr: { numerator: 'CASE WHEN n.holds = 1 THEN 12 * d.mrr_cents ELSE 0 END', denominator: '12 * d.mrr_cents' },
  seats: { numerator: 'coalesce(n.quantity, 0)', denominator: 'd.seats' },
  revenue: { numerator: 'coalesce(n.mrr_cents, 0)', denominator: 'd.mrr_cents' },
};

function selectAccounts(parameters: Parameters, context: MetricContext, set: AddonSet, days: string[]): Sql {
  const { numerator, denominator, weight, window: asked } = parameters;
  const summed = SUMMED[weight as Exclude<Weight, 'users'>];
  const needsUse = numerator === 'used' || numerator === 'paid_used' || numerator === 'owned_used';
  const usage = usageExpressions({
    catalog: context.catalog,
    members: needsUse ? set.members : [],
    window: asked,
    activeWindow: denominator === 'active' ? windowOf(set, asked) : undefined,
    of: 'account',
    from: days[0]!,
    to: days.at(-1)!,
  });
  const expressions: Expression[] = [
    dateExpression(days, context.catalog),
    customerExpression(parameters.segment ?? []),
    ...usage,
    ['numerator_at', numeratorAt(numerator, set.members, parameters.via)],
    ['denominator_at', denominatorAt(denominator, set.members)],
  ];
  return withExpressions(
    expressions,
    grouped(
      parameters,
      summed,
      sql`denominator_at d
    LEFT JOIN numerator_at n ON n.account = d.account AND n.day = d.day`,
    ),
  );
}

/** Users, each once in each customer account in which it was active. An active account without a user still has its row. */
function selectUsers(parameters: Parameters, context: MetricContext, set: AddonSet, days: string[]): Sql {
  const { catalog } = context;
  const window = windowOf(set, parameters.window);
  const usage = usageExpressions({
    ...{ catalog, members: set.members, window: parameters.window, activeWindow: window, of: 'both' },
    ...{ from: days[0]!, to: days.at(-1)! },
  });
  const isWithin = set.members.every((id) => (parameters.window ?? catalog.addons[id]!.attached.window) <= window);
  // Who met a threshold within a part of the window was active in it.
  const among = isWithin
    ? sql``
    : sql`JOIN (${usersActiveAt()}) a ON a.account = u.account AND a.person = u.person AND a.day = u.day`;
  const expressions: Expression[] = [
    dateExpression(days, catalog),
    customerExpression(parameters.segment ?? []),
    ...usage,
    ['active_users', sql`SELECT account, day, count(*) AS users FROM (${usersActiveAt()}) u GROUP BY account, day`],
    [
      'numerator_at',
      sql`SELECT account, day, count(*) AS users FROM (
          SELECT DISTINCT u.account AS account, u.person AS person, u.day AS day FROM (${usersUsedAt()}) u ${among}
        ) using_users GROUP BY account, day`,
    ],
    [
      'denominator_at',
      sql`SELECT c.account AS account, c.day AS day, coalesce(a.users, 0) AS users FROM (${denominatorAt('active', set.members)}) c
        LEFT JOIN active_users a ON a.account = c.account AND a.day = c.day`,
    ],
  ];
  const summed = { numerator: 'coalesce(n.users, 0)', denominator: 'd.users' };
  return withExpressions(
    expressions,
    grouped(
      parameters,
      summed,
      sql`denominator_at d LEFT JOIN numerator_at n ON n.account = d.account AND n.day = d.day`,
    ),
  );
}

function grouped(
  { breakdown: trait }: Parameters,
  summed: { numerator: string; denominator: string },
  source: Sql,
): Sql {
  const value = trait === undefined ? 'CAST(NULL AS VARCHAR)' : 'b.value';
  const broken =
    trait === undefined ? sql`` : sql`LEFT JOIN (${traitAt(trait)}) b ON b.account = d.account AND b.day = d.day`;
  const order = trait === undefined ? 'd.day' : 'd.day, CASE WHEN b.value IS NULL THEN 1 ELSE 0 END, b.value';
  return sql`SELECT d.day AS day, ${raw(value)} AS segment, CAST(sum(${raw(summed.denominator)}) AS BIGINT) AS denominator,
      CAST(sum(${raw(summed.numerator)}) AS BIGINT) AS numerator
    FROM ${source} ${broken}
    GROUP BY d.day ${trait === undefined ? sql`` : sql`, b.value`} ORDER BY ${raw(order)}`;
}
