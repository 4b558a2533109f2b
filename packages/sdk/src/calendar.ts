/**
 * Calendar days in the catalog's time zone. A day is a number: days since 1970-01-01, so that
 * windows are subtractions and no daylight-saving change can shift them.
 */

const DAY_MS = 86_400_000;
/** Every zone's offset, and every change of one, falls on a quarter of an hour. */
const QUARTER_MS = 900_000;
const formats = new Map<string, Intl.DateTimeFormat>();
let lastZone: string;
let lastQuarter: number;
let lastDay: number;

/**
 * The calendar day of an instant.
 * @param timestampMs epoch milliseconds
 * @param timeZone IANA name; an unknown one throws a RangeError
 */
export function dayOf(timestampMs: number, timeZone: string): number {
  const quarter = Math.floor(timestampMs / QUARTER_MS);
  if (quarter !== lastQuarter || timeZone !== lastZone) {
    let format = formats.get(timeZone);
    if (!format) {
      format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
      formats.set(timeZone, format);
    }
    lastDay = parseDay(format.format(timestampMs));
    lastQuarter = quarter;
    lastZone = timeZone;
  }
  return lastDay;
}

/** `YYYY-MM-DD` to a day number. */
export function parseDay(date: string): number {
  return Math.round(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS);
}

/** A day number to `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
