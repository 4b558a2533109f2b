/** From changes of counts to the counts on certain days. */
import { compareBytes } from './product-sets.ts';

export interface Standing {
  day: string;
  segment: string | null;
  /** In the denominator, whatever they count as. */
  accounts: number;
  denominator: number;
  numerator: number;
}

/** By how much the counts change at the start of the day. */
export type Change = Standing & { [column: string]: string | number | null };

/** Changes to standings: at each of the days, for each segment that has come up by then. */
export function sumUp(changes: readonly Change[], days: readonly string[]): Standing[] {
  const pending = [...changes].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const standings = new Map<string | null, Standing>();
  let next = 0;
  let segments: (string | null)[] = [];
  return days.flatMap((day) => {
    for (; next < pending.length && pending[next]!.day <= day; next++) {
      const { segment, accounts, denominator, numerator } = pending[next]!;
      const standing = standings.get(segment) ?? { day, segment, accounts: 0, denominator: 0, numerator: 0 };
      standing.accounts += accounts;
      standing.denominator += denominator;
      standing.numerator += numerator;
      standings.set(segment, standing);
    }
    if (segments.length < standings.size) segments = [...standings.keys()].sort(compareSegments);
    return segments.map((segment) => ({ ...standings.get(segment)!, day }));
  });
}

/** Null last, the others as their bytes sort. */
function compareSegments(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareBytes(a, b);
}
