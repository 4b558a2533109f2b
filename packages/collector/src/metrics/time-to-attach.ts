import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { dotted, segmentColumn } from './csv.ts';
import { readRange } from './days.ts';
import { groupBy } from './group-by.ts';
import type { AccountList, AnswerRow, Metric, MetricContext } from './metric.ts';
import { asOf, breakdown, from, segment, singleAddon, to } from './parameters.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import {
  COHORT_NUMERATORS,
  type CohortNumerator,
  FIRST_PURCHASE,
  firstAttachExpression,
} from './state/first-attach.ts';
import { breakdownOf, CUSTOMERS_OF_POPULATION, populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, usageExpressions } from './state/state.ts';
import { describeIncidence, type Outcome, WITHIN_DAYS } from './statistics/aalen-johansen.ts';

interface Parameters {
  addon: string;
  numerator: CohortNumerator;
  from?: string;
  to?: string;
  asOf?: string;
  segment?: Segment[];
  breakdown?: string;
}

export const timeToAttach: Metric<Parameters> = {
  name: 'time-to-attach',
  title: 'Time to attach',
  text: `How long accounts acquired in from…to take to attach. The clock starts at the later of the acquired day and the add-on's
launch, and runs to the first attach day (as in cohorts), at least 0 days. Who has not attached by "asOf" churned on the day of
its last cancellation when it is no customer any more, else it is censored at "asOf"; an attach after that churn counts as churn.
Aalen–Johansen cumulative incidence with churn as the competing event (Kaplan–Meier's 1 − S where nobody churns). median, p25
and p75: the first day on which half, a quarter, three quarters have attached, null if that never comes to pass.`,
  example:
    'Four accounts, attached after 10 and 20 days, two still without it after 30: half had attached after 20 days.',
  required: ['addon'],
  parameters: (context) => ({
    addon: singleAddon(context),
    numerator: { type: 'string', enum: COHORT_NUMERATORS, default: 'paid', description: 'What counts as attached.' },
    from: { ...from, description: 'The first acquired day.' },
    to: { ...to, description: 'The last acquired day.' },
    asOf,
    segment,
    breakdown,
  }),
  check: (parameters, { today }) => void readRange(parameters, today),
  answer,
  columns: ({ breakdown: trait }) => [
    ...[segmentColumn(trait), 'accounts', 'attached', 'churned', 'median', 'p25', 'p75', 'medianOfAttached'],
    ...dotted('attachedWithin', WITHIN_DAYS.map(String)),
    ...dotted('curve', ['day', 'attached']),
  ],
  lists: {
    columns: {
      accounts: { text: 'Every account of the row; days: how long its clock ran.' },
      attached: { text: 'Those that attached; days: after how many.' },
      churned: { text: 'Those that left before they attached; days: after how many.' },
      censored: {
        text: 'Those that are neither attached nor gone (accounts − attached − churned); days: until "asOf".',
      },
    },
    find,
  },
};

function find(asked: Parameters, column: string, context: MetricContext): AccountList {
  const day = asked.asOf ?? context.today;
  return {
    day,
    expressions: expressionsOf(asked, context, day),
    accounts: sql`SELECT l.account AS account, ${DURATION} AS days FROM ended l
      WHERE ${column === 'accounts' ? sql`1 = 1` : sql`l.outcome = ${column}`}`,
    beside: ['days'],
  };
}

const DURATION = raw('CASE WHEN l.ends < l.begins THEN 0 ELSE l.ends - l.begins END');

interface Counted {
  segment: string | null;
  outcome: Outcome;
  days: number;
  accounts: number;
  [column: string]: string | number | null;
}

async function answer(parameters: Parameters, context: MetricContext) {
  const last = parameters.asOf ?? context.today;
  const counted = await context.query<Counted>(select(parameters, context, last));
  const groups = groupBy(counted, (row) => row.segment);
  if (parameters.breakdown === undefined && groups.size === 0) groups.set(null, []);
  const rows = [...groups].map(([value, outcomes]): AnswerRow => {
    const accounts = outcomes.reduce((sum, { accounts: count }) => sum + count, 0);
    const segmentOf = parameters.breakdown === undefined ? null : { [parameters.breakdown]: value };
    const { attachedWithin, curve, ...figures } = describeIncidence(outcomes);
    return { segment: segmentOf, accounts, ...figures, attachedWithin, curve };
  });
  return { asOf: last, rows };
}

function select(parameters: Parameters, context: MetricContext, last: string): Sql {
  const { value, joined } = breakdownOf(parameters.breakdown, 'l.account', last);
  return withExpressions(
    expressionsOf(parameters, context, last),
    sql`SELECT ${value} AS segment, l.outcome AS outcome, ${DURATION} AS days, count(*) AS accounts
      FROM ended l ${joined}
      GROUP BY ${value}, l.outcome, ${DURATION}
      ORDER BY CASE WHEN ${value} IS NULL THEN 1 ELSE 0 END, ${value}, days`,
  );
}

/** `ended (account, begins, ends, outcome)`: each account of the range, and what became of it. */
function expressionsOf(
  { addon, numerator, segment: segments, ...range }: Parameters,
  context: MetricContext,
  last: string,
): Expression[] {
  const { catalog } = context;
  const days = readRange(range, context.today);
  const launch = catalog.addons[addon]!.launchedAt ?? '1900-01-01';
  const usage = numerator === 'used' ? usageExpressions({ catalog, members: [addon], from: days.from, to: last }) : [];
  return [
    dateExpression([last], catalog),
    populationExpression({ segments, segmentDay: last, acquiredBy: last, subscribedIn: catalog }),
    CUSTOMERS_OF_POPULATION,
    ...usage,
    FIRST_PURCHASE,
    firstAttachExpression(numerator, [addon], last),
    ['churn', lastCancellations(last)],
    [
      'life',
      sql`SELECT p.account AS account, CASE WHEN p.acquired < ${dateLiteral(launch)} THEN ${dateLiteral(launch)} ELSE p.acquired END AS begins,
          CASE WHEN c.day IS NULL OR f.day <= c.day THEN f.day END AS attached_day, c.day AS churned_day
        FROM population p LEFT JOIN first_attach f ON f.account = p.account LEFT JOIN churn c ON c.account = p.account
        WHERE p.acquired >= ${dateLiteral(days.from)} AND p.acquired <= ${dateLiteral(days.to)}`,
    ],
    [
      'ended',
      sql`SELECT account, begins, coalesce(attached_day, churned_day, ${dateLiteral(last)}) AS ends, CASE
          WHEN attached_day IS NOT NULL THEN 'attached' WHEN churned_day IS NOT NULL THEN 'churned' ELSE 'censored' END AS outcome
        FROM life WHERE begins <= ${dateLiteral(last)}`,
    ],
  ];
}

/** `(account, day)`: of who is no customer on the last day, the last `Subscription Cancelled` up to it. */
function lastCancellations(last: string): Sql {
  return sql`SELECT i.account AS account, max(s.day) AS day FROM story s JOIN identity i ON i.identity = s.identity
    WHERE s.name = ${raw(`'${EVENTS.subscriptionCancelled}'`)} AND s.day <= ${dateLiteral(last)}
      AND i.account IN (SELECT account FROM population) AND i.account NOT IN (SELECT account FROM customer_at)
    GROUP BY i.account`;
}
