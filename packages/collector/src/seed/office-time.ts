import type { Random } from './random.ts';

const HOUR_MS = 3_600_000;

/** Office hours, most of all the late morning. */
export function officeTime(dayMs: number, random: Random): number {
  const hour = Math.min(19, Math.max(7, random.normal(12.5, 2.6)));
  return dayMs + hour * HOUR_MS;
}
