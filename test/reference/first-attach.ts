/** The first attach day, by looking at day after day. */

import { viaMatches } from './sets.ts';
import type { AccountState } from './state.ts';

/** Of one add-on, up to and with `last`; `null` for never. */
export function firstAttachDay(
  account: AccountState,
  numerator: string,
  addon: string,
  last: number,
  via?: string,
): number | null {
  const within = (day: number | undefined) => (day !== undefined && day <= last ? day : null);
  const first = account.purchases(addon)[0];
  const trial = account.events('Trial Started').find(({ properties }) => properties.addon === addon);
  switch (numerator) {
    case 'paid':
      return viaMatches(first ?? null, via) ? within(first!.day) : null;
    case 'trial': {
      const days = [first?.day, trial?.day].filter((day) => day !== undefined);
      return days.length > 0 ? within(Math.min(...days)) : null;
    }
    default: {
      const begins = account.account.events[0]!.day;
      for (let day = begins; day <= last; day++) {
        if (numerator === 'used' ? account.uses(addon, day) : account.owns(addon, day)) return day;
      }
      return null;
    }
  }
}

export function firstAttachDayOfSet(
  account: AccountState,
  numerator: string,
  members: string[],
  last: number,
  via?: string,
): number | null {
  const days = members
    .map((addon) => firstAttachDay(account, numerator, addon, last, via))
    .filter((day) => day !== null);
  return days.length > 0 ? Math.min(...days) : null;
}
