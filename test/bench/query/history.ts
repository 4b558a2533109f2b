/**
 * A year of 20,000 accounts, as rows of the raw tables: a few accounts use much and most use little, some features
 * are everyday and some are rare, and usage grows. Made by SQL, since ten million messages over HTTP would measure that.
 */

import type { Store } from '../../../packages/collector/src/store/store.ts';
import type { Catalog } from '../../../packages/sdk/src/catalog.ts';

export const ACCOUNTS = 20_000;
export const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000_000;
const START = Date.parse('2025-11-21T00:00:00Z') * 1000;
const SPAN = NOW_MS * 1000 - START;

const ADDONS = ['analytics', 'copilot', 'automation', 'security', 'writer', 'integrations'] as const;
const BASE_FEATURES = Array.from({ length: 12 }, (_, index) => `base_${index}`);
const featuresOf = (addon: string) => [0, 1, 2].map((index) => `${addon}_${index}`);
/** Everyday ones first: a draw near 0 is the most frequent. */
const FEATURES = [...BASE_FEATURES, ...ADDONS.flatMap(featuresOf)];

export const BENCH_CATALOG: Catalog = {
  version: 'bench',
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  product: { id: 'core', name: 'Core', features: BASE_FEATURES },
  addons: Object.fromEntries(
    ADDONS.map((id, index) => [
      id,
      {
        name: id,
        kind: index % 2 === 1 ? ('ai' as const) : ('addon' as const),
        line: index < 3 ? 'Insights' : 'Platform',
        features: featuresOf(id),
        attached: { uses: 3 + index, days: 2, window: 28 },
        includedIn: index === 3 ? ['enterprise'] : [],
        launchedAt: '2025-12-01',
      },
    ]),
  ),
  targets: { copilot: { rate: 0.4, by: '2027-12-31' } },
};

/** A number in 0…1 that looks random, from a row's number `n`. */
const draw = (salt: number) => `((hash(n * 31 + ${salt}) % 1000003) / 1000003.0)`;
const list = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
const pick = (names: readonly string[], share: string) =>
  `(${list(names)})[1 + CAST(floor(${share} * ${names.length}) AS INTEGER)]`;
const dayOf = (at: string) => `CAST(make_timestamp(${at} + 3600000000) AS DATE)`;

interface Rows {
  count: number;
  /** SQL by column; the others are NULL. */
  columns: Record<string, string>;
}

async function insert(store: Store, first: number, { count, columns }: Rows): Promise<number> {
  const given: Record<string, string> = {
    sequence: `${first} + n`,
    key_space: "'server'",
    message_id: `'${first}-' || n`,
    type: "'track'",
    received_name: columns.name ?? 'NULL',
    arrived_at: columns.at!,
    day: dayOf(columns.at!),
    ...columns,
  };
  const names = Object.keys(given);
  await store.transaction((transaction) =>
    transaction.run(`INSERT INTO event (${names.map((name) => `"${name}"`).join(', ')})
      SELECT ${names.map((name) => given[name]).join(', ')} FROM (SELECT range AS n FROM range(${count})) numbers`),
  );
  return first + count;
}

const ACCOUNT = "('account-' || (n % 20000))";
const YEARLY = (salt: number) => `CAST(${START} + ${draw(salt)} * ${SPAN} AS BIGINT)`;
/** Most accounts were there before the year; the others come in the course of it. */
const ACQUIRED = `CAST(${START} + greatest(0, ${draw(1)} * 1.6 - 0.6) * ${SPAN * 0.95} AS BIGINT)`;

/** @param usageEvents how many `Feature Used`; everything else stays the same. @returns events in all */
export async function writeHistory(
  store: Store,
  usageEvents: number,
  onProgress: (events: number) => void = () => {},
): Promise<number> {
  let next = 1;
  next = await writeGroups(store, next);
  next = await writeCommerce(store, next);
  next = await writePrompts(store, next);
  const atOnce = 5_000_000;
  for (let done = 0; done < usageEvents; done += atOnce) {
    next = await writeUsage(store, next, done, Math.min(atOnce, usageEvents - done), usageEvents);
    onProgress(next - 1);
  }
  return next - 1;
}

async function writeGroups(store: Store, first: number): Promise<number> {
  const columns = { type: "'group'", at: ACQUIRED, group_id: ACCOUNT, user_id: `${ACCOUNT} || '-0'` };
  const next = await insert(store, first, { count: ACCOUNTS, columns });
  const traits: [string, string][] = [
    ['name', "'Account ' || n"],
    ['plan', pick(['starter', 'pro', 'pro', 'enterprise'], draw(2))],
    ['industry', pick(['retail', 'health', 'finance', 'media', 'public', 'other'], draw(3))],
    ['healthScore', `CAST(CAST(${draw(4)} * 100 AS INTEGER) AS VARCHAR)`],
    ['renewalAt', `CAST(CAST('2026-12-01' AS DATE) + CAST(${draw(5)} * 360 AS INTEGER) AS VARCHAR)`],
  ];
  for (const [name, value] of traits) {
    await store.transaction((transaction) =>
      transaction.run(
        `INSERT INTO trait SELECT ${first} + n, '${name}', ${value} FROM (SELECT range AS n FROM range(${ACCOUNTS})) numbers`,
      ),
    );
  }
  return next;
}

