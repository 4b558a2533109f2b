/**
 * Takes a stretch of new events into the raw-identity tables. Everything here is a sum, a minimum or a
 * "latest by event time", so the order of arrival and the size of the stretches leave no trace.
 *
 * Leaves behind, for the later steps, the working table `fresh_identity` (new ones, and those whose first day moved), and
 * of `fresh_tie`, `fresh_joining`, `fresh_daily`, `fresh_trait`, `fresh_story` those that something arrived for: most
 * settlings take in a few events of one kind, and every statement has its price. Beside `fresh_daily` stand `merged_daily`, the
 * same rows with `was_known` where there was one already, and `active_before (identity, day)`: who had used anything on these days.
 */

import type { Catalog } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import { EVENT_TABLE, TRAIT_TABLE } from '../store/schema.ts';
import type { Transaction } from '../store/store.ts';
import { timeZoneOf } from './catalog-tables.ts';
import { parseTraits } from './parsed-traits.ts';
import { DAILY, DAILY_EVENTS, IDENTITY, JOINING, STORY, STORY_EVENTS, TIE, TRAIT_SET } from './raw-tables.ts';
import type { Stretch } from './stretch.ts';
import { columnNames, EVENT_ORDER_DESCENDING, nameList } from './table.ts';
import { daySql } from './zone.ts';

/** Which of the fresh tables hold something. */
export interface Arrived {
  identities: boolean;
  ties: boolean;
  joinings: boolean;
  story: boolean;
  daily: boolean;
  traits: boolean;
}

export async function takeIn(transaction: Transaction, catalog: Catalog, stretch: Stretch): Promise<Arrived> {
  const inStretch = `e.sequence > ${stretch.from} AND e.sequence <= ${stretch.to}`;
  const day = daySql('e.at', timeZoneOf(catalog), stretch);
  const firstDay = daySql('min(e.at)', timeZoneOf(catalog), stretch);
  const { identifyCalls, aliasCalls, groupCalls, storyEvents, dailyEvents } = stretch.amounts;
  const traitCalls = catalog.account === 'user' ? identifyCalls : groupCalls;
  const arrived: Arrived = {
    identities: await takeIdentities(transaction, inStretch, firstDay),
    ties: identifyCalls + aliasCalls > 0,
    joinings: groupCalls > 0,
    story: storyEvents > 0,
    daily: dailyEvents > 0,
    traits: traitCalls > 0,
  };
  if (arrived.ties) await takeTies(transaction, inStretch);
  if (arrived.joinings) await takeJoinings(transaction, inStretch);
  if (arrived.story) await takeStory(transaction, inStretch, day);
  if (arrived.daily) await takeDaily(transaction, inStretch, day);
  if (arrived.traits) await takeTraits(transaction, inStretch, day, catalog);
  return arrived;
}

const SAME_IDENTITY = `i.group_id = coalesce(e.group_id, '') AND i.user_id = coalesce(e.user_id, '')
  AND i.anonymous_id = coalesce(e.anonymous_id, '')`;

