import { setImmediate } from 'node:timers/promises';

const SLICE = 1_000;

/** Does something with each of many rows, and lets whoever waits have a turn from time to time. */
export async function inSlices<T>(rows: readonly T[], work: (row: T) => void): Promise<void> {
  for (let from = 0; from < rows.length; from += SLICE) {
    if (from > 0) await setImmediate();
    for (let index = from; index < Math.min(rows.length, from + SLICE); index++) work(rows[index]!);
  }
}
