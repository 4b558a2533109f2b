/**
 * Whom each identity means: a user by the latest tie of the whole log, an account by the user's latest
 * `group` call of the whole log. Only identities that a new call can have moved are looked at.
 *
 * Leaves behind `moved_identity (identity, old_account, account)` where any moved.
 */
import type { Transaction } from '../store/store.ts';
import type { Arrived } from './arrival.ts';
import { IDENTITY, JOINING, TIE } from './raw-tables.ts';
import { columnNames, EVENT_ORDER_DESCENDING, type Table } from './table.ts';

/** @returns whether any identity moved */
export async function resolve(transaction: Transaction, account: 'group' | 'user', arrived: Arrived): Promise<boolean> {
  if (!arrived.identities && !arrived.ties && !arrived.joinings) return false;
  if (!arrived.ties) await makeEmpty(transaction, 'fresh_tie', TIE);
  if (!arrived.joinings) await makeEmpty(transaction, 'fresh_joining', JOINING);
  await findAffected(transaction);
  const membership = account === 'group' ? await findMemberships(transaction) : '';
  const ownAccount =
    account === 'group'
      ? `CASE WHEN p.group_id <> '' THEN p.group_id WHEN p.person = '' THEN '' ELSE coalesce(m.group_id, '') END`
      : "CASE WHEN p.is_known = 1 THEN p.person ELSE '' END";
  await transaction.run(`CREATE OR REPLACE TEMP TABLE resolved AS
    SELECT p.identity AS identity, p.group_id AS group_id, p.user_id AS user_id, p.anonymous_id AS anonymous_id,
      p.first_day AS first_day, ${ownAccount} AS account, p.person AS person, p.old_account AS old_account, p.old_person AS old_person
    FROM (
      SELECT i.identity AS identity, i.group_id AS group_id, i.user_id AS user_id, i.anonymous_id AS anonymous_id,
        i.first_day AS first_day, i.account AS old_account, i.person AS old_person,
        CASE WHEN i.user_id <> '' THEN i.user_id ELSE coalesce(t.user_id, i.anonymous_id) END AS person,
        CASE WHEN i.user_id <> '' OR t.user_id IS NOT NULL THEN 1 ELSE 0 END AS is_known
      FROM ${IDENTITY.name} i LEFT JOIN ${TIE.name} t ON i.user_id = '' AND t.anonymous_id = i.anonymous_id
      WHERE i.identity IN (SELECT identity FROM fresh_identity)
        OR (i.user_id = '' AND i.anonymous_id IN (SELECT anonymous_id FROM fresh_tie))
        OR i.person IN (SELECT person FROM affected_person)
    ) p ${membership}`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE moved_identity AS
    SELECT identity, old_account, account FROM resolved
    WHERE old_account <> account OR old_person <> person`);
  const [moved] = await transaction.query<{ amount: number }>('SELECT count(*) AS amount FROM moved_identity');
  if (!moved?.amount) return false;
  await transaction.run(`DELETE FROM ${IDENTITY.name} WHERE identity IN (SELECT identity FROM moved_identity)`);
  await transaction.run(`INSERT INTO ${IDENTITY.name} SELECT ${columnNames(IDENTITY)} FROM resolved
    WHERE identity IN (SELECT identity FROM moved_identity)`);
  return true;
}

async function makeEmpty(transaction: Transaction, name: string, like: Table): Promise<void> {
  await transaction.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${columnNames(like)} FROM ${like.name} WHERE 1 = 0`,
  );
}

/** Persons whose membership can have changed: their own new `group` calls, or an anonymous id that came or went. */
async function findAffected(transaction: Transaction): Promise<void> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE affected_person AS
    SELECT DISTINCT person FROM (
      SELECT CASE WHEN j.user_id <> '' THEN j.user_id ELSE coalesce(t.user_id, j.anonymous_id) END AS person
      FROM fresh_joining j LEFT JOIN ${TIE.name} t ON j.user_id = '' AND t.anonymous_id = j.anonymous_id
      UNION ALL
      SELECT user_id AS person FROM fresh_tie
      UNION ALL
      SELECT i.person AS person FROM ${IDENTITY.name} i
      WHERE i.user_id = '' AND i.anonymous_id IN (SELECT anonymous_id FROM fresh_tie)
      UNION ALL
      SELECT CASE WHEN f.user_id <> '' THEN f.user_id ELSE coalesce(t.user_id, f.anonymous_id) END AS person
      FROM fresh_identity f LEFT JOIN ${TIE.name} t ON f.user_id = '' AND t.anonymous_id = f.anonymous_id
    ) all_persons WHERE person <> ''`);
}

async function findMemberships(transaction: Transaction): Promise<string> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE membership AS
    SELECT person, group_id FROM (
      SELECT person, group_id, row_number() OVER (PARTITION BY person ORDER BY ${EVENT_ORDER_DESCENDING}) AS place
      FROM (
        SELECT CASE WHEN j.user_id <> '' THEN j.user_id ELSE coalesce(t.user_id, j.anonymous_id) END AS person,
          j.group_id AS group_id, j.happened_at AS happened_at, j.message_id AS message_id, j.key_space AS key_space
        FROM ${JOINING.name} j LEFT JOIN ${TIE.name} t ON j.user_id = '' AND t.anonymous_id = j.anonymous_id
      ) calls WHERE person IN (SELECT person FROM affected_person)
    ) ranked WHERE place = 1`);
  return 'LEFT JOIN membership m ON m.person = p.person';
}