/** @returns whether any is new, or earlier than was known */
async function takeIdentities(transaction: Transaction, inStretch: string, firstDay: string): Promise<boolean> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE fresh_identity AS
    SELECT coalesce(i.identity, f.identity) AS identity, f.group_id AS group_id, f.user_id AS user_id,
      f.anonymous_id AS anonymous_id, f.first_day AS first_day,
      coalesce(i.account, '') AS account, coalesce(i.person, '') AS person,
      CASE WHEN i.identity IS NULL THEN 1 ELSE 0 END AS is_new
    FROM (
      SELECT min(e.sequence) AS identity, coalesce(e.group_id, '') AS group_id, coalesce(e.user_id, '') AS user_id,
        coalesce(e.anonymous_id, '') AS anonymous_id, ${firstDay} AS first_day
      FROM ${EVENT_TABLE} e WHERE ${inStretch}
      GROUP BY coalesce(e.group_id, ''), coalesce(e.user_id, ''), coalesce(e.anonymous_id, '')
    ) f LEFT JOIN ${IDENTITY.name} i
      ON i.group_id = f.group_id AND i.user_id = f.user_id AND i.anonymous_id = f.anonymous_id
    WHERE i.identity IS NULL OR f.first_day < i.first_day`);
  const [fresh] = await transaction.query<{ amount: number }>('SELECT count(*) AS amount FROM fresh_identity');
  if (!fresh?.amount) return false;
  await replaceRows(transaction, IDENTITY.name, 'identity', 'fresh_identity', columnNames(IDENTITY));
  return true;
}

async function takeTies(transaction: Transaction, inStretch: string): Promise<void> {
  const tied = `CASE WHEN e.type = 'alias' THEN coalesce(e.previous_id, e.anonymous_id) ELSE e.anonymous_id END`;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE tie_call AS
    SELECT ${tied} AS anonymous_id, e.user_id AS user_id, e.at AS happened_at, e.message_id AS message_id, e.key_space AS key_space
    FROM ${EVENT_TABLE} e
    WHERE ${inStretch} AND e.type IN ('identify', 'alias') AND e.user_id IS NOT NULL AND ${tied} IS NOT NULL`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE fresh_tie AS
    SELECT ${columnNames(TIE)} FROM (
      SELECT *, row_number() OVER (PARTITION BY anonymous_id ORDER BY ${EVENT_ORDER_DESCENDING}) AS place
      FROM (
        SELECT *, 0 AS is_known FROM tie_call
        UNION ALL
        SELECT ${columnNames(TIE)}, 1 AS is_known FROM ${TIE.name}
        WHERE anonymous_id IN (SELECT anonymous_id FROM tie_call)
      ) candidates
    ) ranked WHERE place = 1 AND is_known = 0`);
  await replaceRows(transaction, TIE.name, 'anonymous_id', 'fresh_tie', columnNames(TIE));
}

async function takeJoinings(transaction: Transaction, inStretch: string): Promise<void> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE group_call AS
    SELECT coalesce(e.user_id, '') AS user_id,
      CASE WHEN e.user_id IS NULL THEN coalesce(e.anonymous_id, '') ELSE '' END AS anonymous_id,
      e.group_id AS group_id, e.at AS happened_at, e.message_id AS message_id, e.key_space AS key_space
    FROM ${EVENT_TABLE} e
    WHERE ${inStretch} AND e.type = 'group' AND e.group_id IS NOT NULL
      AND (e.user_id IS NOT NULL OR e.anonymous_id IS NOT NULL)`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE fresh_joining AS
    SELECT ${columnNames(JOINING)} FROM (
      SELECT *, row_number() OVER (PARTITION BY user_id, anonymous_id ORDER BY ${EVENT_ORDER_DESCENDING}) AS place
      FROM (
        SELECT *, 0 AS is_known FROM group_call
        UNION ALL
        SELECT ${columnNames(JOINING)}, 1 AS is_known FROM ${JOINING.name}
        WHERE (user_id, anonymous_id) IN (SELECT user_id, anonymous_id FROM group_call)
      ) candidates
    ) ranked WHERE place = 1 AND is_known = 0`);
  await replaceRows(transaction, JOINING.name, '(user_id, anonymous_id)', 'fresh_joining', columnNames(JOINING));
}

async function takeStory(transaction: Transaction, inStretch: string, day: string): Promise<void> {
  const sources: Record<string, string> = { identity: 'i.identity', day, happened_at: 'e.at' };
  const named = STORY.columns.map(([column]) => `${sources[column] ?? `e.${column}`} AS ${column}`).join(', ');
  await transaction.run(`CREATE OR REPLACE TEMP TABLE fresh_story AS
    SELECT ${named} FROM ${EVENT_TABLE} e JOIN ${IDENTITY.name} i ON ${SAME_IDENTITY}
    WHERE ${inStretch} AND e.name IN (${nameList(STORY_EVENTS)})`);
  await transaction.run(`INSERT INTO ${STORY.name} SELECT ${columnNames(STORY)} FROM fresh_story`);
}

async function takeDaily(transaction: Transaction, inStretch: string, day: string): Promise<void> {
  await transaction.run(`CREATE OR REPLACE TEMP TABLE fresh_daily AS
    SELECT i.identity AS identity, c.name AS name, c.feature AS feature, c.day AS day, CAST(sum(c.counted) AS BIGINT) AS quantity
    FROM (
      SELECT coalesce(e.group_id, '') AS group_id, coalesce(e.user_id, '') AS user_id,
        coalesce(e.anonymous_id, '') AS anonymous_id, e.name AS name, coalesce(e.feature, '') AS feature, ${day} AS day,
        CAST(sum(coalesce(e.quantity, 1)) AS BIGINT) AS counted
      FROM ${EVENT_TABLE} e WHERE ${inStretch} AND e.name IN (${nameList(DAILY_EVENTS)})
      GROUP BY coalesce(e.group_id, ''), coalesce(e.user_id, ''), coalesce(e.anonymous_id, ''), e.name,
        coalesce(e.feature, ''), ${day}
    ) c JOIN ${IDENTITY.name} i
      ON i.group_id = c.group_id AND i.user_id = c.user_id AND i.anonymous_id = c.anonymous_id
    GROUP BY i.identity, c.name, c.feature, c.day`);
  const [range] = await transaction.query<{ low: string | null; high: string | null }>(
    'SELECT min(day) AS low, max(day) AS high FROM fresh_daily',
  );
  if (!range?.low) return;
  const key = 'identity, name, feature, day';
  const inRange = `day >= DATE '${range.low}' AND day <= DATE '${range.high}'`;
  await transaction.run(`CREATE OR REPLACE TEMP TABLE active_before AS
    SELECT DISTINCT identity, day FROM ${DAILY.name}
    WHERE name = '${EVENTS.featureUsed}' AND ${inRange} AND (identity, day) IN (SELECT identity, day FROM fresh_daily)`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE merged_daily AS
    SELECT ${key}, CAST(sum(counted) AS BIGINT) AS quantity, max(is_known) AS was_known FROM (
      SELECT ${key}, quantity AS counted, 0 AS is_known FROM fresh_daily
      UNION ALL
      SELECT ${key}, quantity AS counted, 1 AS is_known FROM ${DAILY.name}
      WHERE ${inRange} AND (${key}) IN (SELECT ${key} FROM fresh_daily)
    ) both_sides GROUP BY ${key}`);
  await transaction.run(`DELETE FROM ${DAILY.name} WHERE ${inRange} AND (${key}) IN (SELECT ${key} FROM fresh_daily)`);
  // By day, so that the few days a query asks for lie together.
  await transaction.run(`INSERT INTO ${DAILY.name} SELECT ${columnNames(DAILY)} FROM merged_daily ORDER BY day`);
}

