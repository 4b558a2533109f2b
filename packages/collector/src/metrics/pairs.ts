import { integerLiteral, sql } from '../rollup/sql.ts';
import type { AccountList, AnswerRow, Metric, MetricContext, ParameterSchema } from './metric.ts';
import { asOf, segment } from './parameters.ts';
import { breadthOf, combosOf, isExactly, productSetExpression, readProductSets } from './product-sets.ts';
import { rowUnknown } from './question-refused.ts';
import { quotient } from './quotient.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { FIRST_PURCHASE } from './state/first-attach.ts';
import { middlesOf } from './state/middle.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, TOTAL_AT } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, heldAt } from './state/state.ts';

interface Parameters {
  asOf?: string;
  segment?: Segment[];
}

/** `from` and `to` name a pair; `products` a row of breadth, by their number, or of combos, by their ids. */
interface Key {
  from: string;
  to: string;
  products: string;
}

export const pairs: Metric<Parameters, Key> = {
  name: 'pairs',
  title: 'Product pairs',
  text: `For every ordered pair of the base product or an add-on (from) and another add-on (to), at "asOf": customers that purchased
"from" (every customer has the base product), how many of them purchased "to" as well, and their ratio. medianDays: from first
having "from" (base: the acquired day) to the first purchase of "to", over those who had "from" first or on the same day.
arpaWith and arpaWithout: mean total MRR of those with both and of the rest; arpaLift: with / without − 1; arpaLiftElsewhere: the
same after taking the MRR of "to" itself out. breadth: customers with at least so many products, base included. combos: exact
sets of two and more products.`,
  example: '1,000 customers, 650 of them with marketing too: core → marketing 650 / 1,000 = 0.65.',
  parameters: () => ({ asOf, segment }),
  answer,
  columns: () => [
    ...['from', 'to', 'owners', 'both', 'rate', 'medianDays', 'arpaWith', 'arpaWithout'],
    ...['arpaLift', 'arpaLiftElsewhere'],
  ],
  lists: {
    columns: {
      owners: { text: 'The customers that purchased "from".', key: ['from', 'to'] },
      both: { text: 'The customers that purchased "from" and "to".', key: ['from', 'to'] },
      breadth: { text: 'The customers with at least so many products.', key: ['products'] },
      combos: { text: 'The customers with exactly this set of products.', key: ['products'] },
    },
    key: keySchemas,
    find,
  },
};

function keySchemas({ catalog }: MetricContext): Record<string, ParameterSchema> {
  const addons = Object.keys(catalog.addons);
  return {
    from: { type: 'string', enum: [catalog.product.id, ...addons], description: 'The first product of the pair.' },
    to: { type: 'string', enum: addons, description: 'The add-on of the pair.' },
    products: {
      type: 'string',
      maxLength: 65_536,
      description: 'The products of the row: of breadth their number, of combos their ids, separated by commas.',
    },
  };
}

function find({ from, to, products, ...asked }: Parameters & Key, column: string, context: MetricContext): AccountList {
  const day = asked.asOf ?? context.today;
  const { product, addons: known } = context.catalog;
  const addons = Object.keys(known);
  const expressions = expressionsOf(asked, context);
  if (column === 'breadth' || column === 'combos') {
    return {
      day,
      expressions: [...expressions, productSetExpression(addons, day)],
      accounts: sql`SELECT account FROM product_set WHERE ${
        column === 'breadth'
          ? sql`addons + 1 >= ${integerLiteral(readBreadth(products, addons.length + 1))}`
          : isExactly(readCombo(products, product.id, addons), addons)
      }`,
    };
  }
  if (from === to)
    throw rowUnknown(
      'to',
      to,
      addons.filter((id) => id !== from),
    );
  const having = [...expressions, ownedProduct(product.id, addons)];
  if (column === 'owners') {
    return { day, expressions: having, accounts: sql`SELECT account FROM owned_product WHERE product = ${from}` };
  }
  const both = sql`SELECT account FROM pair_of WHERE from_product = ${from} AND to_product = ${to}`;
  return { day, expressions: [...having, pairExpressions(product.id)[0]!], accounts: both };
}

function readBreadth(text: string, most: number): number {
  const breadths = Array.from({ length: most }, (_, index) => String(index + 1));
  if (!breadths.includes(text)) throw rowUnknown('products', text, breadths);
  return Number(text);
}

/** Add-ons of a set; every customer has the base product. */
function readCombo(text: string, base: string, addons: readonly string[]): string[] {
  const wanted = [...new Set(text.split(','))];
  const stranger = wanted.find((id) => id !== base && !addons.includes(id));
  if (stranger !== undefined) throw rowUnknown('products', stranger, [base, ...addons]);
  return wanted.filter((id) => id !== base);
}

/** Customers that have both. */
interface Pair {
  from_product: string;
  to_product: string;
  accounts: number;
  cents: number;
  own_cents: number;
  middle_sum: number | null;
  middles: number | null;
  [column: string]: string | number | null;
}

