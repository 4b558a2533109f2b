/** Every account, when it was acquired, and whether it is one of our own. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { IDENTITY, PARSED_DATE, STORY, TRAIT_SET } from '../raw-tables.ts';
import { type AccountTable, EVENT_ORDER_DESCENDING } from '../table.ts';

export const ACCOUNT: AccountTable = {
  name: 'account',
  columns: [
    ['account', 'VARCHAR'],
    ['acquired', 'DATE'],
    /** 1 where there ever was a `Subscription Started` or `Updated`. */
    ['subscribed', 'INTEGER'],
    ['internal', 'INTEGER'],
  ],
  select: () => `
    SELECT i.account AS account, coalesce(min(s.day), min(c.day), min(i.first_day)) AS acquired,
      CASE WHEN min(s.day) IS NULL THEN 0 ELSE 1 END AS subscribed,
      CASE WHEN min(n.account) IS NULL THEN 0 ELSE 1 END AS internal
    FROM ${IDENTITY.name} i
    LEFT JOIN (
      SELECT i.account AS account, min(s.day) AS day FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
      WHERE s.name IN ('${EVENTS.subscriptionStarted}', '${EVENTS.subscriptionUpdated}')
        AND i.account IN (SELECT account FROM touched)
      GROUP BY i.account
    ) s ON s.account = i.account
    LEFT JOIN (
      SELECT account, day FROM (
        SELECT i.account AS account, p.day AS day,
          row_number() OVER (PARTITION BY i.account ORDER BY ${EVENT_ORDER_DESCENDING}) AS place
        FROM ${TRAIT_SET.name} t JOIN ${IDENTITY.name} i ON i.identity = t.identity
        JOIN ${PARSED_DATE.name} p ON p.value = t.value WHERE t.name = 'createdAt' AND i.account IN (SELECT account FROM touched)
      ) ranked WHERE place = 1
    ) c ON c.account = i.account
    LEFT JOIN (
      SELECT DISTINCT i.account AS account FROM ${TRAIT_SET.name} t JOIN ${IDENTITY.name} i ON i.identity = t.identity
      WHERE t.name = 'internal' AND t.value = 'true' AND i.account IN (SELECT account FROM touched)
    ) n ON n.account = i.account
    WHERE i.account IN (SELECT account FROM touched)
    GROUP BY i.account`,
};
