import { dateLiteral, integerLiteral, join, raw, sql } from '../rollup/sql.ts';
import type { AccountList, Metric, MetricContext } from './metric.ts';
import { asOf, segment } from './parameters.ts';
import { rowUnknown } from './question-refused.ts';
import { quotient } from './quotient.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { monthsAfter } from './state/months-after.ts';
import { populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { isMember } from './state/state.ts';

interface Parameters {
  asOf?: string;
  ages: number[];
  segment?: Segment[];
}

interface Key {
  age: number;
}

const AGE = { type: 'integer', minimum: 0, maximum: 600 } as const;

export const progression: Metric<Parameters, Key> = {
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
      items: AGE,
      minItems: 1,
      maxItems: 60,
      default: [0, 6, 12, 18, 24],
      description: 'Months since acquired, separated by commas.',
    },
    segment,
  }),
  answer,
  columns: () => ['age', 'accounts', 'single', 'twoPlus', 'threePlus', 'churned'],
  lists: {
    columns: {
      accounts: { text: 'Every account that has reached the age; products: how many it had then.' },
      single: { text: 'Those with exactly one product at that age.' },
      twoPlus: { text: 'Those with at least two products at that age.' },
      threePlus: { text: 'Those with at least three products at that age.' },
      churned: { text: 'Those with no product at that age.' },
    },
    key: () => ({ age: { ...AGE, description: 'The age of the row, in months.' } }),
    find: ({ age, ...asked }, column, context): AccountList => {
      if (!asked.ages.includes(age)) throw rowUnknown('age', age, asked.ages);
      return {
        day: asked.asOf ?? context.today,
        expressions: expressionsOf({ ...asked, ages: [age] }, context),
        accounts: sql`SELECT account, products FROM product_count WHERE ${raw(PRODUCTS[column as keyof typeof PRODUCTS])}`,
        beside: ['products'],
      };
    },
  },
};

const PRODUCTS = {
  accounts: '1 = 1',
  single: 'products = 1',
  twoPlus: 'products >= 2',
  threePlus: 'products >= 3',
  churned: 'products = 0',
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

/** `product_count (account, age, products)`: 0 for who is no customer at that age. */
function expressionsOf({ asOf: given, ages, segment: segments }: Parameters, context: MetricContext): Expression[] {
  const last = given ?? context.today;
  const addons = Object.keys(context.catalog.addons);
  const atAge = ages.map(
    (age) => sql`SELECT account, ${integerLiteral(age)} AS age, ${monthsAfter('acquired', age)} AS day FROM population`,
  );
  return [
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
  ];
}

async function answer(parameters: Parameters, context: MetricContext) {
  const distinct = [...new Set(parameters.ages)];
  const count = (column: keyof typeof PRODUCTS) =>
    raw(`CAST(sum(CASE WHEN ${PRODUCTS[column]} THEN 1 ELSE 0 END) AS BIGINT)`);
  const found = await context.query<Counted>(
    withExpressions(
      expressionsOf({ ...parameters, ages: distinct }, context),
      sql`SELECT age, count(*) AS accounts, ${count('single')} AS single, ${count('twoPlus')} AS two,
          ${count('threePlus')} AS three, ${count('churned')} AS none
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
  return { asOf: parameters.asOf ?? context.today, rows };
}
