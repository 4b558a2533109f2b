/**
 * What the last days hold of an account's use, whoever used it: which features, and on how many days. Questions about one
 * day read a few rows of each account here, however many events it has.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Transaction } from '../store/store.ts';
import { joinSwept } from './joined-spans.ts';
import { DAILY, IDENTITY } from './raw-tables.ts';
import { columnNames, type Table } from './table.ts';

/** How many days count as the last ones; "active" is kept for them too, whatever the catalog says. */
export const RECENT_DAYS = 28;

/** Spans of days at whose close an account has used a feature in the last {@link RECENT_DAYS}. */
export const FEATURE_SPAN: Table = {
  name: 'feature_span',
  columns: [
    ['account', 'VARCHAR'],
    ['feature', 'VARCHAR'],
    ['day', 'DATE'],
    ['until_day', 'DATE'],
  ],
};

/** Every day on which an account used anything. */
export const ACTIVE_DAY: Table = {
  name: 'active_day',
  columns: [
    ['account', 'VARCHAR'],
    ['day', 'DATE'],
  ],
};

export const RECENT_USE_TABLES: readonly Table[] = [FEATURE_SPAN, ACTIVE_DAY];

/** For the accounts in the working table `touched_usage (account, from_day)`; reads their uses from `touched_use`. */
export async function renewActiveDays(transaction: Transaction): Promise<void> {
  const { name } = ACTIVE_DAY;
  // Compared with each account's own day only in the next step: days alone would tempt a planner to compare all with all.
  await transaction.run(`CREATE OR REPLACE TEMP TABLE used_day AS
    SELECT i.account AS account, a.from_day AS from_day, d.day AS day
    FROM touched_use d JOIN ${IDENTITY.name} i ON i.identity = d.identity JOIN touched_usage a ON a.account = i.account
    GROUP BY i.account, a.from_day, d.day`);
  await transaction.run(`DELETE FROM ${name} WHERE (account, day) IN (
    SELECT a.account, a.day FROM ${name} a JOIN touched_usage t ON t.account = a.account WHERE a.day >= t.from_day)`);
  await transaction.run(`INSERT INTO ${name} SELECT account, day FROM used_day WHERE day >= from_day ORDER BY day`);
}

const USES_SINCE = `(SELECT identity, feature, day FROM ${DAILY.name} WHERE name = '${EVENTS.featureUsed}'
  AND day > (SELECT min(from_day) FROM touched_feature) - ${RECENT_DAYS})`;

/**
 * For the pairs in the working table `touched_feature (account, feature, from_day)`. Uses that follow one another within the days
 * make one span; one that began before `from_day` comes clipped.
 * @param uses relation with their uses, those of others too; default: all that can matter
 */
export async function renewFeatureSpans(transaction: Transaction, uses = USES_SINCE): Promise<void> {
  // Whose uses they are comes first: features are few, and would tempt a planner to compare nearly all with all.
  await transaction.run(`CREATE OR REPLACE TEMP TABLE use_of_account AS
    SELECT i.account AS account, d.feature AS feature, d.day AS day
    FROM ${uses} d JOIN ${IDENTITY.name} i ON i.identity = d.identity
    WHERE i.account IN (SELECT account FROM touched_feature) GROUP BY i.account, d.feature, d.day`);
  await transaction.run(`CREATE OR REPLACE TEMP TABLE used_feature AS
    SELECT u.account AS account, f.from_day AS from_day, u.feature AS feature, u.day AS day
    FROM use_of_account u JOIN touched_feature f ON f.account = u.account AND f.feature = u.feature`);
  const inOrder = 'OVER (PARTITION BY account, feature ORDER BY day';
  await transaction.run(`CREATE OR REPLACE TEMP TABLE swept AS
    SELECT account, feature, CASE WHEN first_day < from_day THEN from_day ELSE first_day END AS day, last_day + ${RECENT_DAYS} AS until_day
    FROM (
      SELECT account, feature, from_day, min(day) AS first_day, max(day) AS last_day FROM (
        SELECT account, feature, from_day, day, sum(begins) ${inOrder} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS place
        FROM (
          SELECT account, feature, from_day, day,
            CASE WHEN day <= lag(day) ${inOrder}) + ${RECENT_DAYS} THEN 0 ELSE 1 END AS begins
          FROM used_feature WHERE day > from_day - ${RECENT_DAYS}
        ) neighbours
      ) places GROUP BY account, feature, from_day, place
    ) spans WHERE last_day + ${RECENT_DAYS} > from_day`);
  const key = ['account', 'feature'];
  await joinSwept(transaction, FEATURE_SPAN, key, { name: 'touched_feature', key });
  // By their ends, so that what is long over is not read.
  await transaction.run(
    `INSERT INTO ${FEATURE_SPAN.name} SELECT ${columnNames(FEATURE_SPAN)} FROM joined_span ORDER BY until_day`,
  );
}
