/**
 * Whose account tables must be made anew. Leaves behind `touched (account)`, `touched_feature (account, feature, from_day)` and
 * `touched_usage_all (account, from_day, bucket)`; the buckets bound how much is swept at once.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Transaction } from '../store/store.ts';
import type { Arrived } from './arrival.ts';
import { ADDON_FEATURE } from './catalog-tables.ts';
import { DAILY, IDENTITY } from './raw-tables.ts';
import { FEATURE_SPAN } from './recent-use.ts';
import { FAR_PAST } from './table.ts';

/** Daily rows swept by one statement. */
export const USAGE_BUCKET_ROWS = 2_000_000;

export interface Touched {
  who: 'everybody' | 'some' | 'nobody';
  /** How many buckets there are to sweep. */
  usageBuckets: number;
  /** Are there features of accounts, in `touched_feature`? Of everybody they are found bucket by bucket. */
  features: boolean;
}

export async function touchEverybody(transaction: Transaction): Promise<Touched> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched AS
    SELECT DISTINCT account FROM ${IDENTITY.name} WHERE account <> ''`);
  const [size] = await transaction.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${DAILY.name}`);
  const buckets = Math.ceil((size?.rows ?? 0) / USAGE_BUCKET_ROWS) || 1;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage_all AS
    SELECT account, ${FAR_PAST} AS from_day, (row_number() OVER (ORDER BY account) - 1) % ${buckets} AS bucket FROM touched`);
  return { who: 'everybody', usageBuckets: buckets, features: false };
}

/** `touched_feature`: every feature in `touched_use`, the uses of the accounts in `touched_usage`. */
export async function touchFeaturesOfBucket(transaction: Transaction): Promise<void> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_feature AS
    SELECT DISTINCT i.account AS account, u.feature AS feature, ${FAR_PAST} AS from_day
    FROM touched_use u JOIN ${IDENTITY.name} i ON i.identity = u.identity`);
}

/**
 * After `takeIn` and `resolve`, from the working tables they left. An identity that moved takes its whole past along;
 * a new one has none.
 * @param moved whether any identity did
 */
export async function touchFromArrival(transaction: Transaction, arrived: Arrived, moved: boolean): Promise<Touched> {
  const accounts = await touchAccounts(transaction, arrived, moved);
  const usage = await touchUsage(transaction, arrived, moved);
  const features = await touchFeatures(transaction, arrived, moved);
  return { who: accounts ? 'some' : 'nobody', usageBuckets: usage ? 1 : 0, features };
}

const MOVED = `
  SELECT identity, old_account AS account FROM moved_identity
  UNION ALL SELECT identity, account FROM moved_identity`;

/** @returns whether anything arrived that can touch one */
async function touchAccounts(transaction: Transaction, arrived: Arrived, moved: boolean): Promise<boolean> {
  const identities = [
    ...(arrived.identities ? ['fresh_identity'] : []),
    ...(arrived.story ? ['fresh_story'] : []),
    ...(arrived.traits ? ['fresh_trait'] : []),
  ].map((table) => `SELECT identity FROM ${table}`);
  const sources = [
    ...(moved ? [`SELECT account FROM (${MOVED}) m`] : []),
    ...(identities.length > 0
      ? [`SELECT i.account AS account FROM ${IDENTITY.name} i WHERE i.identity IN (${identities.join(' UNION ALL ')})`]
      : []),
  ];
  if (sources.length === 0) return false;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched AS
    SELECT DISTINCT account FROM (${sources.join(' UNION ALL ')}) accounts WHERE account <> ''`);
  return true;
}

/**
 * Who is known to have used something on a day changes nothing by using more of it, unless uses are counted.
 * @returns whether anything arrived that can touch it
 */
async function touchUsage(transaction: Transaction, arrived: Arrived, moved: boolean): Promise<boolean> {
  const sources = [
    ...(moved
      ? [
          `SELECT account, ${FAR_PAST} AS day FROM (${MOVED}) m
           WHERE identity NOT IN (SELECT identity FROM fresh_identity WHERE is_new = 1)`,
        ]
      : []),
    ...(arrived.daily
      ? [
          `SELECT i.account AS account, d.day AS day FROM fresh_daily d JOIN ${IDENTITY.name} i ON i.identity = d.identity
           LEFT JOIN active_before b ON b.identity = d.identity AND b.day = d.day
           WHERE d.name = '${EVENTS.featureUsed}'
             AND (b.identity IS NULL OR d.feature IN (SELECT feature FROM ${ADDON_FEATURE.name}))`,
        ]
      : []),
  ];
  if (sources.length === 0) return false;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage_all AS
    SELECT account, CASE WHEN min(day) < ${FAR_PAST} THEN ${FAR_PAST} ELSE min(day) END AS from_day, 0 AS bucket
    FROM (${sources.join(' UNION ALL ')}) accounts WHERE account <> '' GROUP BY account`);
  return await holdsAny(transaction, 'touched_usage_all');
}

/** `touched_feature (account, feature, from_day)`. @returns whether there are any */
async function touchFeatures(transaction: Transaction, arrived: Arrived, moved: boolean): Promise<boolean> {
  const ofMoved = `(SELECT DISTINCT account FROM (${MOVED}) m WHERE account <> '') m`;
  const sources = [
    ...(moved
      ? [
          `SELECT s.account AS account, s.feature AS feature, ${FAR_PAST} AS day FROM ${FEATURE_SPAN.name} s
           JOIN ${ofMoved} ON m.account = s.account`,
          `SELECT i.account AS account, d.feature AS feature, ${FAR_PAST} AS day FROM ${DAILY.name} d
           JOIN ${IDENTITY.name} i ON i.identity = d.identity JOIN ${ofMoved} ON m.account = i.account
           WHERE d.name = '${EVENTS.featureUsed}'`,
        ]
      : []),
    ...(arrived.daily
      ? [
          `SELECT i.account AS account, d.feature AS feature, d.day AS day FROM merged_daily d
           JOIN ${IDENTITY.name} i ON i.identity = d.identity
           WHERE d.name = '${EVENTS.featureUsed}' AND d.was_known = 0 AND i.account <> ''`,
        ]
      : []),
  ];
  if (sources.length === 0) return false;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_feature AS
    SELECT account, feature, CASE WHEN min(day) < ${FAR_PAST} THEN ${FAR_PAST} ELSE min(day) END AS from_day
    FROM (${sources.join(' UNION ALL ')}) pairs GROUP BY account, feature`);
  return await holdsAny(transaction, 'touched_feature');
}

async function holdsAny(transaction: Transaction, table: string): Promise<boolean> {
  const [size] = await transaction.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`);
  return (size?.rows ?? 0) > 0;
}
