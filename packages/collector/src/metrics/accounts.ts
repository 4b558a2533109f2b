/** The drill-down: the accounts behind a number of `attach-rate`, and their count equals it. */
import { dateLiteral, join, type Sql, sql } from '../rollup/sql.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { addonSet, asOf, segment, singleAddon, via, window } from './parameters.ts';
import { QuestionRefused } from './question-refused.ts';
import { findAddonSet, windowOf } from './state/addon-set.ts';
import {
  DENOMINATORS,
  type Denominator,
  denominatorAt,
  NUMERATORS,
  type Numerator,
  numeratorAt,
} from './state/conditions.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { TOTAL_AT, traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { customerExpression, dateExpression, heldAt, usageExpressions, type Via } from './state/state.ts';

interface Parameters {
  addon: string;
  asOf?: string;
  state: Numerator | Denominator;
  denominator: Denominator;
  via?: Via;
  window?: number;
  segment?: Segment[];
  also?: string;
  acquiredFrom?: string;
  acquiredTo?: string;
  limit: number;
  offset: number;
}

const ROWS_MAX = 100_000;

export const accounts: Metric<Parameters> = {
  name: 'accounts',
  title: 'Accounts behind a number',
  text: `The accounts for which a state holds at the close of "asOf": a numerator of attach-rate, counted among the denominator, or a
denominator. also: only those that purchased this add-on too (as in pairs); acquiredFrom, acquiredTo: only those acquired on these
days or between (as in cohorts). count is the number of all of them, whatever the limit; mrr the total MRR of each.`,
  example: 'attach-rate says 60 of 200: state=paid lists the 60, state=customers the 200.',
  required: ['addon', 'state'],
  parameters: (context) => ({
    addon: addonSet(context),
    asOf,
    state: { type: 'string', enum: [...NUMERATORS, ...DENOMINATORS], description: 'A numerator or a denominator.' },
    denominator: {
      type: 'string',
      enum: DENOMINATORS,
      default: 'customers',
      description: 'Among whom a numerator is counted.',
    },
    via,
    window,
    segment,
    also: { ...singleAddon(context), description: 'An add-on that they purchased too.' },
    acquiredFrom: { type: 'string', format: 'day', description: 'The first acquired day.' },
    acquiredTo: { type: 'string', format: 'day', description: 'The last acquired day.' },
    limit: { type: 'integer', minimum: 1, maximum: ROWS_MAX, default: ROWS_MAX, description: 'Rows at most.' },
    offset: { type: 'integer', minimum: 0, maximum: 1_000_000_000, default: 0, description: 'Rows to pass over.' },
  }),
  check: ({ state, via: only }) => {
    if (only && state !== 'paid' && state !== 'paid_used') {
      throw new QuestionRefused('combination_impossible', 'via is possible only with state=paid or paid_used.', 'via');
    }
  },
  answer,
  columns: () => ['account', 'name', 'acquired', 'plan', 'seats', 'mrr'],
};

async function answer(parameters: Parameters, context: MetricContext) {
  const last = parameters.asOf ?? context.today;
  const { limit, offset } = parameters;
  const found = await context.query(select(parameters, context, last));
  const rows = found.slice(offset, offset + limit).map((row): AnswerRow => {
    const { account, name, acquired, plan, seats, total_cents } = row;
    return { account, name, acquired, plan, seats, mrr: Number(total_cents) / 100 };
  });
  return { asOf: last, rows, count: found.length };
}

function select(parameters: Parameters, context: MetricContext, last: string): Sql {
  const { addon, state, denominator, via: only, window: asked, segment: segments } = parameters;
  const { catalog } = context;
  const set = findAddonSet(catalog, addon);
  const isDenominator = (DENOMINATORS as readonly string[]).includes(state);
  const among = isDenominator ? (state as Denominator) : denominator;
  const expressions: Expression[] = [
    dateExpression([last], catalog),
    customerExpression(segments ?? []),
    TOTAL_AT,
    ...usageExpressions({
      ...{
        catalog,
        members: set.members,
        window: asked,
        activeWindow: windowOf(set, asked),
        from: last,
        to: last,
        days: [last],
      },
    }),
    ['among', denominatorAt(among, set.members)],
  ];
  if (!isDenominator) expressions.push(['holding_at', numeratorAt(state as Numerator, set.members, only)]);
  const conditions = [sql`c.account IN (SELECT account FROM among)`, ...narrowed(parameters)];
  if (!isDenominator) conditions.push(sql`c.account IN (SELECT account FROM holding_at)`);
  return withExpressions(
    expressions,
    sql`SELECT c.account AS account, n.value AS name, a.acquired AS acquired, c.plan AS plan, c.seats AS seats, t.total_cents AS total_cents
      FROM customer_at c JOIN account a ON a.account = c.account JOIN total_at t ON t.account = c.account
      LEFT JOIN (${traitOn('name', last)}) n ON n.account = c.account
      WHERE ${join(conditions, ' AND ')} ORDER BY c.account`,
  );
}

/** What else was asked of the accounts. */
function narrowed({ also, acquiredFrom, acquiredTo }: Parameters): Sql[] {
  return [
    ...(also ? [sql`c.account IN (SELECT account FROM (${heldAt([also])}) h)`] : []),
    ...(acquiredFrom ? [sql`a.acquired >= ${dateLiteral(acquiredFrom)}`] : []),
    ...(acquiredTo ? [sql`a.acquired <= ${dateLiteral(acquiredTo)}`] : []),
  ];
}
