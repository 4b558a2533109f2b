/**
 * Calendar days of a time zone as arithmetic: where its distance to UTC changes, the day of an instant as SQL,
 * and the instants at which days close. Instants are microseconds, day numbers count from 1970-01-01.
 */

export const DAY_MICROSECONDS = 86_400_000_000;
const SECOND_MS = 1000;
/** No zone has changed its mind within so short a time. */
const SAMPLE_MS = 10 * 86_400_000;
/** From here to there days can be evaluated, in any zone. */
export const FIRST_DAY = '1970-01-02';
export const LAST_DAY = '2099-12-31';

/** A stretch of time with one distance to UTC: from `from` (inclusive) to the next stretch. */
export interface Stretch {
  from: number;
  offset: number;
}

const cache = new Map<string, Stretch[]>();

/** The zone's stretches from 1970 to 2100, the first one open to the past, the last one to the future. */
export function stretchesOf(timeZone: string): Stretch[] {
  let stretches = cache.get(timeZone);
  if (!stretches) {
    stretches = findStretches(timeZone);
    if (cache.size > 16) cache.clear();
    cache.set(timeZone, stretches);
  }
  return stretches;
}

function findStretches(timeZone: string): Stretch[] {
  const offsetAt = offsetReader(timeZone);
  const endMs = Date.UTC(2100, 0, 2);
  let knownMs = Date.UTC(1969, 11, 30);
  let offset = offsetAt(knownMs);
  const stretches: Stretch[] = [{ from: -Infinity, offset: offset * 1000 }];
  for (let ms = knownMs + SAMPLE_MS; ms <= endMs; ms += SAMPLE_MS) {
    const next = offsetAt(ms);
    if (next !== offset) {
      stretches.push({ from: changeBetween(offsetAt, knownMs, ms) * 1000, offset: next * 1000 });
      offset = next;
    }
    knownMs = ms;
  }
  return stretches;
}

/** The first second from which the later offset holds. */
function changeBetween(offsetAt: (ms: number) => number, lowMs: number, highMs: number): number {
  const before = offsetAt(lowMs);
  let low = lowMs / SECOND_MS;
  let high = highMs / SECOND_MS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND_MS) === before) low = middle;
    else high = middle;
  }
  return high * SECOND_MS;
}

function offsetReader(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)])) as Record<
      string,
      number
    >;
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) - ms;
  };
}

/**
 * SQL for the calendar day (DATE) of an instant.
 * @param column SQL of the instant
 * @param range the instants that occur, so that only the changes within it are spelt out
 */
export function daySql(column: string, timeZone: string, range: { low: number; high: number }): string {
  const stretches = stretchesOf(timeZone);
  const relevant = stretches.filter(
    (stretch, index) => stretch.from <= range.high && (stretches[index + 1]?.from ?? Infinity) > range.low,
  );
  const cases = relevant.slice(1).reverse();
  const first = relevant[0]!.offset;
  const offset = cases.length
    ? `CASE ${cases.map((stretch) => `WHEN ${column} >= ${stretch.from} THEN ${stretch.offset}`).join(' ')} ELSE ${first} END`
    : String(first);
  return `(DATE '1970-01-01' + CAST(floor((${column} + ${offset}) / ${DAY_MICROSECONDS}) AS INTEGER))`;
}

/** The day number of an instant. */
export function dayNumberAt(at: number, timeZone: string): number {
  const stretches = stretchesOf(timeZone);
  const stretch = stretches.findLast((candidate) => candidate.from <= at)!;
  return Math.floor((at + stretch.offset) / DAY_MICROSECONDS);
}

/** The instant at which a day closes: the first one whose calendar day is a later one. */
export function closeOf(dayNumber: number, timeZone: string): number {
  const stretches = stretchesOf(timeZone);
  const localClose = (dayNumber + 1) * DAY_MICROSECONDS;
  for (const [index, stretch] of stretches.entries()) {
    const candidate = Math.max(stretch.from, localClose - stretch.offset);
    if (candidate < (stretches[index + 1]?.from ?? Infinity)) return candidate;
  }
  throw new RangeError(`day ${dayNumber} never closes in ${timeZone}`);
}
