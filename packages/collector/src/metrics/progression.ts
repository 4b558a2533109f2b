import { dateLiteral, integerLiteral, join, sql } from '../rollup/sql.ts';
import type { Metric, MetricContext } from './metric.ts';
import { asOf, segment } from './parameters.ts';
import { quotient } from './quotient.ts';
import { monthsAfter } from './state/months-after.ts';
import { populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { isMember, withExpressions } from './state/state.ts';

interface Parameters {
  asOf?: string;
  ages: number[];
  segment?: Segment[];
}

export const progression: Metric<Parameters> = {
  name: 'progression',
  title: 'Progression',
  text: `How many products accounts have at each age. For each age in months: over accounts whose acquired day + age (clamped to the
month's end) is not after "asOf", their state at that day. single, twoPlus, threePlus and churned: shares with exactly one, at
least two, at least three and no products, the base product counted. single, twoPlus and churned sum to 1.`,
  example: 'Of 100 accounts 12 months old, 55 have the base product alone, 30 more, 15 left: 0.55 + 0.30 + 0.15.',
  parameters: () => ({
    asOf,
    ages: {
      type: 'array',
      items: { type: 'integer', minimum: 0, maximum: 600 },
      minItems: 1,
      maxItems: 60,
      default: [0, 6, 12, 18, 24],
      description: 'Months since acquired, separated by commas.',
    },
    segment,
  }),
  answer,
  columns: () => ['age', 'accounts', 'single', 'twoPlus', 'threePlus', 'churned'],
};

interface Counted {
  age: number;
  accounts: number;
  single: number;
  two: number;
  three: number;
  none: number;
  [column: string]: number;
}

async function answer({ asOf: given, ages, segment: segments }: Parameters, context: MetricContext) {
  const last = given ?? context.today;
  const addons = Object.keys(context.catalog.addons);
  const distinct = [...new Set(ages)];
  const atAge = distinct.map(
    (age) => sql`SELECT account, ${integerLiteral(age)} AS age, ${monthsAfter('acquired', age)} AS day FROM population`,
  );
  const found = await context.query<Counted>(
    withExpressions(
      [
        populationExpression({ segments, segmentDay: last, acquiredBy: last, subscribedIn: context.catalog }),
        [
          'old_enough',
          sql`SELECT account, age, day FROM (${join(atAge, ' UNION ALL ')}) o WHERE day <= ${dateLiteral(last)}`,
        ],
        [
          'owned',
          sql`SELECT o.account AS account, o.age AS age, count(h.addon) AS addons
            FROM old_enough o JOIN holding h ON h.account = o.account
            WHERE h.day <= o.day AND o.day < h.until_day AND ${isMember('h.addon', addons)} GROUP BY o.account, o.age`,
        ],
        [
          'product_count',
          sql`SELECT o.account AS account, o.age AS age, CASE WHEN c.account IS NULL THEN 0 ELSE 1 + coalesce(w.addons, 0) END AS products
            FROM old_enough o
            LEFT JOIN customer c ON c.account = o.account AND c.day <= o.day AND o.day < c.until_day
            LEFT JOIN owned w ON w.account = o.account AND w.age = o.age`,
        ],
      ],
      sql`SELECT age, count(*) AS accounts, CAST(sum(CASE WHEN products = 1 THEN 1 ELSE 0 END) AS BIGINT) AS single,
          CAST(sum(CASE WHEN products >= 2 THEN 1 ELSE 0 END) AS BIGINT) AS two,
          CAST(sum(CASE WHEN products >= 3 THEN 1 ELSE 0 END) AS BIGINT) AS three,
          CAST(sum(CASE WHEN products = 0 THEN 1 ELSE 0 END) AS BIGINT) AS none
        FROM product_count GROUP BY age`,
    ),
  );
  const byAge = new Map(found.map((counted) => [counted.age, counted]));
  const rows = distinct.map((age) => {
    const { accounts, single, two, three, none } = byAge.get(age) ?? {
      accounts: 0,
      single: 0,
      two: 0,
      three: 0,
      none: 0,
    };
    return {
      ...{ age, accounts, single: quotient(single, accounts), twoPlus: quotient(two, accounts) },
      ...{ threePlus: quotient(three, accounts), churned: quotient(none, accounts) },
    };
  });
  return { asOf: last, rows };
}
