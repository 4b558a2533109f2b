/** One account and one add-on, day by day: noticing it, needing it, trying it, buying it, using it or not, leaving it. */
import type { Addon, Catalog } from '@attachkit/sdk/catalog';
import { CATALOG_DEFAULTS } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Journal } from './journal.ts';
import { officeTime } from './office-time.ts';
import type { Profile } from './profile.ts';
import { Prompting, type Reaction } from './prompting.ts';

const DAY_MS = 86_400_000;
/** Chances of a day for an account whose affinity is 1. */
const DAILY = { noticed: 0.06, gated: 0.03, trial: 0.0013, purchase: 0.001, offer: 0.0035 };

export interface Terms {
  mrr: number;
  quantity: number;
  bundle?: string;
}

export class AddonLife {
  owned = false;
  readonly #addon: Addon;
  readonly #affinity: number;
  readonly #launchMs: number;
  readonly #prompting: Prompting;
  /** How much it is used once it is there; a third of the owners hardly open it. */
  readonly #appetite: number;
  #trialEndsMs = 0;
  #setUp = false;
  /** Uses this month, where a limit of the catalog counts them. */
  #month = '';
  #usedInMonth = 0;

  constructor(
    readonly catalog: Catalog,
    readonly id: string,
    readonly profile: Profile,
    readonly journal: Journal,
    /** Buys this one, perhaps with others of its bundle. */
    readonly buy: (addon: string, atMs: number) => void,
  ) {
    this.#addon = catalog.addons[id]!;
    this.#affinity = profile.affinity[id]!;
    this.#launchMs = this.#addon.launchedAt ? Date.parse(this.#addon.launchedAt) : 0;
    this.#prompting = new Prompting(catalog, id, profile, journal);
    this.#appetite = profile.random.chance(0.32) ? 0.03 : Math.min(0.9, profile.random.logNormal(0.35, 0.5));
  }

  isLaunched(atMs: number): boolean {
    return atMs >= this.#launchMs;
  }