/** Customers that have a product, and their total MRR. */
interface Owners {
  product: string;
  accounts: number;
  cents: number;
  [column: string]: string | number;
}

function expressionsOf({ asOf: given, segment: segments }: Parameters, context: MetricContext): Expression[] {
  const last = given ?? context.today;
  return [
    dateExpression([last], context.catalog),
    populationExpression({ segments, segmentDay: last, acquiredBy: last }),
    CUSTOMERS_OF_POPULATION,
    TOTAL_AT,
    FIRST_PURCHASE,
  ];
}

async function answer(parameters: Parameters, context: MetricContext) {
  const last = parameters.asOf ?? context.today;
  const expressions = expressionsOf(parameters, context);
  const base = context.catalog.product.id;
  const addons = Object.keys(context.catalog.addons);
  const having = [...expressions, ownedProduct(base, addons)];
  const [owners, found] = await Promise.all([
    context.query<Owners>(withExpressions(having, OWNERS)),
    context.query<Pair>(withExpressions([...having, ...pairExpressions(base)], PAIRS)),
  ]);
  const byProduct = new Map(owners.map((one) => [one.product, one]));
  const byPair = new Map(found.map((pair) => [JSON.stringify([pair.from_product, pair.to_product]), pair]));
  const rows = [base, ...addons].flatMap((from) =>
    addons
      .filter((to) => to !== from)
      .map((to) => toRow(from, to, byProduct.get(from), byPair.get(JSON.stringify([from, to])))),
  );
  const sets = await readProductSets(context, expressions, last);
  return { asOf: last, rows, breadth: breadthOf(sets), combos: combosOf(sets) };
}

function toRow(from: string, to: string, all: Owners | undefined, pair: Pair | undefined): AnswerRow {
  const owners = all?.accounts ?? 0;
  const both = pair?.accounts ?? 0;
  const rest = owners - both;
  const cents_with = pair?.cents ?? 0;
  const own_cents = pair?.own_cents ?? 0;
  const cents_without = (all?.cents ?? 0) - cents_with;
  const lift = (cents: number) => {
    const share = both === 0 ? null : quotient(cents * rest, both * cents_without);
    return share === null ? null : share - 1;
  };
  return {
    ...{ from, to, owners, both, rate: quotient(both, owners) },
    medianDays: quotient(pair?.middle_sum ?? 0, pair?.middles ?? 0),
    arpaWith: quotient(cents_with, 100 * both),
    arpaWithout: quotient(cents_without, 100 * rest),
    arpaLift: lift(cents_with),
    arpaLiftElsewhere: lift(cents_with - own_cents),
  };
}

/** `owned_product`: what each customer has, since when, for how much of its total. */
function ownedProduct(base: string, addons: readonly string[]): Expression {
  return [
    'owned_product',
    sql`SELECT t.account AS account, ${base} AS product, p.acquired AS since, 0 AS own_cents, t.total_cents AS total_cents
      FROM total_at t JOIN population p ON p.account = t.account
      UNION ALL
      SELECT h.account AS account, h.addon AS product, f.day AS since, h.mrr_cents AS own_cents, t.total_cents AS total_cents
      FROM (${heldAt(addons)}) h JOIN total_at t ON t.account = h.account
      JOIN first_purchase f ON f.account = h.account AND f.addon = h.addon`,
  ];
}

const OWNERS = sql`SELECT product, count(*) AS accounts, CAST(sum(total_cents) AS BIGINT) AS cents FROM owned_product GROUP BY product`;

/** `pair_of`: every account in every pair that it has both of. */
function pairExpressions(base: string): Expression[] {
  return [
    [
      'pair_of',
      sql`SELECT a.account AS account, a.product AS from_product, b.product AS to_product, a.total_cents AS total_cents, b.own_cents AS own_cents,
          b.since - a.since AS waited
        FROM owned_product a JOIN owned_product b ON b.account = a.account
        WHERE a.product <> b.product AND b.product <> ${base}`,
    ],
    [
      'waiting',
      middlesOf(sql`SELECT from_product, to_product, waited AS measured FROM pair_of WHERE waited >= 0`, [
        'from_product',
        'to_product',
      ]),
    ],
  ];
}

const PAIRS = sql`SELECT p.from_product AS from_product, p.to_product AS to_product, p.accounts AS accounts, p.cents AS cents,
    p.taken_cents AS own_cents, w.middle_sum AS middle_sum, w.middles AS middles
  FROM (
    SELECT from_product, to_product, count(*) AS accounts, CAST(sum(total_cents) AS BIGINT) AS cents,
      CAST(sum(own_cents) AS BIGINT) AS taken_cents
    FROM pair_of GROUP BY from_product, to_product
  ) p LEFT JOIN waiting w ON w.from_product = p.from_product AND w.to_product = p.to_product`;
