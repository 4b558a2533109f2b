import { dayOf, parseDay } from '@attachkit/sdk/calendar';
import { DAY_MS, durationMs } from './duration.ts';
import type { Situation } from './situation.ts';

/**
 * Calendar days from a date, or an instant, to today in the catalog's time zone, both ends included.
 * An unknown date is outside.
 */
export function isOutsideTenure({ from, to }: { from?: string; to?: string }, since: unknown, at: Situation): boolean {
  const { timezone } = at.catalog;
  const text = `${since}`;
  const start = text[10] ? dayOf(Date.parse(text) || 0, timezone) : parseDay(text);
  const ageMs = (dayOf(at.nowMs, timezone) - start) * DAY_MS;
  return !(ageMs >= durationMs(from ?? 'P0D') && ageMs <= (to ? durationMs(to) : ageMs));
}
