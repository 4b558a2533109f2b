import { dateLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { segmentColumn } from './csv.ts';
import { INTERVALS, type Interval, intervalEnds, readRange } from './days.ts';
import type { AccountList, AnswerRow, Metric, MetricContext } from './metric.ts';
import { addonSet, breakdown, from, segment, to, via, window } from './parameters.ts';
import { QuestionRefused, rowUnknown } from './question-refused.ts';
import { accountExpressions, spanOf, userExpressions } from './rate-spans.ts';
import { type Change, noneOf, type Standing, sumUp } from './standings.ts';
import { type AddonSet, findAddonSet } from './state/addon-set.ts';
import { DENOMINATORS, type Denominator, NUMERATORS, type Numerator } from './state/conditions.ts';
import { withExpressions } from './state/expression.ts';
import type { Segment } from './state/segment.ts';
import { type CountedSpans, changesOf } from './state/spans.ts';
import type { Via } from './state/state.ts';
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

/** What names a row; its segment is one of the parameters. */
interface Key {
  date: string;
}

/** Rows of a day-by-day series; more would be no chart. */
const POINTS_MAX = 3700;

/** `accounts`: in the denominator, whatever they count as. */
const COUNTS = ['accounts', 'denominator', 'numerator'] as const;
type Counted = Standing<(typeof COUNTS)[number]>;

export const attachRate: Metric<Parameters, Key> = {
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
  lists: {
    columns: {
      numerator: { text: 'The accounts (weight=users: the users) that the numerator of the row counts or sums over.' },
      denominator: {
        text: 'The accounts (weight=users: the users) that the denominator of the row counts or sums over.',
      },
    },
    key: () => ({ date: { type: 'string', format: 'day', description: 'The date of the row.' } }),
    find,
  },
};

function find(asked: Parameters & Key, column: string, context: MetricContext): AccountList {
  const range = readRange(asked, context.today);
  const days = intervalEnds(range.from, range.to, asked.interval);
  if (!days.includes(asked.date)) throw rowUnknown('date', asked.date, days);
  return rateList(asked, column, context);
}

/** On any day. */
function rateList({ date, ...asked }: Parameters & Key, column: string, context: MetricContext): AccountList {
  const { breakdown: _, ...parameters } = asked;
  const isUsers = asked.weight === 'users';
  const set = findAddonSet(context.catalog, asked.addon);
  const expressions = (isUsers ? userExpressions : accountExpressions)(parameters, context, set, [date]);
  const spans = raw(`${isUsers ? 'user_' : ''}${column}_span`);
  const day = dateLiteral(date);
  return {
    day: date,
    expressions,
    accounts: sql`SELECT DISTINCT account${raw(isUsers ? ', person AS "user"' : '')} FROM ${spans} WHERE day <= ${day} AND ${day} < until_day`,
    isOfUsers: isUsers,
  };
}

/** The customers on a day, or those of them that purchased the add-on. */
export function paidList(addon: string, date: string, column: string, context: MetricContext): AccountList {
  return rateList({ ...paidOverCustomers(addon), date }, column, context);
}

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

/** Customers and owners of an add-on at each of the days, in order: paid over customers. */
export async function paidRates(addon: string, days: string[], context: MetricContext): Promise<Counted[]> {
  if (days.length === 0) return [];
  return await countOn(days, paidOverCustomers(addon), context);
}

function paidOverCustomers(addon: string): Parameters {
  return { addon, interval: 'day', numerator: 'paid', denominator: 'customers', weight: 'accounts' };
}

async function answer(parameters: Parameters, context: MetricContext) {
  const range = readRange(parameters, context.today);
  const days = intervalEnds(range.from, range.to, parameters.interval);
  const counted = await countOn(days, parameters, context);
  return { asOf: range.to, rows: counted.map((one) => toRow(one, parameters)) };
}

/** By day, then segment. Without a breakdown there is a row for every day. */
async function countOn(days: string[], parameters: Parameters, context: MetricContext): Promise<Counted[]> {
  const set = findAddonSet(context.catalog, parameters.addon);
  const select = parameters.weight === 'users' ? selectUsers : selectAccounts;
  const changes = await context.query<Change<(typeof COUNTS)[number]>>(select(parameters, context, set, days));
  const counted = sumUp(changes, days, COUNTS).filter(({ accounts }) => accounts > 0);
  if (parameters.breakdown !== undefined) return counted;
  const byDay = new Map(counted.map((one) => [one.day, one]));
  return days.map((day) => byDay.get(day) ?? noneOf(COUNTS, day));
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
const AMOUNTS: Record<Exclude<Weight, 'users'>, { numerator: string; denominator: string; perMember?: true }> = {
  accounts: { numerator: '1', denominator: '1' },
  arr: { numerator: '12 * mrr_cents', denominator: '12 * mrr_cents' },
  seats: { numerator: 'own_quantity', denominator: 'seats', perMember: true },
  revenue: { numerator: 'own_cents', denominator: 'mrr_cents', perMember: true },
};

function selectAccounts(parameters: Parameters, context: MetricContext, set: AddonSet, days: readonly string[]): Sql {
  const amounts = AMOUNTS[parameters.weight as Exclude<Weight, 'users'>];
  const counted: CountedSpans[] = [
    { spans: 'denominator_span', amounts: { accounts: '1', denominator: amounts.denominator } },
    { spans: 'numerator_span', amounts: { numerator: amounts.numerator } },
  ];
  return withExpressions(
    accountExpressions({ ...parameters, isPerMember: amounts.perMember }, context, set, days),
    changesOf(counted, COUNTS, spanOf(days)),
  );
}

/** Users, each once in each customer account in which it was active. An active account without a user still has its row. */
function selectUsers(parameters: Parameters, context: MetricContext, set: AddonSet, days: readonly string[]): Sql {
  const counted: CountedSpans[] = [
    { spans: 'account_span', amounts: { accounts: '1' } },
    { spans: 'user_denominator_span', amounts: { denominator: '1' } },
    { spans: 'user_numerator_span', amounts: { numerator: '1' } },
  ];
  return withExpressions(userExpressions(parameters, context, set, days), changesOf(counted, COUNTS, spanOf(days)));
}
