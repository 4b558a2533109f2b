/** The calendar day that a trait names: a date as it stands, an RFC 3339 timestamp by its day in a zone. */
import { dayNumberAt } from './zone.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Days since 1970-01-01, or `null` where the text is neither. */
export function readDay(text: string, timeZone: string): number | null {
  const dayNumber = readDate(text);
  if (dayNumber !== null) return dayNumber;
  const match = TIMESTAMP.exec(text);
  if (!match || readDate(match[1]!) === null) return null;
  const [, date, hour, minute, second, , zone] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}${zone!.toUpperCase()}`);
  return Number.isNaN(ms) ? null : dayNumberAt(ms * 1000, timeZone);
}

function readDate(text: string): number | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(ms).toISOString().slice(0, 10) === text ? ms / 86_400_000 : null;
}
