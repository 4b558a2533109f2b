/** The part of the catalog that a page gets. An allow-list: what is not named here stays on the server. */
import {
  type Addon,
  CATALOG_DEFAULTS,
  type Catalog,
  type Limit,
  type Milestone,
  type PublicAddon,
  type PublicCatalog,
} from '@attachkit/sdk/catalog';
import type { Prompt } from '@attachkit/sdk/prompt';
import type { CompiledCatalog } from './compiled-catalog.ts';

/** @param today `YYYY-MM-DD` in the catalog's time zone; decides what is launched */
export function toPublicCatalog({ source: catalog, heldBackPrompts }: CompiledCatalog, today: string): PublicCatalog {
  const launched = Object.entries(catalog.addons).filter(([, addon]) => !addon.launchedAt || addon.launchedAt <= today);
  const isPublic = (addon: string | undefined) => addon === undefined || launched.some(([id]) => id === addon);
  const { id, name, features } = catalog.product;
  return {
    version: catalog.version,
    timezone: catalog.timezone ?? CATALOG_DEFAULTS.timezone,
    currency: catalog.currency,
    account: catalog.account ?? CATALOG_DEFAULTS.account,
    identity: catalog.identity ?? CATALOG_DEFAULTS.identity,
    product: { id, name, features },
    addons: Object.fromEntries(launched.map(([addonId, addon]) => [addonId, publicAddon(addon, catalog)])),
    bundles: Object.fromEntries(
      Object.entries(catalog.bundles ?? {})
        .filter(([, bundle]) => bundle.addons.every(isPublic))
        .map(([bundleId, bundle]) => [bundleId, { name: bundle.name, addons: bundle.addons, mrr: bundle.mrr }]),
    ),
    limits: keepPublic(catalog.limits, isPublic, publicLimit),
    milestones: keepPublic(catalog.milestones, isPublic, publicMilestone),
    promptsPaused: catalog.promptsPaused ?? false,
    prompts: (catalog.prompts ?? [])
      .filter((prompt) => !heldBackPrompts.has(prompt.id) && isShown(prompt, isPublic))
      .map(publicPrompt),
  };
}

/** Live, and neither for nor about an add-on that is not public yet. */
function isShown(prompt: Prompt, isPublic: (addon: string | undefined) => boolean): boolean {
  const about = (prompt.audience?.all ?? []).flatMap((rule) => ('addon' in rule ? rule.addon : []));
  return prompt.status !== 'draft' && [prompt.addon, ...about].every(isPublic);
}

function publicAddon(addon: Addon, catalog: Catalog): PublicAddon {
  const { uses, days, window } = addon.attached;
  return {
    name: addon.name,
    kind: addon.kind,
    features: addon.features,
    attached: { uses, days, window },
    price: addon.price && { mrr: addon.price.mrr },
    trialDays: addon.trialDays ?? CATALOG_DEFAULTS.trialDays,
    includedIn: addon.includedIn ?? [],
    holdout: addon.holdout ?? catalog.holdout ?? CATALOG_DEFAULTS.holdout,
  };
}

function keepPublic<T extends { addon?: string }>(
  entries: Record<string, T> | undefined,
  isPublic: (addon: string | undefined) => boolean,
  reduce: (entry: T) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries ?? {})
      .filter(([, entry]) => isPublic(entry.addon))
      .map(([id, entry]) => [id, reduce(entry)]),
  );
}

function publicLimit({ feature, max, warnAt, per, addon }: Limit): Limit {
  return { feature, max, warnAt, per, addon };
}

function publicMilestone({ feature, count, addon }: Milestone): Milestone {
  return { feature, count, addon };
}

function publicPrompt(prompt: Prompt): Prompt {
  const { id, priority, addon, trigger, audience, moment, frequency, variants, placement, content, pricing, actions } =
    prompt;
  return { id, priority, addon, trigger, audience, moment, frequency, variants, placement, content, pricing, actions };
}
