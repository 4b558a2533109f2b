/** Spans of days at whose close a trait has a value; the first value ever set holds backwards too. NULL: set to nothing. */
import { IDENTITY, TRAIT_SET } from '../raw-tables.ts';
import { type AccountTable, EVENT_ORDER_DESCENDING, FAR_FUTURE, FAR_PAST } from '../table.ts';

export const TRAIT_SPAN: AccountTable = {
  name: 'trait_span',
  columns: [
    ['account', 'VARCHAR'],
    ['name', 'VARCHAR'],
    ['value', 'VARCHAR'],
    ['day', 'DATE'],
    ['until_day', 'DATE'],
  ],
  // "The first set" is the first in order, which need not be the one its day closes with.
  select: () => `
    SELECT account, name, value, day, until_day FROM (
      SELECT account, name, value, day, lead(day, 1, ${FAR_FUTURE}) OVER (PARTITION BY account, name ORDER BY day) AS until_day
      FROM (
        SELECT i.account AS account, t.name AS name, t.value AS value, t.day AS day,
          row_number() OVER (PARTITION BY i.account, t.name, t.day ORDER BY ${EVENT_ORDER_DESCENDING}) AS place
        FROM ${TRAIT_SET.name} t JOIN ${IDENTITY.name} i ON i.identity = t.identity
        WHERE i.account IN (SELECT account FROM touched)
      ) ranked WHERE place = 1
    ) spans
    UNION ALL
    SELECT account, name, value, ${FAR_PAST} AS day, day AS until_day FROM (
      SELECT i.account AS account, t.name AS name, t.value AS value, t.day AS day,
        row_number() OVER (PARTITION BY i.account, t.name ORDER BY t.happened_at, t.message_id, t.key_space) AS place
      FROM ${TRAIT_SET.name} t JOIN ${IDENTITY.name} i ON i.identity = t.identity
      WHERE i.account IN (SELECT account FROM touched)
    ) firsts WHERE place = 1`,
};
