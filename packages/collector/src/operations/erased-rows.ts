/** Which stored events are a person's, or an account's, by the rules the metrics use. */
import type { Store, Transaction } from '../store/store.ts';

export type ErasedKind = 'user' | 'account';

/** The anonymous ids whose latest `identify` or `alias` of the whole log ties them to this user. */
export async function tiedAnonymousIds(store: Store, user: string): Promise<string[]> {
  const rows = await store.query<{ tied: string }>(
    `WITH tie AS (
       SELECT CASE WHEN type = 'alias' THEN previous_id ELSE anonymous_id END AS tied, user_id, "at", message_id
       FROM event WHERE type IN ('identify', 'alias') AND user_id IS NOT NULL
     ), ranked AS (
       SELECT tied, user_id, row_number() OVER (PARTITION BY tied ORDER BY "at" DESC, message_id DESC) AS rank
       FROM tie WHERE tied IN (SELECT tied FROM tie WHERE user_id = $user AND tied IS NOT NULL)
     )
     SELECT tied FROM ranked WHERE rank = 1 AND user_id = $user AND tied <> $user`,
    { user },
  );
  return rows.map(({ tied }) => tied);
}

/** Fills `target` (a table with the one column `sequence`). @param ids the user's and its anonymous ones, or the account's */
export async function claimedEvents(
  transaction: Transaction,
  kind: ErasedKind,
  ids: string[],
  target: string,
): Promise<void> {
  for (const id of ids) {
    await transaction.run(`INSERT INTO ${target} ${kind === 'user' ? OF_USER : OF_ACCOUNT}`, { id });
  }
}

const OF_USER = `SELECT sequence FROM event
  WHERE user_id = $id OR previous_id = $id OR (user_id IS NULL AND anonymous_id = $id)`;

/**
 * Besides what names the account: what belongs to it only because it is the latest that its user was grouped
 * into. Left alone, that would move to the account the user was in before.
 */
const OF_ACCOUNT = `WITH grouped AS (
    SELECT coalesce(user_id, anonymous_id) AS who, group_id,
      row_number() OVER (PARTITION BY coalesce(user_id, anonymous_id) ORDER BY "at" DESC, message_id DESC) AS rank
    FROM event WHERE type = 'group'
  )
  SELECT sequence FROM event
  WHERE group_id = $id OR (group_id IS NULL AND coalesce(user_id, anonymous_id) IN
    (SELECT who FROM grouped WHERE rank = 1 AND group_id = $id))`;
