/** Which stored events are a person's, or an account's, by the rules the metrics use. */
import type { Store, Transaction } from '../store/store.ts';

export type ErasedKind = 'user' | 'account';

/** The anonymous ids whose latest `identify` or `alias` of the whole log ties them to this user. */
export async function tiedAnonymousIds(store: Store, user: string): Promise<string[]> {
  const rows = await store.query<{ tied: string }>(
    `WITH tie AS (
       SELECT CASE WHEN type = 'alias' THEN previous_id ELSE anonymous_id END AS tied, user_id, "at", message_id, key_space
       FROM event WHERE type IN ('identify', 'alias') AND user_id IS NOT NULL
     ), ranked AS (
       SELECT tied, user_id, row_number() OVER (PARTITION BY tied ORDER BY "at" DESC, message_id DESC, key_space DESC) AS rank
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
 * Besides what names the account: what belongs to it only because it is the latest that its user, or the user its
 * anonymous id is tied to, was grouped into. Left alone, that would move to the account the user was in before.
 */
const OF_ACCOUNT = `WITH tie AS (
    SELECT tied, user_id FROM (
      SELECT tied, user_id, row_number() OVER (PARTITION BY tied ORDER BY "at" DESC, message_id DESC, key_space DESC) AS place
      FROM (
        SELECT CASE WHEN type = 'alias' THEN previous_id ELSE anonymous_id END AS tied, user_id, "at", message_id, key_space
        FROM event WHERE type IN ('identify', 'alias') AND user_id IS NOT NULL
      ) ties WHERE tied IS NOT NULL
    ) ranked WHERE place = 1
  ), owned AS (
    SELECT e.sequence AS sequence, e.type AS type, e.group_id AS group_id, e."at" AS "at", e.message_id AS message_id,
      e.key_space AS key_space, coalesce(e.user_id, t.user_id, e.anonymous_id) AS who
    FROM event e LEFT JOIN tie t ON t.tied = e.anonymous_id
  ), grouped AS (
    SELECT who, group_id, row_number() OVER (PARTITION BY who ORDER BY "at" DESC, message_id DESC, key_space DESC) AS place
    FROM owned WHERE type = 'group' AND who IS NOT NULL
  )
  SELECT sequence FROM owned
  WHERE group_id = $id OR (group_id IS NULL AND who IN (SELECT who FROM grouped WHERE place = 1 AND group_id = $id))`;
