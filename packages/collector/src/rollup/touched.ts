/**
 * Whose account tables must be made anew. Leaves behind `touched (account)` and
 * `touched_usage_all (account, from_day, bucket)`; the buckets bound how much is swept at once.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Transaction } from '../store/store.ts';
import type { Arrived } from './arrival.ts';
import { DAILY, IDENTITY } from './raw-tables.ts';
import { FAR_PAST } from './table.ts';

/** Daily rows swept by one statement. */
export const USAGE_BUCKET_ROWS = 2_000_000;

export interface Touched {
  who: 'everybody' | 'some' | 'nobody';
  /** How many buckets there are to sweep. */
  usageBuckets: number;
}

export async function touchEverybody(transaction: Transaction): Promise<Touched> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched AS
    SELECT DISTINCT account FROM ${IDENTITY.name} WHERE account <> ''`);
  const [size] = await transaction.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${DAILY.name}`);
  const buckets = Math.ceil((size?.rows ?? 0) / USAGE_BUCKET_ROWS) || 1;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage_all AS
    SELECT account, ${FAR_PAST} AS from_day, (row_number() OVER (ORDER BY account) - 1) % ${buckets} AS bucket FROM touched`);
  return { who: 'everybody', usageBuckets: buckets };
}

/**
 * After `takeIn` and `resolve`, from the working tables they left. An identity that moved takes its whole past along;
 * a new one has none.
 * @param moved whether any identity did
 */
export async function touchFromArrival(transaction: Transaction, arrived: Arrived, moved: boolean): Promise<Touched> {
  const accounts = await touchAccounts(transaction, arrived, moved);
  const usage = await touchUsage(transaction, arrived, moved);
  return { who: accounts ? 'some' : 'nobody', usageBuckets: usage ? 1 : 0 };
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

/** @returns whether anything arrived that can touch it */
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
           WHERE d.name = '${EVENTS.featureUsed}'`,
        ]
      : []),
  ];
  if (sources.length === 0) return false;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage_all AS
    SELECT account, CASE WHEN min(day) < ${FAR_PAST} THEN ${FAR_PAST} ELSE min(day) END AS from_day, 0 AS bucket
    FROM (${sources.join(' UNION ALL ')}) accounts WHERE account <> '' GROUP BY account`);
  const [size] = await transaction.query<{ accounts: number }>('SELECT count(*) AS accounts FROM touched_usage_all');
  return (size?.accounts ?? 0) > 0;
}
