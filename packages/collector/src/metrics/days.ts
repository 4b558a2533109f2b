/** Calendar arithmetic on `YYYY-MM-DD` and `YYYY-MM`: interval ends, months before and after. No time zone is involved. */
import { formatDay, parseDay } from '@attachkit/sdk/calendar';
import { QuestionRefused } from './question-refused.ts';

/** Two days; what holds at their closes is compared. */
export interface Span {
  from: string;
  to: string;
}

export type Interval = 'day' | 'week' | 'month' | 'quarter' | 'year';
export const INTERVALS: readonly Interval[] = ['day', 'week', 'month', 'quarter', 'year'];

export function addDays(day: string, count: number): string {
  return formatDay(parseDay(day) + count);
}

export function earlierOf(one: string, other: string): string {
  return one < other ? one : other;
}

/** From `from` to `to`, in days. */
export function daysBetween(from: string, to: string): number {
  return parseDay(to) - parseDay(from);
}

/** The same day of another month, or that month's last. */
export function addMonths(day: string, count: number): string {
  const month = shiftMonth(day.slice(0, 7), count);
  const last = lastDayOf(month);
  const same = `${month}-${day.slice(8, 10)}`;
  return earlierOf(same, last);
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function shiftMonth(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** From one month to another. */
export function monthsBetween(from: string, to: string): number {
  return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
}

export function monthsFromTo(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, monthsBetween(from, to) + 1) }, (_, index) => shiftMonth(from, index));
}

export function lastDayOf(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10);
}

/** The last day of the calendar interval that a day lies in; weeks end on Sunday. */
export function endOfInterval(day: string, interval: Interval): string {
  switch (interval) {
    case 'day':
      return day;
    case 'week': {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      return addDays(day, (7 - weekday) % 7);
    }
    case 'month':
      return lastDayOf(monthOf(day));
    case 'quarter':
      return lastDayOf(`${day.slice(0, 5)}${String(Math.ceil(Number(day.slice(5, 7)) / 3) * 3).padStart(2, '0')}`);
    case 'year':
      return `${day.slice(0, 4)}-12-31`;
  }
}

/** The last days of the intervals that meet `from…to`, the last one cut to `to`. */
export function intervalEnds(from: string, to: string, interval: Interval): string[] {
  const ends: string[] = [];
  for (let day = from; day <= to; day = addDays(ends.at(-1)!, 1)) {
    const end = endOfInterval(day, interval);
    ends.push(earlierOf(end, to));
  }
  return ends;
}

/** `to` and `from` with the contract's defaults filled in. */
export function readRange(given: { from?: string; to?: string }, today: string): { from: string; to: string } {
  const to = given.to ?? today;
  const from = given.from ?? addMonths(to, -12);
  if (from > to) throw new QuestionRefused('parameter_invalid', `from (${from}) lies after to (${to}).`, 'from');
  return { from, to };
}
