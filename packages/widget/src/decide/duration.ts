export const DAY_MS = 86_400_000;

/**
 * ISO 8601 duration of weeks, days, hours, minutes and seconds, in milliseconds.
 * What cannot be read is endless: a wait nobody can read must not free a prompt.
 */
export function durationMs(text: string): number {
  const parts = /^P(?!$)(\d+W)?(\d+D)?(?:T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/.exec(text);
  const unitsMs = [7 * DAY_MS, DAY_MS, 3_600_000, 60_000, 1000];
  return parts
    ? unitsMs.reduce((sum, unitMs, index) => sum + unitMs * (Number.parseInt(parts[index + 1]!, 10) || 0), 0)
    : Infinity;
}
