/** Exact sets of products, for `pairs`: an account's add-ons as whole numbers, a bit each, that every engine can group by. */
import { dateLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import type { AnswerRow, MetricContext } from './metric.ts';
import { quotient } from './quotient.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { heldAt } from './state/state.ts';

/** A double holds whole numbers of so many bits. */
const BITS = 52;

export interface ProductSet {
  /** Ids, sorted, the base product's among them. */
  products: string[];
  accounts: number;
  medianDays: number | null;
  totalCents: number;
}

/** Of the customers at `asOf`. @param expressions with `date`, `customer_at`, `total_at`, `population`, `first_purchase` */
export async function readProductSets(
  context: MetricContext,
  expressions: readonly Expression[],
  asOf: string,
): Promise<ProductSet[]> {
  const addons = Object.keys(context.catalog.addons);
  const rows = await context.query(
    withExpressions([...expressions, productSetExpression(addons, asOf)], grouped(masksOf(addons))),
  );
  return rows.map((row) => ({
    products: [context.catalog.product.id, ...addons.filter((_, index) => hasBit(row, index))].sort(compareBytes),
    accounts: Number(row.accounts),
    medianDays: quotient(Number(row.middle_sum), Number(row.middles)),
    totalCents: Number(row.total_cents),
  }));
}

/** `product_set (account, mask0 …, addons, days, total_cents)`: a row each customer; how many add-ons it has, and which. */
export function productSetExpression(addons: readonly string[], asOf: string): Expression {
  return ['product_set', productSets(addons, masksOf(addons), asOf)];
}

/** Condition on `product_set`: the base product and exactly these add-ons. */
export function isExactly(wanted: readonly string[], addons: readonly string[]): Sql {
  const bitsOf = (mask: number) =>
    wanted
      .map((id) => addons.indexOf(id))
      .filter((index) => Math.floor(index / BITS) === mask)
      .reduce((sum, index) => sum + 2 ** (index % BITS), 0);
  return join(
    masksOf(addons).map((name, mask) => raw(`${name} = ${bitsOf(mask)}`)),
    ' AND ',
  );
}

function masksOf(addons: readonly string[]): string[] {
  return Array.from({ length: Math.max(1, Math.ceil(addons.length / BITS)) }, (_, index) => `mask${index}`);
}

function hasBit(row: Record<string, unknown>, index: number): boolean {
  const mask = BigInt(Number(row[`mask${Math.floor(index / BITS)}`]));
  return ((mask >> BigInt(index % BITS)) & 1n) === 1n;
}

/** `(account, mask0 …, addons, days, total_cents)`; days from acquired to the last member's first purchase, at least 0. */
function productSets(addons: readonly string[], masks: readonly string[], asOf: string): Sql {
  const bit = (mask: number) => {
    const cases = addons
      .map((id, index) => ({ id, index }))
      .filter(({ index }) => Math.floor(index / BITS) === mask)
      .map(({ id, index }) => sql`WHEN h.addon = ${id} THEN ${raw(String(2 ** (index % BITS)))}`);
    return cases.length === 0 ? sql`0` : sql`CASE ${join(cases, ' ')} ELSE 0 END`;
  };
  const sums = masks.map((name, mask) => sql`CAST(coalesce(sum(${bit(mask)}), 0) AS BIGINT) AS ${raw(name)}`);
  return sql`SELECT t.account AS account, ${join(sums)}, count(h.addon) AS addons, min(t.total_cents) AS total_cents,
      CASE WHEN max(f.day) > min(p.acquired) THEN max(f.day) - min(p.acquired) ELSE 0 END AS days
    FROM total_at t JOIN population p ON p.account = t.account
    LEFT JOIN (${heldAt(addons)}) h ON h.account = t.account AND h.day = t.day
    LEFT JOIN first_purchase f ON f.account = h.account AND f.addon = h.addon
    WHERE t.day = ${dateLiteral(asOf)} GROUP BY t.account`;
}

function grouped(masks: readonly string[]): Sql {
  const columns = raw(masks.join(', '));
  return sql`SELECT ${columns}, max(total) AS accounts, CAST(sum(set_cents) AS BIGINT) AS total_cents,
      CAST(sum(CASE WHEN 2 * place IN (total, total + 1, total + 2) THEN days ELSE 0 END) AS BIGINT) AS middle_sum,
      CAST(sum(CASE WHEN 2 * place IN (total, total + 1, total + 2) THEN 1 ELSE 0 END) AS BIGINT) AS middles
    FROM (
      SELECT ${columns}, days, total_cents AS set_cents, row_number() OVER (PARTITION BY ${columns} ORDER BY days) AS place,
        count(*) OVER (PARTITION BY ${columns}) AS total
      FROM product_set
    ) ranked GROUP BY ${columns}`;
}

/** Customers with at least 1, 2, 3 … products, up to the most that anyone has. */
export function breadthOf(sets: readonly ProductSet[]): AnswerRow[] {
  const customers = sets.reduce((sum, { accounts }) => sum + accounts, 0);
  const most = Math.max(0, ...sets.map(({ products }) => products.length));
  return Array.from({ length: most }, (_, index) => {
    const accounts = sets.reduce((sum, set) => sum + (set.products.length > index ? set.accounts : 0), 0);
    return { products: index + 1, accounts, share: quotient(accounts, customers) };
  });
}

/** Sets of two and more, most accounts first, then by ids. */
export function combosOf(sets: readonly ProductSet[]): AnswerRow[] {
  return sets
    .filter(({ products }) => products.length >= 2)
    .sort((a, b) => b.accounts - a.accounts || compareLists(a.products, b.products))
    .map(({ products, accounts, medianDays, totalCents }) => {
      return { products, accounts, medianDays, arpa: quotient(totalCents, 100 * accounts) };
    });
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareBytes(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** From here on the order of UTF-16 may be another than that of the bytes. */
const BEYOND_ORDER = /[\ud800-\uffff]/;

/** Ids sort as their bytes do, as in the engines. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  if (!BEYOND_ORDER.test(a) && !BEYOND_ORDER.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