  /** @param included the plan in force gives it for free */
  live(dayMs: number, working: boolean, included: boolean): void {
    if (!this.isLaunched(dayMs)) return;
    if (this.#trialEndsMs > 0 && !this.owned && dayMs >= this.#trialEndsMs) this.#endTrial(dayMs);
    if (this.owned) this.#perhapsLeave(dayMs);
    if (this.owned || included || this.#trialEndsMs > 0) {
      if (working) this.#use(dayMs, this.#trialEndsMs > 0 ? 1.4 : 1);
      return;
    }
    if (working) this.#browse(dayMs);
    this.#beSold(dayMs);
  }

  /** The host took the money: from here on the account holds it. */
  take(atMs: number, terms: Terms): void {
    this.owned = true;
    this.#trialEndsMs = 0;
    const { mrr, quantity, bundle } = terms;
    this.journal.track(atMs, EVENTS.addonPurchased, { addon: this.id, mrr, quantity, ...(bundle && { bundle }) });
  }

  noticeMilestone(atMs: number, user: string): void {
    if (this.owned || this.#trialEndsMs > 0 || !this.isLaunched(atMs)) return;
    this.#follow(this.#prompting.meet('milestone', atMs + 500, user), atMs);
  }

  /** With the subscription everything that hung on it is gone. */
  lose(): void {
    this.owned = false;
    this.#trialEndsMs = 0;
  }

  listPrice(seats: number): Terms {
    const price = this.#addon.price?.mrr ?? 0;
    const quantity = this.#addon.kind === 'ai' ? Math.max(1, Math.round(seats * 0.15)) : 1;
    return { mrr: Math.round(price * quantity * 100) / 100, quantity };
  }

  #use(dayMs: number, eagerness: number): void {
    const { random, users } = this.profile;
    if (!random.chance(this.#appetite * eagerness)) return;
    const at = officeTime(dayMs, random);
    const user = random.pick(users);
    if (!this.#setUp) {
      this.#setUp = true;
      this.journal.track(at - 300_000, EVENTS.featureSetUp, { feature: this.#addon.features[0]! }, user);
    }
    const quantity = Math.max(1, Math.round(random.logNormal(2, 0.7)));
    this.#used(at, random.pick(this.#addon.features), quantity, user);
    if (random.chance(0.02)) this.#rate(at, user);
  }

  #used(at: number, feature: string, quantity: number, user: string): void {
    const mapped = Object.entries(this.catalog.events ?? {}).find(([, event]) => event.feature === feature);
    if (mapped && this.profile.random.chance(0.15)) this.journal.track(at, mapped[0], {}, user);
    else this.journal.track(at, EVENTS.featureUsed, { feature, quantity }, user);
  }

  #rate(at: number, user: string): void {
    const { random } = this.profile;
    const kind = random.chance(0.5) ? 'csat' : 'nps';
    const warmth = random.normal(0.62 + this.#appetite * 0.5, 0.22);
    const score = kind === 'csat' ? 1 + Math.round(4 * clamp(warmth)) : Math.round(10 * clamp(warmth));
    this.journal.track(at + 60_000, EVENTS.feedbackGiven, { addon: this.id, kind, score }, user);
  }

  /** Not theirs yet: looking at it, running into it, or using up what the plan gives of it. */
  #browse(dayMs: number): void {
    const { random, users } = this.profile;
    const at = officeTime(dayMs, random);
    const user = random.pick(users);
    if (random.chance(DAILY.noticed * this.#affinity)) {
      this.journal.track(at, EVENTS.featureViewed, { feature: this.#addon.features[0]! }, user);
    }
    const limit = Object.entries(this.catalog.limits ?? {}).find(([, candidate]) => candidate.addon === this.id);
    if (limit) this.#useAllowance(limit[0], at, user);
    else if (random.chance(DAILY.gated * this.#affinity)) {
      const feature = this.#addon.features.at(-1)!;
      this.journal.track(at, EVENTS.featureGated, { feature, addon: this.id }, user);
      this.#follow(this.#prompting.meet('gate', at + 500, user), at);
    }
  }

  #useAllowance(id: string, at: number, user: string): void {
    const limit = this.catalog.limits![id]!;
    const { random } = this.profile;
    const month = new Date(at).toISOString().slice(0, 7);
    if (month !== this.#month) [this.#month, this.#usedInMonth] = [month, 0];
    if (!random.chance(Math.min(0.85, 0.6 * this.#affinity)) || this.#usedInMonth >= limit.max) return;
    const before = this.#usedInMonth;
    const quantity = Math.min(limit.max - before, Math.max(1, Math.round(random.logNormal(6, 0.8))));
    this.#usedInMonth += quantity;
    this.journal.track(at, EVENTS.featureUsed, { feature: limit.feature, quantity }, user);
    const fields = { limit: id, used: this.#usedInMonth, max: limit.max, addon: this.id };
    const warnAt = limit.max * (limit.warnAt ?? CATALOG_DEFAULTS.warnAt);
    if (before < warnAt && this.#usedInMonth >= warnAt) {
      this.journal.track(at + 100, EVENTS.limitApproached, fields, user);
      this.#follow(this.#prompting.meet('limit', at + 500, user), at);
    }
    if (this.#usedInMonth >= limit.max) {
      this.journal.track(at + 200, EVENTS.limitReached, fields, user);
      // Need of its own, prompt or no prompt: what a holdout is there to tell apart.
      if (random.chance(0.04)) this.#follow('trial', at + 3_600_000);
    }
  }

  #follow(reaction: Reaction, at: number): void {
    if (reaction === 'trial') this.#startTrial(at + 120_000);
    if (reaction === 'purchase') this.buy(this.id, at + 300_000);
  }

  /** Sales and the plain wish to have it. */
  #beSold(dayMs: number): void {
    const { random, segment } = this.profile;
    const at = officeTime(dayMs, random);
    if (segment !== 'smb' && random.chance(DAILY.offer)) {
      this.journal.track(at, EVENTS.offerPresented, {
        addon: this.id,
        channel: random.weighted({ sales: 5, success: 3, email: 2 }),
      });
      if (random.chance(0.16 * this.#affinity)) this.buy(this.id, at + random.whole(1, 9) * DAY_MS);
    } else if (random.chance(DAILY.trial * this.#affinity)) this.#startTrial(at);
    else if (random.chance(DAILY.purchase * this.#affinity)) this.buy(this.id, at);
  }

  #startTrial(at: number): void {
    if (this.owned || this.#trialEndsMs > 0) return;
    this.#trialEndsMs = at + (this.#addon.trialDays ?? CATALOG_DEFAULTS.trialDays) * DAY_MS;
    this.journal.track(at, EVENTS.trialStarted, {
      addon: this.id,
      endsAt: new Date(Math.round(this.#trialEndsMs)).toISOString(),
    });
  }

  #endTrial(dayMs: number): void {
    const at = this.#trialEndsMs;
    this.#trialEndsMs = 0;
    if (this.profile.random.chance(Math.min(0.75, 0.28 + this.#appetite * 0.5))) this.buy(this.id, Math.max(at, dayMs));
    else this.journal.track(at, EVENTS.trialEnded, { addon: this.id });
  }

  #perhapsLeave(dayMs: number): void {
    const { random } = this.profile;
    const monthly = this.#appetite < 0.1 ? 0.045 : 0.009;
    if (!random.chance(monthly / 30)) return;
    this.owned = false;
    this.journal.track(officeTime(dayMs, random), EVENTS.addonCancelled, { addon: this.id });
  }
}

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
