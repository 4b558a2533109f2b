/** The add-ons that the parameter `addon` names: one id, or a set. */
import { type Addon, CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';

export interface AddonSet {
  /** As asked for. */
  name: string;
  /** Ids in the catalog's order. */
  members: string[];
  /** Set where one id was asked for. */
  single?: Addon;
}

/** What `addon` may be: ids first, then sets. */
export function addonSetNames(catalog: Catalog): string[] {
  const lines = new Set(
    Object.values(catalog.addons).flatMap(({ line }) => (line === undefined ? [] : [`line:${line}`])),
  );
  return [...Object.keys(catalog.addons), 'any', 'kind:ai', 'kind:addon', ...lines];
}

/** @param name one of {@link addonSetNames} */
export function findAddonSet(catalog: Catalog, name: string): AddonSet {
  const addons = Object.entries(catalog.addons);
  const single = Object.hasOwn(catalog.addons, name) ? catalog.addons[name] : undefined;
  if (single) return { name, members: [name], single };
  const belongs = ([, addon]: [string, Addon]) =>
    name === 'any' || name === `kind:${addon.kind}` || (addon.line !== undefined && name === `line:${addon.line}`);
  return { name, members: addons.filter(belongs).map(([id]) => id) };
}

/** Of "active" and the like; each member's threshold keeps its own window unless one was asked for. */
export function windowOf(set: AddonSet, asked: number | undefined): number {
  return asked ?? set.single?.attached.window ?? CATALOG_DEFAULTS.windowDays;
}
