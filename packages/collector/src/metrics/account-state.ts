/** `GET /v1/accounts/:id/state`: what the collector knows of one account, for a host to pass to the SDK's `hydrate`. */
import { parseDay } from '@attachkit/sdk/calendar';
import type { Catalog } from '@attachkit/sdk/catalog';
import type { AccountState, AddonState } from '@attachkit/sdk/protocol';
import { measureProgress } from '@attachkit/sdk/threshold';
import { type Known, readKnown } from './account-knowledge.ts';
import { latestShows } from './account-shows.ts';
import type { MetricContext } from './metric.ts';

/** An account nobody has heard of yet has a state too: an empty one. */
export async function accountState(account: string, nowMs: number, context: MetricContext): Promise<AccountState> {
  const { catalog } = context;
  const known = await readKnown(account, usageDays(catalog), context);
  return {
    account,
    asOf: new Date(nowMs).toISOString(),
    catalogVersion: catalog.version,
    traits: Object.fromEntries(known.traits.map(({ name, value }) => [name, readTrait(value)])),
    acquired: known.account?.acquired ?? null,
    plan: known.customer?.plan ?? null,
    addons: Object.fromEntries(
      Object.keys(catalog.addons).map((id) => [id, addonState(id, known, catalog, nowMs, context.today)]),
    ),
    usage: usageByFeature(known),
    lifetime: Object.fromEntries(known.lifetime.map(({ feature, uses }) => [feature, uses])),
    optOuts: optOutsOf(known),
    shows: latestShows(known.prompts),
  };
}

/** Numbers and booleans were stored as JSON writes them. */
function readTrait(value: string | null): string | number | boolean | null {
  if (value === null) return null;
  if (value === 'true' || value === 'false') return value === 'true';
  const number = Number(value);
  return value !== '' && JSON.stringify(number) === value ? number : value;
}

function addonState(id: string, known: Known, catalog: Catalog, nowMs: number, today: string): AddonState {
  const { features, attached: threshold, includedIn = [] } = catalog.addons[id]!;
  const counts = new Map<number, number>();
  for (const { feature, day, uses } of known.usage) {
    if (features.includes(feature)) counts.set(parseDay(day), (counts.get(parseDay(day)) ?? 0) + uses);
  }
  const { attached, uses, days } = measureProgress(counts, threshold, parseDay(today));
  const isCustomer = known.customer !== undefined;
  const purchased = isCustomer && known.held.includes(id);
  const plan = known.customer?.plan;
  const trialEnds = known.trials.filter(({ addon, ends_at }) => addon === id && ends_at > nowMs * 1000);
  const lastEnd = Math.max(...trialEnds.map(({ ends_at }) => ends_at));
  return {
    purchased,
    included: plan !== undefined && plan !== null && includedIn.includes(plan),
    trialEndsAt: purchased || !isCustomer || trialEnds.length === 0 ? null : instantText(lastEnd),
    attached: attached && isCustomer,
    ...{ uses, days },
    arm: known.arms.find(({ addon }) => addon === id)?.arm ?? null,
  };
}

/** A trial that never ends was stored at the end of what a number holds. */
function instantText(microseconds: number): string {
  const latest = Date.UTC(9999, 11, 31);
  return new Date(Math.min(microseconds / 1000, latest)).toISOString();
}

/** The longest window of the catalog. */
function usageDays({ addons }: Catalog): number {
  return Math.max(28, ...Object.values(addons).map(({ attached }) => attached.window));
}

function usageByFeature({ usage }: Known): AccountState['usage'] {
  const byFeature: AccountState['usage'] = {};
  for (const { feature, day, uses } of usage) {
    byFeature[feature] ??= {};
    byFeature[feature][day] = uses;
  }
  return byFeature;
}

function optOutsOf({ prompts, addonOptOuts }: Known): AccountState['optOuts'] {
  const refused = prompts.filter(({ name }) => name === 'Prompt Opted Out');
  return {
    prompts: [...new Set(refused.map(({ prompt }) => prompt))].sort(),
    addons: [...new Set(addonOptOuts)].sort(),
  };
}
