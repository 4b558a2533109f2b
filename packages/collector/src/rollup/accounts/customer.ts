/** Spans of days at whose close an account is a customer, with the terms of its subscription. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { IDENTITY, STORY, SUBSCRIPTION_EVENTS } from '../raw-tables.ts';
import { type AccountTable, EVENT_ORDER_DESCENDING, FAR_FUTURE, nameList } from '../table.ts';
import { ACCOUNT } from './account.ts';

/** The state that each day closes with, up to the next day with a change. */
const SUBSCRIPTION_SPANS = `
  SELECT account, day, lead(day, 1, ${FAR_FUTURE}) OVER (PARTITION BY account ORDER BY day) AS until_day,
    name, mrr_cents, seats, plan
  FROM (
    SELECT i.account AS account, s.day AS day, s.name AS name, s.mrr_cents AS mrr_cents, s.seats AS seats, s.plan AS plan,
      row_number() OVER (PARTITION BY i.account, s.day ORDER BY ${EVENT_ORDER_DESCENDING}) AS place
    FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
    WHERE s.name IN (${nameList(SUBSCRIPTION_EVENTS)}) AND i.account IN (SELECT account FROM touched)
  ) ranked WHERE place = 1`;

/** Where accounts without a subscription count: from their acquired day to their first subscription event. */
const UNSUBSCRIBED_SPANS = `
  SELECT a.account AS account, a.acquired AS day, coalesce(f.day, ${FAR_FUTURE}) AS until_day,
    0 AS mrr_cents, 1 AS seats, CAST(NULL AS VARCHAR) AS plan
  FROM ${ACCOUNT.name} a LEFT JOIN (
    SELECT i.account AS account, min(s.day) AS day FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
    WHERE s.name IN (${nameList(SUBSCRIPTION_EVENTS)}) AND i.account IN (SELECT account FROM touched)
    GROUP BY i.account
  ) f ON f.account = a.account
  WHERE a.account IN (SELECT account FROM touched) AND a.acquired < coalesce(f.day, ${FAR_FUTURE})`;

export const CUSTOMER: AccountTable = {
  name: 'customer',
  columns: [
    ['account', 'VARCHAR'],
    ['day', 'DATE'],
    ['until_day', 'DATE'],
    ['mrr_cents', 'BIGINT'],
    ['seats', 'BIGINT'],
    ['plan', 'VARCHAR'],
  ],
  select: ({ customers }) => `
    SELECT account, day, until_day, coalesce(mrr_cents, 0) AS mrr_cents, coalesce(seats, 1) AS seats, plan
    FROM (${SUBSCRIPTION_SPANS}) spans WHERE name <> '${EVENTS.subscriptionCancelled}'
    ${customers === 'all' ? `UNION ALL ${UNSUBSCRIBED_SPANS}` : ''}`,
};
