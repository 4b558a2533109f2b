/** Instants are whole microseconds since the epoch: what RFC 3339 fractions carry, within a double's exact range. */
const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

export const MICROSECONDS_PER_MS = 1000;

/**
 * @param text RFC 3339 with a zone; digits of a second's fraction beyond the sixth are cut off
 * @returns `undefined` when it is no such thing, or lies before what a double holds exactly (the year 1684); an instant
 *   after that (the year 2255) is the last one held, so that "never" may be written as the year 9999
 */
export function parseTimestamp(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts as unknown as string[];
  // `Date.UTC` takes the years 0 to 99 for the last century's; all of them lie before what can be held.
  if (Number(year) < 1000) return undefined;
  const seconds = Math.min(Number(second), 59);
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), seconds);
  const exists =
    Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60 && isCalendarDay(date, Number(month), Number(day));
  const offset = zoneOffsetMs(zone!);
  if (!exists || offset === undefined) return undefined;
  const micros = (date - offset) * MICROSECONDS_PER_MS + Number((fraction ?? '').slice(0, 6).padEnd(6, '0'));
  return micros < Number.MIN_SAFE_INTEGER ? undefined : Math.min(micros, Number.MAX_SAFE_INTEGER);
}

/** `Date.UTC` rolls 31 February over into March. */
function isCalendarDay(date: number, month: number, day: number): boolean {
  const instant = new Date(date);
  return instant.getUTCMonth() + 1 === month && instant.getUTCDate() === day;
}

function zoneOffsetMs(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
