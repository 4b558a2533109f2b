import { join, type Sql, sql } from '../rollup/sql.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { asOf, segment } from './parameters.ts';
import { breadthOf, combosOf, readProductSets } from './product-sets.ts';
import { quotient } from './quotient.ts';
import { FIRST_PURCHASE } from './state/first-attach.ts';
import { middlesOf } from './state/middle.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, TOTAL_AT } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, type Expression, heldAt, withExpressions } from './state/state.ts';

interface Parameters {
  asOf?: string;
  segment?: Segment[];
}

export const pairs: Metric<Parameters> = {
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
};

interface Pair {
  from_product: string;
  to_product: string;
  owners: number;
  both: number;
  cents_with: number;
  own_cents: number;
  cents_without: number;
  middle_sum: number | null;
  middles: number | null;
  [column: string]: string | number | null;
}

async function answer(parameters: Parameters, context: MetricContext) {
  const last = parameters.asOf ?? context.today;
  const expressions: Expression[] = [
    dateExpression([last], context.catalog),
    populationExpression({ segments: parameters.segment, segmentDay: last, acquiredBy: last }),
    CUSTOMERS_OF_POPULATION,
    TOTAL_AT,
    FIRST_PURCHASE,
  ];
  const base = context.catalog.product.id;
  const addons = Object.keys(context.catalog.addons);
  const found = await context.query<Pair>(withExpressions([...expressions, ...pairExpressions(base, addons)], PAIRS));
  const byPair = new Map(found.map((pair) => [JSON.stringify([pair.from_product, pair.to_product]), pair]));
  const rows = [base, ...addons].flatMap((from) =>
    addons.filter((to) => to !== from).map((to) => toRow(from, to, byPair.get(JSON.stringify([from, to])))),
  );
  const sets = await readProductSets(context, expressions, last);
  return { asOf: last, rows, breadth: breadthOf(sets), combos: combosOf(sets) };
}

function toRow(from: string, to: string, pair: Pair | undefined): AnswerRow {
  const { owners, both, cents_with, own_cents, cents_without } = pair ?? {
    ...{ owners: 0, both: 0, cents_with: 0, own_cents: 0, cents_without: 0 },
  };
  const rest = owners - both;
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

/** `owned_product`: what each customer has, since when, for how much. `pair_of`: every account in every pair it is in. */
function pairExpressions(base: string, addons: readonly string[]): Expression[] {
  const targets: Sql =
    addons.length === 0
      ? sql`SELECT '' AS product WHERE 1 = 0`
      : join(
          addons.map((id) => sql`SELECT ${id} AS product`),
          ' UNION ALL ',
        );
  return [
    [
      'owned_product',
      sql`SELECT t.account AS account, ${base} AS product, p.acquired AS since, 0 AS own_cents
        FROM total_at t JOIN population p ON p.account = t.account
        UNION ALL
        SELECT h.account AS account, h.addon AS product, f.day AS since, h.mrr_cents AS own_cents
        FROM (${heldAt(addons)}) h JOIN total_at t ON t.account = h.account
        JOIN first_purchase f ON f.account = h.account AND f.addon = h.addon`,
    ],
    ['target', targets],
    [
      'pair_of',
      sql`SELECT a.product AS from_product, g.product AS to_product, a.account AS account, t.total_cents AS total_cents,
          CASE WHEN b.account IS NULL THEN 0 ELSE 1 END AS has_both, coalesce(b.own_cents, 0) AS own_cents,
          b.since - a.since AS waited
        FROM owned_product a CROSS JOIN target g JOIN total_at t ON t.account = a.account
        LEFT JOIN owned_product b ON b.account = a.account AND b.product = g.product
        WHERE a.product <> g.product`,
    ],
    [
      'waiting',
      middlesOf(
        sql`SELECT from_product, to_product, waited AS measured FROM pair_of WHERE has_both = 1 AND waited >= 0`,
        ['from_product', 'to_product'],
      ),
    ],
  ];
}

const PAIRS = sql`SELECT p.from_product AS from_product, p.to_product AS to_product, p.owners AS owners, p.both AS both,
    p.cents_with AS cents_with, p.taken_cents AS own_cents, p.cents_without AS cents_without, w.middle_sum AS middle_sum, w.middles AS middles
  FROM (
    SELECT from_product, to_product, count(*) AS owners, CAST(sum(has_both) AS BIGINT) AS both,
      CAST(sum(CASE WHEN has_both = 1 THEN total_cents ELSE 0 END) AS BIGINT) AS cents_with,
      CAST(sum(own_cents) AS BIGINT) AS taken_cents,
      CAST(sum(CASE WHEN has_both = 0 THEN total_cents ELSE 0 END) AS BIGINT) AS cents_without
    FROM pair_of GROUP BY from_product, to_product
  ) p LEFT JOIN waiting w ON w.from_product = p.from_product AND w.to_product = p.to_product`;
