/**
 * Spans in which an account holds an add-on on the same terms, customer or not. By instant and by day:
 * a span that ends on the day it began is in no day's close.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import { IDENTITY, STORY } from '../raw-tables.ts';
import { type AccountTable, EVENT_ORDER, FAR_FUTURE, FAR_INSTANT } from '../table.ts';

/** What gives or takes an add-on; a cancelled subscription takes each one the account ever had to do with. */
const TURNS = `
  SELECT i.account AS account, s.addon AS addon, s.happened_at AS happened_at, s.message_id AS message_id, s.key_space AS key_space, s.day AS day,
    CASE WHEN s.name = '${EVENTS.addonPurchased}' THEN 1 ELSE 0 END AS gives,
    coalesce(s.mrr_cents, 0) AS mrr_cents, coalesce(s.quantity, 1) AS quantity, s.bundle AS bundle
  FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
  WHERE s.name IN ('${EVENTS.addonPurchased}', '${EVENTS.addonCancelled}') AND i.account IN (SELECT account FROM touched)
  UNION ALL
  SELECT i.account AS account, h.addon AS addon, s.happened_at AS happened_at, s.message_id AS message_id, s.key_space AS key_space, s.day AS day,
    0 AS gives, 0 AS mrr_cents, 0 AS quantity, CAST(NULL AS VARCHAR) AS bundle
  FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
  JOIN (
    SELECT DISTINCT i.account AS account, s.addon AS addon FROM ${STORY.name} s
    JOIN ${IDENTITY.name} i ON i.identity = s.identity WHERE s.name = '${EVENTS.addonPurchased}' AND i.account IN (SELECT account FROM touched)
  ) h ON h.account = i.account
  WHERE s.name = '${EVENTS.subscriptionCancelled}' AND i.account IN (SELECT account FROM touched)`;

export const HOLDING: AccountTable = {
  name: 'holding',
  columns: [
    ['account', 'VARCHAR'],
    ['addon', 'VARCHAR'],
    /** Place among the turns of this account and add-on, from 1. */
    ['turn', 'BIGINT'],
    ['happened_at', 'BIGINT'],
    ['until_at', 'BIGINT'],
    ['day', 'DATE'],
    ['until_day', 'DATE'],
    ['mrr_cents', 'BIGINT'],
    ['quantity', 'BIGINT'],
    ['bundle', 'VARCHAR'],
    /** 1 where it turned not held into held, 0 where it only states the terms anew. */
    ['is_purchase', 'INTEGER'],
  ],
  select: () => {
    const ordered = `OVER (PARTITION BY account, addon ORDER BY ${EVENT_ORDER})`;
    return `
    SELECT account, addon, turn, happened_at, until_at, day, until_day, mrr_cents, quantity, bundle, 1 - held_before AS is_purchase
    FROM (
      SELECT account, addon, row_number() ${ordered} AS turn, happened_at, lead(happened_at, 1, ${FAR_INSTANT}) ${ordered} AS until_at,
        day, lead(day, 1, ${FAR_FUTURE}) ${ordered} AS until_day, mrr_cents, quantity, bundle, gives,
        lag(gives, 1, 0) ${ordered} AS held_before
      FROM (${TURNS}) turns
    ) spans WHERE gives = 1`;
  },
};
