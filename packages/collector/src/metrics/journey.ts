import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, integerLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { dotted, segmentColumn } from './csv.ts';
import { addDays } from './days.ts';
import { groupBy } from './group-by.ts';
import type { AccountList, AnswerRow, Metric, MetricContext } from './metric.ts';
import { addonSet, asOf, breakdown, segment, window } from './parameters.ts';
import { findAddonSet } from './state/addon-set.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { breakdownOf, CUSTOMERS_OF_POPULATION, populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { activeAt, dateExpression, isMember, usageExpressions, usedAt } from './state/state.ts';

interface Parameters {
  addon: string;
  asOf?: string;
  window: number;
  segment?: Segment[];
  breakdown?: string;
}

const STAGES = ['eligible', 'viewed', 'setUp', 'used', 'returned', 'attached'] as const;

export const journey: Metric<Parameters> = {
  name: 'journey',
  title: 'Journey',
  text: `How far active customers got inside the window: eligible (customers with any use in it), viewed, setUp, used (a Feature
Viewed, Set Up, Used of the add-ons' features), returned (used on at least two distinct days), attached (the attachment threshold
met inside the window, at one add-on). viewed to returned look at the features of all the set's add-ons together. Each stage
counts whoever reached it or a later one; dropOff is 1 − count / previous count.`,
  example: '400 eligible, 200 viewed, 120 used: used drops 1 − 120 / 200 = 0.4.',
  parameters: (context) => ({
    addon: addonSet(context, 'any'),
    asOf,
    window: { ...window, default: 28, defaultText: undefined },
    segment,
    breakdown,
  }),
  answer,
  columns: ({ breakdown: trait }) => [segmentColumn(trait), ...dotted('stages', ['stage', 'count', 'dropOff'])],
  lists: {
    columns: Object.fromEntries(
      STAGES.map((stage) => [stage, { text: `The active customers that reached "${stage}" or a later stage.` }]),
    ),
    find: (asked, column, context): AccountList => {
      const day = asked.asOf ?? context.today;
      const depth = integerLiteral(STAGES.indexOf(column as (typeof STAGES)[number]));
      return {
        day,
        expressions: expressionsOf(asked, context, day),
        accounts: sql`SELECT DISTINCT account FROM depth_reached WHERE depth >= ${depth}`,
      };
    },
  },
};

interface Counted {
  segment: string | null;
  depth: number;
  accounts: number;
  [column: string]: string | number | null;
}

async function answer(parameters: Parameters, context: MetricContext) {
  const last = parameters.asOf ?? context.today;
  const counted = await context.query<Counted>(select(parameters, context, last));
  const groups = groupBy(counted, (row) => row.segment);
  if (parameters.breakdown === undefined && groups.size === 0) groups.set(null, []);
  const rows = [...groups].map(([value, depths]): AnswerRow => {
    const counts = STAGES.map((_, stage) =>
      depths.reduce((sum, { depth, accounts }) => sum + (depth >= stage ? accounts : 0), 0),
    );
    return {
      segment: parameters.breakdown === undefined ? null : { [parameters.breakdown]: value },
      stages: STAGES.map((stage, index) => ({
        stage,
        count: counts[index]!,
        dropOff: index === 0 || counts[index - 1] === 0 ? null : 1 - counts[index]! / counts[index - 1]!,
      })),
    };
  });
  return { asOf: last, rows };
}

function select(parameters: Parameters, context: MetricContext, last: string): Sql {
  const { value, joined } = breakdownOf(parameters.breakdown, 'c.account', last);
  return withExpressions(
    expressionsOf(parameters, context, last),
    sql`SELECT ${value} AS segment, c.depth AS depth, count(*) AS accounts FROM depth_reached c ${joined}
      GROUP BY ${value}, c.depth ORDER BY CASE WHEN ${value} IS NULL THEN 1 ELSE 0 END, ${value}`,
  );
}

/** `depth_reached (account, depth)`: of each active customer the last stage, counted from 0. */
function expressionsOf(
  { addon, window: days, segment: segments }: Parameters,
  { catalog }: MetricContext,
  last: string,
): Expression[] {
  const { members } = findAddonSet(catalog, addon);
  const features = [...new Set(members.flatMap((id) => catalog.addons[id]!.features))];
  const count = (event: string) => raw(`sum(CASE WHEN d.name = '${event}' THEN 1 ELSE 0 END)`);
  return [
    dateExpression([last], catalog),
    populationExpression({ segments, segmentDay: last, acquiredBy: last }),
    CUSTOMERS_OF_POPULATION,
    ...usageExpressions({ catalog, members, window: days, activeWindow: days, from: last, to: last, days: [last] }),
    [
      'step_taken',
      sql`SELECT i.account AS account, CAST(${count(EVENTS.featureViewed)} AS BIGINT) AS viewed,
            CAST(${count(EVENTS.featureSetUp)} AS BIGINT) AS set_up,
            count(DISTINCT CASE WHEN d.name = ${raw(`'${EVENTS.featureUsed}'`)} THEN d.day END) AS days_used
          FROM daily d JOIN identity i ON i.identity = d.identity
          WHERE d.day > ${dateLiteral(addDays(last, -days))} AND d.day <= ${dateLiteral(last)} AND ${isMember('d.feature', features)}
          GROUP BY i.account`,
    ],
    ['attached', sql`SELECT DISTINCT account FROM (${usedAt()}) u`],
    [
      'depth_reached',
      sql`SELECT c.account AS account, CASE WHEN a.account IS NOT NULL THEN 5 WHEN s.days_used >= 2 THEN 4 WHEN s.days_used = 1 THEN 3
            WHEN s.set_up > 0 THEN 2 WHEN s.viewed > 0 THEN 1 ELSE 0 END AS depth
          FROM customer_at c JOIN (${activeAt()}) e ON e.account = c.account
          LEFT JOIN step_taken s ON s.account = c.account LEFT JOIN attached a ON a.account = c.account`,
    ],
  ];
}
