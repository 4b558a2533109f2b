/** The add-on that an account should see next, and why. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import { addDays } from './days.ts';
import { groupBy } from './group-by.ts';
import type { MetricContext } from './metric.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression } from './state/population.ts';
import { dateExpression, type Expression, heldAt, includedAt, withExpressions } from './state/state.ts';

export const NEXT_BEST_TEXT = `nextBest: of the launched add-ons that the account does not own, the one with the highest expected
share: the share of customers that purchased it × the highest lift (at least 1) that a product the account purchased gives it × the
highest lift (at least 1) that a feature the account used in 28 days gives it; at most 1. Lift: the share that purchased it among
customers with that product, or with that use, ÷ the share among all customers; it is told only where at least 5 customers have
product or use, and never from the add-on's own features. Ties go in the catalog's order; null where nothing is left to own.`;

const WINDOW_DAYS = 28;
/** Fewer customers tell nothing about a lift. */
const SUPPORT_MIN = 5;
/** Longer lists of accounts are cheaper to read whole than to name. */
const NAMED_MAX = 500;

/** Reasons in words, the strongest kind first. */
export type NextBest = { addon: string; reasons: string[] };

/** By account; accounts that own everything are absent. */
export async function nextBestOf(
  accounts: readonly string[],
  context: MetricContext,
  asOf: string,
): Promise<Map<string, NextBest>> {
  const candidates = Object.entries(context.catalog.addons)
    .filter(([, { launchedAt }]) => launchedAt === undefined || launchedAt <= asOf)
    .map(([id]) => id);
  const best = new Map<string, NextBest>();
  if (accounts.length === 0 || candidates.length === 0) return best;
  const lifts = await readLifts(context, asOf);
  const lives = await readLives(accounts, context, asOf);
  for (const account of accounts) {
    const life = lives.get(account) ?? [];
    const has = (kind: string) => new Set(life.filter((one) => one.kind === kind).map(({ what }) => what));
    const chosen = choose(
      { owned: has('owned'), purchased: has('purchased'), used: has('used') },
      candidates,
      lifts,
      context,
    );
    if (chosen) best.set(account, chosen);
  }
  return best;
}

interface Life {
  owned: Set<string>;
  purchased: Set<string>;
  used: Set<string>;
}

function choose(
  life: Life,
  candidates: readonly string[],
  lifts: Lifts,
  { catalog }: MetricContext,
): NextBest | undefined {
  let best: (NextBest & { expectedShare: number }) | undefined;
  for (const addon of candidates.filter((id) => !life.owned.has(id))) {
    const product = highest(life.purchased, (id) => lifts.ofProduct(id, addon));
    const adjacent = [...life.used].filter((feature) => !catalog.addons[addon]!.features.includes(feature));
    const feature = highest(adjacent, (id) => lifts.ofFeature(id, addon));
    const rate = lifts.rateOf(addon);
    const expectedShare = Math.min(1, rate * Math.max(1, product?.lift ?? 1) * Math.max(1, feature?.lift ?? 1));
    if (best && best.expectedShare >= expectedShare) continue;
    best = { addon, expectedShare, reasons: reasonsFor(catalog.addons, rate, product, feature) };
  }
  return best && { addon: best.addon, reasons: best.reasons };
}

type Lift = { of: string; lift: number };

function highest(ids: Iterable<string>, liftOf: (id: string) => number): Lift | undefined {
  let best: Lift | undefined;
  for (const of of [...ids].sort()) {
    const lift = liftOf(of);
    if (lift > (best?.lift ?? 1)) best = { of, lift };
  }
  return best;
}

function reasonsFor(
  addons: MetricContext['catalog']['addons'],
  rate: number,
  product: Lift | undefined,
  feature: Lift | undefined,
): string[] {
  const times = (lift: number) => `${lift.toFixed(1)} times as common among customers`;
  return [
    ...(product ? [`${times(product.lift)} with ${addons[product.of]?.name ?? product.of}`] : []),
    ...(feature ? [`${times(feature.lift)} that use ${feature.of}`] : []),
    `${(100 * rate).toFixed(1)} % of customers have it`,
  ];
}

interface Lifts {
  rateOf(addon: string): number;
  ofProduct(product: string, addon: string): number;
  ofFeature(feature: string, addon: string): number;
}

