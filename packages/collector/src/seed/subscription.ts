/** An account's base subscription: begins, grows, changes plan, ends, sometimes comes back. */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Journal } from './journal.ts';
import type { Profile } from './profile.ts';

export interface Subscription {
  active: boolean;
  plan: string;
  seats: number;
}

const DAY_MS = 86_400_000;
/** Chance of leaving in a month, by segment, for an account of middling activity. */
const CHURN_A_MONTH = { smb: 0.028, 'mid-market': 0.013, enterprise: 0.006 };

export function startSubscription(profile: Profile, journal: Journal): Subscription {
  const { random, acquiredMs } = profile;
  const traits = {
    name: profile.name,
    plan: profile.plan,
    segment: profile.segment,
    industry: profile.industry,
    channel: profile.channel,
    createdAt: new Date(acquiredMs).toISOString(),
    activatedAt: new Date(acquiredMs + random.whole(0, 6) * DAY_MS).toISOString().slice(0, 10),
    ...(profile.internal && { internal: true }),
    ...(random.chance(0.6) && { budgetConfirmed: random.chance(0.55) }),
  };
  journal.group(acquiredMs, traits);
  profile.users.forEach((user, index) => {
    journal.identify(acquiredMs + index * 60_000, user, { role: index === 0 ? 'admin' : 'member' });
  });
  const subscription = { active: true, plan: profile.plan, seats: profile.seats };
  journal.track(acquiredMs + 1000, EVENTS.subscriptionStarted, terms(profile, subscription));
  return subscription;
}

function terms(profile: Profile, subscription: Subscription) {
  const mrr = Math.round(subscription.seats * profile.seatPrice * 100) / 100;
  return { plan: subscription.plan, seats: subscription.seats, mrr };
}

/**
 * Once a month, on the day the account began.
 * @param addons how many it pays for: who took more stays longer (an association, not a cause)
 */
export function renewSubscription(
  profile: Profile,
  subscription: Subscription,
  journal: Journal,
  atMs: number,
  addons: number,
): void {
  const { random } = profile;
  const fit = profile.activity > 0.3 ? 0.5 : profile.activity > 0.12 ? 1 : 1.7;
  if (subscription.active && random.chance(CHURN_A_MONTH[profile.segment] * fit * 0.7 ** addons)) {
    subscription.active = false;
    journal.track(atMs, EVENTS.subscriptionCancelled, { plan: subscription.plan });
    return;
  }
  if (!subscription.active) {
    if (!random.chance(0.03)) return;
    subscription.active = true;
    journal.track(atMs, EVENTS.subscriptionStarted, terms(profile, subscription));
    return;
  }
  if (random.chance(0.1 + profile.activity * 0.1)) {
    const change = random.chance(0.85) ? random.whole(1, 1 + Math.ceil(subscription.seats * 0.15)) : -1;
    subscription.seats = Math.max(1, subscription.seats + change);
    journal.track(atMs, EVENTS.subscriptionUpdated, terms(profile, subscription));
  }
}

/** Every three months or so: what a customer success team keeps about an account. */
export function reviewHealth(profile: Profile, journal: Journal, atMs: number, renewalMs: number): void {
  const score = Math.round(Math.max(5, Math.min(100, profile.random.normal(45 + profile.activity * 60, 12))));
  journal.group(atMs, { healthScore: score, renewalAt: new Date(renewalMs).toISOString().slice(0, 10) });
}
