/** Who an invented account is: drawn once, it colours everything the account does afterwards. */
import type { Catalog } from '@attachkit/sdk/catalog';
import { createRandom, type Random } from './random.ts';

export type Segment = 'smb' | 'mid-market' | 'enterprise';

export interface Profile {
  id: string;
  name: string;
  segment: Segment;
  industry: string;
  channel: string;
  plan: string;
  seats: number;
  /** Base MRR of one seat. */
  seatPrice: number;
  users: string[];
  /** Chance of a working day with activity, 0…1; heavy-tailed over accounts. */
  activity: number;
  /** Per add-on id: how much it fits, about 1 on average. */
  affinity: Record<string, number>;
  acquiredMs: number;
  /** Of the company itself: left out of every metric. */
  internal: boolean;
  random: Random;
}

const FIRST =
  'Alder Birch Cedar Dover Elmwood Fenwick Garnet Harrow Ivory Juniper Kestrel Larkin Marlow Nettle Orchard'.split(' ');
const SECOND = 'Bridge Coast Field Gate Harbour Hill Lake Mill Park Quay Row Stone Vale Way Yard'.split(' ');
const INDUSTRIES: Record<string, { weight: number; ending: string }> = {
  legal: { weight: 22, ending: 'Law' },
  agency: { weight: 26, ending: 'Studio' },
  consulting: { weight: 20, ending: 'Partners' },
  'real estate': { weight: 14, ending: 'Homes' },
  education: { weight: 10, ending: 'Academy' },
  healthcare: { weight: 8, ending: 'Care' },
};
const SEGMENTS: Record<Segment, number> = { smb: 62, 'mid-market': 28, enterprise: 10 };
const CHANNELS: Record<Segment, Record<string, number>> = {
  smb: { 'self-serve': 78, partner: 14, sales: 8 },
  'mid-market': { 'self-serve': 34, partner: 20, sales: 46 },
  enterprise: { 'self-serve': 4, partner: 16, sales: 80 },
};
const SEATS_MEDIAN: Record<Segment, number> = { smb: 4, 'mid-market': 16, enterprise: 60 };
const SEAT_PRICES: Record<string, number> = { starter: 9, team: 14, enterprise: 22 };

/** The catalog's own plan names where it has some, else three common ones. */
function plansOf(catalog: Catalog): { small: string; middle: string; large: string } {
  const included = new Set(Object.values(catalog.addons).flatMap((addon) => addon.includedIn ?? []));
  const [large = 'enterprise'] = included;
  return { small: 'starter', middle: 'team', large };
}

function drawPlan(catalog: Catalog, segment: Segment, random: Random): string {
  const plans = plansOf(catalog);
  if (segment === 'smb') return random.chance(0.78) ? plans.small : plans.middle;
  if (segment === 'mid-market') return random.chance(0.85) ? plans.middle : plans.large;
  return random.chance(0.75) ? plans.large : plans.middle;
}

/** Small accounts lean to AI, larger ones to everything else; a draw of its own keeps it from being a rule. */
function drawAffinity(catalog: Catalog, segment: Segment, activity: number, random: Random): Record<string, number> {
  const affinity: Record<string, number> = {};
  const general = random.logNormal(1, 0.5) * (0.5 + activity);
  for (const [id, addon] of Object.entries(catalog.addons)) {
    const lean =
      addon.kind === 'ai'
        ? { smb: 1.25, 'mid-market': 1, enterprise: 0.8 }
        : { smb: 0.8, 'mid-market': 1.2, enterprise: 1.3 };
    affinity[id] = general * lean[segment] * random.logNormal(1, 0.5);
  }
  return affinity;
}

/** Growing sales: a first fifth that came early, then more every month. */
function drawAcquired(startMs: number, endMs: number, random: Random): number {
  const share = random.chance(0.2) ? random.next() * 0.1 : Math.sqrt(random.next());
  return startMs + share * (endMs - startMs);
}

/**
 * @param index from 0; account 0 is the company's own, marked `internal`
 */
export function drawProfile(catalog: Catalog, seed: string, index: number, startMs: number, endMs: number): Profile {
  const random = createRandom(`${seed}/${index}`);
  const number = String(index).padStart(4, '0');
  const segment = random.weighted(SEGMENTS);
  const industry = random.weighted(
    Object.fromEntries(Object.entries(INDUSTRIES).map(([name, { weight }]) => [name, weight])),
  );
  const plan = drawPlan(catalog, segment, random);
  const seats = Math.max(1, Math.round(random.logNormal(SEATS_MEDIAN[segment], 0.6)));
  const activity = Math.min(0.95, random.logNormal(0.2, 0.9));
  return {
    id: `acct_${number}`,
    name:
      index === 0
        ? `${catalog.product.name} (our own)`
        : `${random.pick(FIRST)}${random.pick(SECOND).toLowerCase()} ${INDUSTRIES[industry]!.ending}`,
    segment,
    industry,
    channel: random.weighted(CHANNELS[segment]),
    plan,
    seats,
    seatPrice: SEAT_PRICES[plan] ?? 18,
    users: Array.from(
      { length: Math.min(seats, 1 + Math.floor(random.logNormal(2, 0.7))) },
      (_, user) => `user_${number}_${user + 1}`,
    ),
    activity,
    affinity: drawAffinity(catalog, segment, activity, random),
    acquiredMs: index === 0 ? startMs : drawAcquired(startMs, endMs, random),
    internal: index === 0,
    random,
  };
}
