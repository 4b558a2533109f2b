/** The add-on that an account should see next, and why. */
import { raw, type Sql, sql } from '../rollup/sql.ts';
import { inSlices } from './in-slices.ts';
import type { MetricContext } from './metric.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression } from './state/population.ts';
import { dateExpression, heldAt, includedAt, isMember } from './state/state.ts';

export const NEXT_BEST_TEXT = `nextBest: of the launched add-ons that the account does not own, the one with the highest expected
share: the share of customers that purchased it × the highest lift (at least 1) that a product the account purchased gives it × the
highest lift (at least 1) that a feature the account used in 28 days gives it; at most 1. Lift: the share that purchased it among
customers with that product, or with that use, ÷ the share among all customers; it is told only where at least 5 customers have
product or use, and never from the add-on's own features. Ties go in the catalog's order; null where nothing is left to own.`;

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
  const told = await context.query<Told>(selectTold(accounts, context, asOf));
  const chances = chancesOf(candidates, told, context);
  const lives = await readLives(told);
  await inSlices(accounts, (account) => {
    const chosen = choose(lives.get(account) ?? NO_LIFE, chances, context);
    if (chosen) best.set(account, chosen);
  });
  return best;
}

/** A count of customers, or, where `account` is set, what is known of that one. */
interface Told {
  account: string;
  kind: string;
  what: string;
  addon: string;
  customers: number;
  [column: string]: string | number;
}

interface Life {
  owned: Set<string>;
  purchased: Set<string>;
  used: Set<string>;
}

const NO_LIFE: Life = { owned: new Set(), purchased: new Set(), used: new Set() };

/** What speaks for an add-on. */
interface Chance {
  addon: string;
  rate: number;
  /** Only those above 1, the highest first. */
  productLifts: Lift[];
  featureLifts: Lift[];
}

type Lift = { of: string; lift: number };

function choose(life: Life, chances: readonly Chance[], { catalog }: MetricContext): NextBest | undefined {
  let best:
    | { chance: Chance; expectedShare: number; product?: Lift | undefined; feature?: Lift | undefined }
    | undefined;
  for (const chance of chances) {
    if (life.owned.has(chance.addon)) continue;
    const product = chance.productLifts.find(({ of }) => life.purchased.has(of));
    const feature = chance.featureLifts.find(({ of }) => life.used.has(of));
    const expectedShare = Math.min(1, chance.rate * (product?.lift ?? 1) * (feature?.lift ?? 1));
    if (best && best.expectedShare >= expectedShare) continue;
    best = { chance, expectedShare, product, feature };
  }
  if (!best) return undefined;
  const { chance, product, feature } = best;
  return { addon: chance.addon, reasons: reasonsFor(catalog.addons, chance.rate, product, feature) };
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

function chancesOf(candidates: readonly string[], told: readonly Told[], { catalog }: MetricContext): Chance[] {
  const counts = told.filter(({ account }) => account === '');
  const byKey = new Map(
    counts.map(({ kind, what, addon, customers }) => [JSON.stringify([kind, what, addon]), customers]),
  );
  const count = (kind: string, what: string, addon: string) => byKey.get(JSON.stringify([kind, what, addon])) ?? 0;
  const all = count('all', '', '');
  return candidates.map((addon) => {
    const rate = all === 0 ? 0 : count('purchased', addon, '') / all;
    const own = catalog.addons[addon]!.features;
    const liftsOf = (of: 'purchased' | 'used'): Lift[] =>
      counts
        .filter(({ kind, customers }) => kind === of && customers >= SUPPORT_MIN && rate > 0)
        .map(({ what, customers }) => ({ of: what, lift: count(`${of}+`, what, addon) / customers / rate }))
        .filter(({ lift }) => lift > 1)
        .sort((a, b) => b.lift - a.lift || (a.of < b.of ? -1 : 1));
    const featureLifts = liftsOf('used').filter(({ of }) => !own.includes(of));
    return { addon, rate, productLifts: liftsOf('purchased'), featureLifts };
  });
}

async function readLives(told: readonly Told[]): Promise<Map<string, Life>> {
  const lives = new Map<string, Life>();
  await inSlices(told, ({ account, kind, what }) => {
    if (account === '') return;
    const life = lives.get(account) ?? { owned: new Set(), purchased: new Set(), used: new Set() };
    lives.set(account, life);
    life[kind as keyof Life].add(what);
  });
  return lives;
}

/** Counts and accounts in one: what was used is searched for once. */
function selectTold(accounts: readonly string[], context: MetricContext, asOf: string): Sql {
  const named = accounts.length > NAMED_MAX ? sql`1 = 1` : isMember('account', accounts);
  const known = (kind: string, what: string, table: string) =>
    sql`SELECT account, ${raw(`'${kind}'`)} AS kind, ${raw(what)} AS what, '' AS addon, 0 AS customers FROM ${raw(table)} WHERE ${named}`;
  return withExpressions(
    lives(context, asOf),
    sql`${COUNTS} UNION ALL ${known('owned', 'addon', 'owned')}
      UNION ALL ${known('purchased', 'addon', 'purchased')} UNION ALL ${known('used', 'feature', 'used')}`,
  );
}

/** `purchased (account, addon)`, `owned` and `used (account, feature)`, of customers. */
function lives(context: MetricContext, asOf: string): Expression[] {
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
      sql`SELECT s.account AS account, s.feature AS feature FROM feature_span s JOIN customer_at c ON c.account = s.account
        WHERE s.day <= c.day AND c.day < s.until_day`,
    ],
  ];
}

const COUNTS = sql`SELECT '' AS account, 'all' AS kind, '' AS what, '' AS addon, count(*) AS customers FROM customer_at
  UNION ALL SELECT '' AS account, 'purchased' AS kind, addon AS what, '' AS addon, count(*) AS customers FROM purchased GROUP BY addon
  UNION ALL SELECT '' AS account, 'used' AS kind, feature AS what, '' AS addon, count(*) AS customers FROM used GROUP BY feature
  UNION ALL SELECT '' AS account, 'purchased+' AS kind, a.addon AS what, b.addon AS addon, count(*) AS customers
    FROM purchased a JOIN purchased b ON b.account = a.account WHERE a.addon <> b.addon GROUP BY a.addon, b.addon
  UNION ALL SELECT '' AS account, 'used+' AS kind, u.feature AS what, b.addon AS addon, count(*) AS customers
    FROM used u JOIN purchased b ON b.account = u.account GROUP BY u.feature, b.addon`;