interface Count {
  kind: string;
  what: string;
  addon: string;
  customers: number;
  [column: string]: string | number;
}

async function readLifts(context: MetricContext, asOf: string): Promise<Lifts> {
  const counts = await context.query<Count>(withExpressions(lives(context, asOf), COUNTS));
  const byKey = new Map(
    counts.map(({ kind, what, addon, customers }) => [JSON.stringify([kind, what, addon]), customers]),
  );
  const count = (kind: string, what: string, addon: string) => byKey.get(JSON.stringify([kind, what, addon])) ?? 0;
  const all = count('all', '', '');
  const rateOf = (addon: string) => (all === 0 ? 0 : count('purchased', addon, '') / all);
  const liftOf = (kind: string) => (what: string, addon: string) => {
    const having = count(kind, what, '');
    if (having < SUPPORT_MIN || rateOf(addon) === 0) return 1;
    return count(`${kind}+`, what, addon) / having / rateOf(addon);
  };
  return { rateOf, ofProduct: liftOf('purchased'), ofFeature: liftOf('used') };
}

/** `purchased (account, addon)` and `used (account, feature)`, of customers. */
function lives(context: MetricContext, asOf: string, among: Sql = sql`1 = 1`): Expression[] {
  const addons = Object.keys(context.catalog.addons);
  return [
    dateExpression([asOf], context.catalog),
    populationExpression({ segmentDay: asOf, acquiredBy: asOf }),
    CUSTOMERS_OF_POPULATION,
    [
      'purchased',
      sql`SELECT DISTINCT h.account AS account, h.addon AS addon FROM (${heldAt(addons)}) h JOIN customer_at c ON c.account = h.account`,
    ],
    ['owned', sql`SELECT account, addon FROM purchased UNION SELECT account, addon FROM (${includedAt(addons)}) i`],
    [
      'used',
      sql`SELECT DISTINCT i.account AS account, d.feature AS feature
        FROM daily d JOIN identity i ON i.identity = d.identity JOIN customer_at c ON c.account = i.account
        WHERE d.name = ${raw(`'${EVENTS.featureUsed}'`)} AND d.day <= ${dateLiteral(asOf)}
          AND d.day > ${dateLiteral(addDays(asOf, -WINDOW_DAYS))} AND ${among}`,
    ],
  ];
}

const COUNTS = sql`SELECT 'all' AS kind, '' AS what, '' AS addon, count(*) AS customers FROM customer_at
  UNION ALL SELECT 'purchased' AS kind, addon AS what, '' AS addon, count(*) AS customers FROM purchased GROUP BY addon
  UNION ALL SELECT 'used' AS kind, feature AS what, '' AS addon, count(*) AS customers FROM used GROUP BY feature
  UNION ALL SELECT 'purchased+' AS kind, a.addon AS what, b.addon AS addon, count(*) AS customers
    FROM purchased a JOIN purchased b ON b.account = a.account WHERE a.addon <> b.addon GROUP BY a.addon, b.addon
  UNION ALL SELECT 'used+' AS kind, u.feature AS what, b.addon AS addon, count(*) AS customers
    FROM used u JOIN purchased b ON b.account = u.account GROUP BY u.feature, b.addon`;

type Lived = { account: string; kind: string; what: string };

async function readLives(
  accounts: readonly string[],
  context: MetricContext,
  asOf: string,
): Promise<Map<string, Lived[]>> {
  const named: Sql = accounts.length > NAMED_MAX ? sql`1 = 1` : sql`account IN (${join(accounts)})`;
  const among: Sql = accounts.length > NAMED_MAX ? sql`1 = 1` : sql`i.account IN (${join(accounts)})`;
  const rows = await context.query<Lived>(
    withExpressions(
      lives(context, asOf, among),
      sql`SELECT account, 'owned' AS kind, addon AS what FROM owned WHERE ${named}
        UNION ALL SELECT account, 'purchased' AS kind, addon AS what FROM purchased WHERE ${named}
        UNION ALL SELECT account, 'used' AS kind, feature AS what FROM used WHERE ${named}`,
    ),
  );
  return groupBy(rows, ({ account }) => account);
}
