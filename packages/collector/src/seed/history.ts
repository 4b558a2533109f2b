/** A believable past for a catalog: accounts that come, use, try, buy, give up and leave. */
import type { Catalog } from '@attachkit/sdk/catalog';
import type { Message } from '@attachkit/sdk/protocol';
import { AddonLife } from './addon-life.ts';
import { isWorking, useBaseProduct } from './base-usage.ts';
import { Journal } from './journal.ts';
import { Milestones } from './milestones.ts';
import { officeTime } from './office-time.ts';
import { drawProfile, type Profile } from './profile.ts';
import { renewSubscription, reviewHealth, type Subscription, startSubscription } from './subscription.ts';

export interface HistoryOptions {
  catalog: Catalog;
  /** 1–5,000. Default 360. */
  accounts?: number;
  /** Length of the past, 1–60. Default 14. */
  months?: number;
  /** Where the past ends, epoch milliseconds; nothing lies after it. Default now. */
  nowMs?: number;
  /** The same seed, catalog and `nowMs` give the same messages. Default `orchard`. */
  seed?: string;
}

const DAY_MS = 86_400_000;
const DAYS_A_MONTH = 30.4375;

/** @returns messages in order of their timestamps, as `POST /v1/batch` takes them under a server key */
export function* generateHistory(options: HistoryOptions): Generator<Message> {
  const { catalog, accounts = 360, months = 14, nowMs = Date.now(), seed = 'orchard' } = options;
  const startMs = dayStart(nowMs - months * DAYS_A_MONTH * DAY_MS);
  const messages: Message[] = [];
  for (let index = 0; index < accounts; index += 1) {
    const profile = drawProfile(catalog, seed, index, startMs, nowMs);
    messages.push(...liveAccount(catalog, profile, seed, nowMs));
  }
  const end = new Date(nowMs).toISOString();
  messages.sort((a, b) => (a.timestamp! < b.timestamp! ? -1 : a.timestamp! > b.timestamp! ? 1 : 0));
  for (const message of messages) if (message.timestamp! <= end) yield message;
}

function dayStart(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

function liveAccount(catalog: Catalog, profile: Profile, seed: string, nowMs: number): Message[] {
  const journal = new Journal(profile, seed);
  const subscription = startSubscription(profile, journal);
  const lives: AddonLife[] = [];
  const buy = (addon: string, atMs: number) => purchase(catalog, lives, subscription, profile, addon, atMs);
  for (const id of Object.keys(catalog.addons)) lives.push(new AddonLife(catalog, id, profile, journal, buy));

  const milestones = new Milestones(catalog, lives, journal);

  const firstDay = dayStart(profile.acquiredMs);
  const renewalDay = profile.random.whole(200, 365);
  for (let day = 1; firstDay + day * DAY_MS <= nowMs; day += 1) {
    const dayMs = firstDay + day * DAY_MS;
    if (day % 30 === 0) {
      renewSubscription(
        profile,
        subscription,
        journal,
        officeTime(dayMs, profile.random),
        lives.filter((life) => life.owned).length,
      );
      if (!subscription.active) for (const life of lives) life.lose();
    }
    if (!subscription.active) continue;
    if (day % 90 === 1)
      reviewHealth(
        profile,
        journal,
        officeTime(dayMs, profile.random),
        firstDay + (day < renewalDay ? renewalDay : renewalDay + 365) * DAY_MS,
      );
    const working = isWorking(profile, dayMs);
    if (working) useBaseProduct(profile, catalog.product.features, journal, milestones, dayMs);
    for (const life of lives) {
      life.live(dayMs, working, catalog.addons[life.id]!.includedIn?.includes(subscription.plan) ?? false);
    }
  }
  return journal.messages;
}

/** Some buy the whole bundle at once; its price is split over its members by their list prices. */
function purchase(
  catalog: Catalog,
  lives: AddonLife[],
  subscription: Subscription,
  profile: Profile,
  addon: string,
  atMs: number,
): void {
  const life = lives.find((candidate) => candidate.id === addon)!;
  if (life.owned || !subscription.active) return;
  const bundle = Object.entries(catalog.bundles ?? {}).find(([, candidate]) => candidate.addons.includes(addon));
  const members = lives.filter((candidate) => bundle?.[1].addons.includes(candidate.id));
  const whole = members.length > 1 && members.every((member) => !member.owned && member.isLaunched(atMs));
  if (!bundle || !whole || !profile.random.chance(0.22)) {
    life.take(atMs, life.listPrice(subscription.seats));
    return;
  }
  const list = members.reduce((sum, member) => sum + member.listPrice(1).mrr, 0);
  for (const member of members) {
    const share = Math.round((member.listPrice(1).mrr / list) * bundle[1].mrr * 100) / 100;
    member.take(atMs, { mrr: share, quantity: 1, bundle: bundle[0] });
  }
}
