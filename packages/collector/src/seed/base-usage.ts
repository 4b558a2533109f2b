/** Everyday use of the base product: working days, office hours, heavier in some accounts than in most. */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Journal } from './journal.ts';
import type { Milestones } from './milestones.ts';
import { officeTime } from './office-time.ts';
import type { Profile } from './profile.ts';

/** Is the account at work on this day? Weekends are quiet, the first three weeks still warm up. */
export function isWorking(profile: Profile, dayMs: number): boolean {
  const weekday = new Date(dayMs).getUTCDay();
  const calendar = weekday === 0 || weekday === 6 ? 0.12 : 1;
  const ageDays = (dayMs - profile.acquiredMs) / 86_400_000;
  const warmUp = ageDays < 0 ? 0 : Math.min(1, 0.5 + ageDays / 40);
  return profile.random.chance(profile.activity * calendar * warmUp);
}

/** Uses of one working day: the first feature most, the last least. */
export function useBaseProduct(
  profile: Profile,
  features: readonly string[],
  journal: Journal,
  milestones: Milestones,
  dayMs: number,
): void {
  const { random } = profile;
  for (const user of profile.users) {
    if (!random.chance(0.55)) continue;
    const uses = 1 + (random.chance(0.4) ? 1 : 0);
    for (let use = 0; use < uses; use += 1) {
      // The square leans to the front of the list: everybody writes documents, few export them.
      const feature = features[Math.floor(random.next() ** 2 * features.length)]!;
      const quantity = Math.max(1, Math.round(random.logNormal(1.6, 0.7)));
      const at = officeTime(dayMs, random);
      journal.track(at, EVENTS.featureUsed, { feature, quantity }, user);
      milestones.count(at, feature, quantity, user);
    }
  }
}
