import type { Prompt } from '@attachkit/sdk/prompt';
import { DAY_MS, durationMs } from '../decide/duration.ts';
import type { Report } from './report.ts';

const DURATION_MAX_MS = 366 * DAY_MS;
/** What one prompt may do at most in a week, whatever its author wishes: the global caps. */
const WEEK_MAX = 3;

/** Times that can be read, and no more showings than the global caps allow anyway. */
export function lintDurations({ frequency = {}, moment, placement }: Prompt, report: Report): void {
  const { max, cooldown, afterDismiss, snooze = [] } = frequency;
  const check = (text: string | undefined, path: (string | number)[]) => {
    if (text === undefined) return;
    const ms = durationMs(text);
    if (ms === Infinity) report(path, `"${text}" is no ISO 8601 duration in weeks, days, hours, minutes and seconds`);
    else if (ms > DURATION_MAX_MS) report(path, `"${text}" is longer than what is remembered, 366 days`);
    else if (ms === 0) report(path, `"${text}" waits for nothing`);
  };
  check(max?.per, ['frequency', 'max', 'per']);
  check(cooldown, ['frequency', 'cooldown']);
  check(afterDismiss, ['frequency', 'afterDismiss']);
  for (const [index, duration] of snooze.entries()) check(duration, ['frequency', 'snooze', index]);
  check(moment?.expiresAfter, ['moment', 'expiresAfter']);
  const isOverlay = placement.kind !== 'inline' && placement.kind !== 'meter';
  if (isOverlay && max && max.count / Math.max(1, durationMs(max.per) / (7 * DAY_MS)) > WEEK_MAX)
    report(['frequency', 'max'], 'the cap over all prompts is three a week: this one can never be reached', 'warning');
}
