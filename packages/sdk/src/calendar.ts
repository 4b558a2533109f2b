/**
 * Calendar days in the catalog's time zone. A day is a number: days since 1970-01-01, so that
 * windows are subtractions and no daylight-saving change can shift them.
 */

const DAY_MS = 86_400_000;
/** Every zone's offset, and every change of one, falls on a quarter of an hour. */
const QUARTER_MS = 900_000;
/** By zone. */
const formats: Record<string, Intl.DateTimeFormat> = {};
let lastQuarter: string;
let lastDay: number;

declare global {
  interface Date {
    /** Where the browser has `Temporal`. */
    toTemporalInstant?(): { toZonedDateTimeISO(timeZone: string): { toJSON(): string } };
  }
}

/**
 * The calendar day of an instant.
 * @param timestampMs epoch milliseconds
 * @param timeZone IANA name; an unknown one throws a RangeError
 */
export function dayOf(timestampMs: number, timeZone: string): number {
  // Spares a page the browser's tables of zones, which take their time to load.
  if (timeZone === 'UTC') return Math.floor(timestampMs / DAY_MS);
  const quarter = timestampMs - (timestampMs % QUARTER_MS);
  if (timeZone + quarter !== lastQuarter) {
    lastDay = parseDay(dateOf(quarter, timeZone));
    lastQuarter = timeZone + quarter;
  }
  return lastDay;
}

/** @returns a date that begins `YYYY-MM-DD` */
function dateOf(timestampMs: number, timeZone: string): string {
  const temporal = new Date(timestampMs).toTemporalInstant?.();
  // Making a format keeps a page waiting for longer than all the rest of the SDK.
  if (temporal) return temporal.toZonedDateTimeISO(timeZone).toJSON();
  // Swedish dates are written so.
  formats[timeZone] ??= new Intl.DateTimeFormat('sv', { timeZone });
  return formats[timeZone].format(timestampMs);
}

/** `YYYY-MM-DD`, or a timestamp that begins so, to a day number. */
export const parseDay = (date: string): number => Date.parse(date.slice(0, 10)) / DAY_MS;

/** 1…31. */
export const dayOfMonth = (day: number): number => new Date(day * DAY_MS).getUTCDate();

/** A day number to `YYYY-MM-DD`. */
export const formatDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
