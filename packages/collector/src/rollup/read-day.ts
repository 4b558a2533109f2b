/** The calendar day that a trait names: a date as it stands, an RFC 3339 timestamp by its day in a zone. */
import { parseTimestamp } from '../ingest/timestamp.ts';
import { dayNumberAt } from './zone.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01, or `null` where the text is neither. */
export function readDay(text: string, timeZone: string): number | null {
  const dayNumber = readDate(text);
  if (dayNumber !== null) return dayNumber;
  const instant = parseTimestamp(text);
  return instant === undefined ? null : dayNumberAt(instant, timeZone);
}

function readDate(text: string): number | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return exists ? date.getTime() / 86_400_000 : null;
}