async function writeCommerce(store: Store, first: number): Promise<number> {
  const plan = pick(['starter', 'pro', 'pro', 'enterprise'], draw(2));
  const mrr = `CAST(2000 + ${draw(6)} * 80000 AS BIGINT)`;
  let next = await insert(store, first, {
    count: ACCOUNTS,
    columns: {
      name: "'Subscription Started'",
      at: `${ACQUIRED} + 1000`,
      group_id: ACCOUNT,
      plan,
      mrr_cents: mrr,
      seats: `CAST(1 + ${draw(7)} * 50 AS BIGINT)`,
    },
  });
  next = await insert(store, next, {
    count: ACCOUNTS * 2,
    columns: {
      name: "'Subscription Updated'",
      at: `least(${ACQUIRED} + CAST(${draw(8)} * ${SPAN} AS BIGINT), ${NOW_MS * 1000})`,
      group_id: ACCOUNT,
      plan,
      mrr_cents: mrr,
      seats: `CAST(1 + ${draw(9)} * 60 AS BIGINT)`,
    },
  });
  next = await insert(store, next, {
    count: ACCOUNTS * 2,
    columns: {
      name: "'Add-on Purchased'",
      at: YEARLY(10),
      group_id: ACCOUNT,
      addon: pick(ADDONS, `pow(${draw(11)}, 1.5)`),
      mrr_cents: '4900',
      quantity: `CAST(1 + ${draw(12)} * 20 AS BIGINT)`,
      bundle: `CASE WHEN ${draw(13)} < 0.2 THEN 'growth' END`,
    },
  });
  next = await insert(store, next, {
    count: ACCOUNTS / 4,
    columns: {
      name: "'Add-on Cancelled'",
      at: YEARLY(14),
      group_id: `('account-' || (n * 7 % 20000))`,
      addon: pick(ADDONS, draw(15)),
    },
  });
  next = await insert(store, next, {
    count: ACCOUNTS,
    columns: { name: "'Trial Started'", at: YEARLY(16), group_id: ACCOUNT, addon: pick(ADDONS, draw(17)) },
  });
  return await insert(store, next, {
    count: ACCOUNTS / 10,
    columns: { name: "'Subscription Cancelled'", at: YEARLY(18), group_id: `('account-' || (n * 11 % 20000))` },
  });
}

async function writePrompts(store: Store, first: number): Promise<number> {
  const names = [
    'Prompt Triggered',
    'Prompt Shown',
    'Prompt Shown',
    'Prompt Clicked',
    'Prompt Dismissed',
    'Limit Reached',
    'Feature Gated',
    'Feedback Given',
  ];
  return await insert(store, first, {
    count: ACCOUNTS * 12,
    columns: {
      ...{
        name: pick(names, draw(19)),
        at: YEARLY(20),
        group_id: ACCOUNT,
        addon: pick(ADDONS, draw(21)),
        prompt: pick(['p1', 'p2', 'p3', 'p4'], draw(22)),
      },
      ...{
        arm: `CASE WHEN hash(${ACCOUNT}) % 5 = 0 THEN 'control' ELSE 'treated' END`,
        trigger: pick(['limit', 'milestone'], draw(23)),
        variant: pick(['A', 'B'], draw(24)),
      },
      ...{ kind: "'nps'", score: `CAST(${draw(25)} * 10 AS BIGINT)` },
    },
  });
}

/** Uses that come together: one user's session, mostly the same few features over and over. */
const SESSION = 10;

/** In order of time, as events arrive. A few accounts have most of the use; the biggest ones many users. */
async function writeUsage(store: Store, first: number, offset: number, count: number, total: number): Promise<number> {
  const session = `CAST(floor((${offset} + n) / ${SESSION}) AS BIGINT)`;
  const drawn = (salt: number) => `((hash(${session} * 31 + ${salt}) % 1000003) / 1000003.0)`;
  const account = `CAST(floor(${ACCOUNTS} * pow(${drawn(26)}, 2.2)) AS INTEGER)`;
  const user = `CAST(floor(pow(${drawn(28)}, 2) * (1 + 30 * pow(1 - ${account} / ${ACCOUNTS}.0, 3))) AS INTEGER)`;
  // Each user has four features of its own liking, drawn from those that most like.
  const liking = `((hash(${account} * 1000 + ${user} * 4 + CAST(floor(4 * pow(${draw(29)}, 2)) AS INTEGER)) % 1000003) / 1000003.0)`;
  const at = `CAST(${START} + pow((${offset} + n) / ${total}.0, 0.8) * ${SPAN - DAY} + ${drawn(27)} * ${DAY} AS BIGINT) + n % ${SESSION} * 1000000`;
  return await insert(store, first, {
    count,
    columns: {
      name: "'Feature Used'",
      at,
      group_id: `('account-' || ${account})`,
      user_id: `('account-' || ${account} || '-' || ${user})`,
      feature: pick(FEATURES, `pow(${liking}, 1.7)`),
      quantity: '1',
    },
  });
}
