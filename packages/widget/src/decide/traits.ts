import { dayOf, parseDay } from '@attachkit/sdk/calendar';
import type { AudienceRule } from '@attachkit/sdk/prompt';
import { DAY_MS, durationMs } from './duration.ts';
import { type Situation, traitOf } from './situation.ts';

/** Rules of an audience about traits, the plan and tenure; that of ownership is in audience.ts. */
export function isOutside(rule: Exclude<AudienceRule, { owned: boolean }>, at: Situation): boolean {
  if ('plan' in rule) return !rule.plan.includes(traitOf(at, 'plan') as string);
  if ('in' in rule) return !rule.in.includes(traitOf(at, rule.trait));
  if ('notIn' in rule) return rule.notIn.includes(traitOf(at, rule.trait));
  return 'sinceAcquired' in rule
    ? isOutsideTenure(rule.sinceAcquired, at.state?.acquired ?? traitOf(at, 'createdAt'), at)
    : isOutsideTenure(rule.sinceActivated, traitOf(at, 'activatedAt'), at);
}

/**
 * Calendar days from a date, or an instant, to today in the catalog's time zone, both ends included.
 * An unknown date is outside.
 */
function isOutsideTenure({ from, to }: { from?: string; to?: string }, since: unknown, at: Situation): boolean {
  const { timezone } = at.catalog;
  const text = `${since}`;
  const start = text[10] ? dayOf(Date.parse(text) || 0, timezone) : parseDay(text);
  const ageMs = (dayOf(at.nowMs, timezone) - start) * DAY_MS;
  return !(ageMs >= durationMs(from ?? 'P0D') && ageMs <= (to ? durationMs(to) : ageMs));
}
