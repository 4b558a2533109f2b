/** From changes of counts to the counts on certain days. */
import type { Row } from '../store/store.ts';
import { compareBytes } from './product-sets.ts';

/** Counts on a day, of a segment. */
export type Standing<Count extends string> = { day: string; segment: string | null } & Record<Count, number>;

/** By how much the counts change at the start of the day. */
export type Change<Count extends string> = Standing<Count> & Row;

/** Changes to standings: at each of the days, for each segment that has come up by then. */
export function sumUp<Count extends string>(
  changes: readonly Change<Count>[],
  days: readonly string[],
  counts: readonly Count[],
): Standing<Count>[] {
  const pending = [...changes].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const standings = new Map<string | null, Standing<Count>>();
  let next = 0;
  let segments: (string | null)[] = [];
  return days.flatMap((day) => {
    for (; next < pending.length && pending[next]!.day <= day; next++) {
      const change = pending[next]!;
      const { segment } = change;
      const standing = standings.get(segment) ?? noneOf(counts, day, segment);
      standings.set(segment, addUp(standing, change, counts));
    }
    if (segments.length < standings.size) segments = [...standings.keys()].sort(compareSegments);
    return segments.map((segment) => ({ ...standings.get(segment)!, day }));
  });
}

function addUp<Count extends string>(
  standing: Standing<Count>,
  change: Standing<Count>,
  counts: readonly Count[],
): Standing<Count> {
  return Object.assign(standing, Object.fromEntries(counts.map((count) => [count, standing[count] + change[count]])));
}

export function noneOf<Count extends string>(
  counts: readonly Count[],
  day: string,
  segment: string | null = null,
): Standing<Count> {
  return { day, segment, ...Object.fromEntries(counts.map((count) => [count, 0])) } as Standing<Count>;
}

/** Null last, the others as their bytes sort. */
function compareSegments(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareBytes(a, b);
}
