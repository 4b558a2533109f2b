/** What the dashboard has to know of the catalog before it can ask anything: names, currency, targets. */

import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import { benchmarksOf } from '../metrics/benchmarks.ts';

export function dashboardSetup(catalog: Catalog) {
  const { version, currency, product } = catalog;
  const addons = Object.entries(catalog.addons).map(([id, addon]) => [
    id,
    {
      name: addon.name,
      kind: addon.kind,
      line: addon.line ?? null,
      launchedAt: addon.launchedAt ?? null,
      mrr: addon.price?.mrr ?? null,
      attached: addon.attached,
    },
  ]);
  const bundles = Object.entries(catalog.bundles ?? {}).map(([id, bundle]) => [
    id,
    { name: bundle.name ?? id, addons: bundle.addons, mrr: bundle.mrr },
  ]);
  return {
    version,
    currency,
    timezone: catalog.timezone ?? CATALOG_DEFAULTS.timezone,
    product: { id: product.id, name: product.name },
    addons: Object.fromEntries(addons),
    bundles: Object.fromEntries(bundles),
    targets: catalog.targets ?? {},
    benchmarks: benchmarksOf(catalog),
    livePrompts: (catalog.prompts ?? []).filter(({ status }) => status !== 'draft').map(({ id }) => id),
    promptsPaused: catalog.promptsPaused ?? false,
    grossMargin: catalog.grossMargin ?? CATALOG_DEFAULTS.grossMargin,
  };
}
