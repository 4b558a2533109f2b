/** The conditions that stand above and below the line of a rate, for an add-on or a set. */
import { join, raw, type Sql, sql } from '../../rollup/sql.ts';
import { activeAt, exposedAt, heldAt, includedAt, trialAt, trialledAt, usedAt, type Via } from './state.ts';

export const NUMERATORS = ['paid', 'owned', 'trial', 'used', 'paid_used', 'owned_used'] as const;
export type Numerator = (typeof NUMERATORS)[number];
export const DENOMINATORS = ['customers', 'active', 'exposed', 'trialled', 'owners'] as const;
export type Denominator = (typeof DENOMINATORS)[number];

/**
 * `(account, day, holds, mrr_cents, quantity)`: accounts for which it holds for one and the same member, once a day;
 * money and quantity over the members for which it does. Whether they are customers is left to the denominator.
 * Reads `customer_at`, and `usage_asked` where use is asked for.
 */
export function numeratorAt(numerator: Numerator, members: readonly string[], via?: Via): Sql {
  return sql`SELECT account, day, 1 AS holds, CAST(sum(mrr_cents) AS BIGINT) AS mrr_cents, CAST(sum(quantity) AS BIGINT) AS quantity
    FROM (${holdsByMember(numerator, members, via)}) m GROUP BY account, day`;
}

const NO_MONEY = raw('0 AS mrr_cents, 0 AS quantity');

/** `(account, addon, day, mrr_cents, quantity)`. */
export function holdsByMember(numerator: Numerator, members: readonly string[], via?: Via): Sql {
  const owned = sql`SELECT account, addon, day FROM (${heldAt(members)}) h
    UNION SELECT account, addon, day FROM (${includedAt(members)}) i`;
  const used = usedAt();
  switch (numerator) {
    case 'paid':
      return sql`SELECT account, addon, day, mrr_cents, quantity FROM (${heldAt(members, via)}) h`;
    case 'owned':
      return sql`SELECT account, addon, day, ${NO_MONEY} FROM (${owned}) o`;
    case 'trial':
      return sql`SELECT account, addon, day, ${NO_MONEY} FROM (
        SELECT account, addon, day FROM (${heldAt(members)}) h UNION SELECT account, addon, day FROM (${trialAt(members)}) t
      ) o`;
    case 'used':
      return sql`SELECT account, addon, day, ${NO_MONEY} FROM (${used}) u`;
    case 'paid_used':
      return sql`SELECT h.account AS account, h.addon AS addon, h.day AS day, h.mrr_cents AS mrr_cents, h.quantity AS quantity
        FROM (${heldAt(members, via)}) h JOIN (${used}) u ON u.account = h.account AND u.addon = h.addon AND u.day = h.day`;
    case 'owned_used':
      return sql`SELECT o.account AS account, o.addon AS addon, o.day AS day, ${NO_MONEY}
        FROM (${owned}) o JOIN (${used}) u ON u.account = o.account AND u.addon = o.addon AND u.day = o.day`;
  }
}

/** `(account, day, mrr_cents, seats)`, each account once a day. Reads `customer_at`, and `usage_asked` for `active`. */
export function denominatorAt(denominator: Denominator, members: readonly string[]): Sql {
  const customers = sql`SELECT account, day, mrr_cents, seats FROM customer_at c`;
  const among = (accounts: Sql) => sql`${customers} WHERE (account, day) IN (SELECT account, day FROM (${accounts}) m)`;
  switch (denominator) {
    case 'customers':
      return customers;
    case 'active':
      return among(activeAt());
    case 'exposed':
      return among(exposedAt(members));
    case 'trialled':
      return among(trialledAt(members));
    case 'owners':
      return among(
        join(
          [heldAt(members), includedAt(members)].map((one) => sql`SELECT account, day FROM (${one}) o`),
          ' UNION ',
        ),
      );
  }
}