async function takeTraits(transaction: Transaction, inStretch: string, day: string, catalog: Catalog): Promise<void> {
  const call = catalog.account === 'user' ? 'identify' : 'group';
  await transaction.run(`CREATE OR REPLACE TEMP TABLE fresh_trait AS
    SELECT i.identity AS identity, e.at AS happened_at, e.message_id AS message_id, e.key_space AS key_space, ${day} AS day,
      t.name AS name, t.value AS value
    FROM ${EVENT_TABLE} e JOIN ${TRAIT_TABLE} t ON t.sequence = e.sequence JOIN ${IDENTITY.name} i ON ${SAME_IDENTITY}
    WHERE ${inStretch} AND ${inStretch.replaceAll('e.', 't.')} AND e.type = '${call}'`);
  await transaction.run(`INSERT INTO ${TRAIT_SET.name} SELECT ${columnNames(TRAIT_SET)} FROM fresh_trait`);
  await parseTraits(transaction, timeZoneOf(catalog));
}

async function replaceRows(
  transaction: Transaction,
  table: string,
  key: string,
  source: string,
  columns: string,
): Promise<void> {
  await transaction.run(`DELETE FROM ${table} WHERE ${key} IN (SELECT ${key.replace(/[()]/g, '')} FROM ${source})`);
  await transaction.run(`INSERT INTO ${table} SELECT ${columns} FROM ${source}`);
}
