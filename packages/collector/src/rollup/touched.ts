/**
 * Whose account tables must be made anew. Leaves behind `touched (account)` and
 * `touched_usage_all (account, from_day, bucket)`; the buckets bound how much is swept at once.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Transaction } from '../store/store.ts';
import { DAILY, IDENTITY } from './raw-tables.ts';
import { FAR_PAST } from './table.ts';

/** Daily rows swept by one statement. */
export const USAGE_BUCKET_ROWS = 2_000_000;

export async function touchEverybody(transaction: Transaction): Promise<void> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched AS
    SELECT DISTINCT account FROM ${IDENTITY.name} WHERE account <> ''`);
  const [size] = await transaction.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${DAILY.name}`);
  const buckets = Math.ceil((size?.rows ?? 0) / USAGE_BUCKET_ROWS) || 1;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage_all AS
    SELECT account, ${FAR_PAST} AS from_day, (row_number() OVER (ORDER BY account) - 1) % ${buckets} AS bucket FROM touched`);
}

/**
 * After `takeIn` and `resolve`, from the working tables they left. An identity that moved takes its whole past along;
 * a new one has none.
 */
export async function touchFromArrival(transaction: Transaction): Promise<void> {
  const moved = `
    SELECT identity, old_account AS account FROM moved_identity
    UNION ALL SELECT identity, account FROM moved_identity`;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched AS
    SELECT DISTINCT account FROM (
      SELECT account FROM (${moved}) m
      UNION ALL
      SELECT i.account AS account FROM ${IDENTITY.name} i WHERE i.identity IN (
        SELECT identity FROM fresh_identity
        UNION ALL SELECT identity FROM fresh_story
        UNION ALL SELECT identity FROM fresh_trait
      )
    ) accounts WHERE account <> ''`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage_all AS
    SELECT account, CASE WHEN min(day) < ${FAR_PAST} THEN ${FAR_PAST} ELSE min(day) END AS from_day, 0 AS bucket FROM (
      SELECT account, ${FAR_PAST} AS day FROM (${moved}) m WHERE identity NOT IN (SELECT identity FROM fresh_identity WHERE is_new = 1)
      UNION ALL
      SELECT i.account AS account, d.day AS day FROM fresh_daily d JOIN ${IDENTITY.name} i ON i.identity = d.identity
      WHERE d.name = '${EVENTS.featureUsed}'
    ) accounts WHERE account <> '' GROUP BY account`);
}
