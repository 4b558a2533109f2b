/** What a schema cannot say: names that point nowhere, events that mean nothing, prices that are no prices. */
import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import { nearestName } from './check-schema.ts';
import type { CatalogProblem } from './problem.ts';

type Path = (string | number)[];
type Check = (catalog: Catalog, report: Report) => void;
type Report = (severity: CatalogProblem['severity'], path: Path, message: string) => void;

const EVENT_NAMES: ReadonlySet<string> = new Set(Object.values(EVENTS));

const CHECKS: readonly Check[] = [
  checkTimeZone,
  checkAddons,
  checkBundles,
  checkLimits,
  checkMilestones,
  checkTargets,
  checkEvents,
  checkPrompts,
  checkSharedFeatures,
];

/** @param catalog one that passed its JSON Schema */
export function checkMeaning(catalog: Catalog): CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  for (const check of CHECKS) {
    check(catalog, (severity, path, message) => problems.push({ severity, path, message }));
  }
  return problems;
}

export function knownFeatures(catalog: Catalog): Set<string> {
  return new Set([...catalog.product.features, ...Object.values(catalog.addons).flatMap((addon) => addon.features)]);
}

function checkTimeZone(catalog: Catalog, report: Report): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: catalog.timezone ?? CATALOG_DEFAULTS.timezone });
  } catch {
    report(
      'error',
      ['timezone'],
      `"${catalog.timezone}" is no IANA time zone; expected is a name such as "Europe/Berlin".`,
    );
  }
}

function checkAddons(catalog: Catalog, report: Report): void {
  for (const [id, addon] of Object.entries(catalog.addons)) {
    const path = ['addons', id];
    if (id === catalog.product.id) report('error', path, 'has the id of the product; give it another.');
    if (id === 'any' || /^(kind|line):/.test(id))
      report('error', path, 'reads like a set of add-ons; choose another id.');
    if (addon.features.length === 0)
      report('warning', [...path, 'features'], 'is empty, so this add-on can never be used.');
    if (addon.attached.days > addon.attached.window) {
      report('error', [...path, 'attached', 'days'], 'asks for more days than the window has.');
    }
    if (addon.price) checkMoney(addon.price.mrr, [...path, 'price', 'mrr'], report);
    if (addon.launchedAt !== undefined) checkDate(addon.launchedAt, [...path, 'launchedAt'], report);
  }
}

function checkBundles(catalog: Catalog, report: Report): void {
  for (const [id, bundle] of Object.entries(catalog.bundles ?? {})) {
    bundle.addons.forEach((addon, index) => {
      checkAddonName(catalog, addon, ['bundles', id, 'addons', index], report);
    });
    checkMoney(bundle.mrr, ['bundles', id, 'mrr'], report);
    const listPrice = bundle.addons.reduce((sum, addon) => sum + (catalog.addons[addon]?.price?.mrr ?? 0), 0);
    if (listPrice > 0 && bundle.mrr > listPrice) {
      report('warning', ['bundles', id, 'mrr'], `is more than the add-ons cost apart (${listPrice}).`);
    }
  }
}

function checkLimits(catalog: Catalog, report: Report): void {
  for (const [id, limit] of Object.entries(catalog.limits ?? {})) {
    checkFeatureName(catalog, limit.feature, ['limits', id, 'feature'], report);
    if (limit.addon !== undefined) checkAddonName(catalog, limit.addon, ['limits', id, 'addon'], report);
  }
}

function checkMilestones(catalog: Catalog, report: Report): void {
  for (const [id, milestone] of Object.entries(catalog.milestones ?? {})) {
    checkFeatureName(catalog, milestone.feature, ['milestones', id, 'feature'], report);
    if (milestone.addon !== undefined) checkAddonName(catalog, milestone.addon, ['milestones', id, 'addon'], report);
  }
}

function checkTargets(catalog: Catalog, report: Report): void {
  for (const [addon, target] of Object.entries(catalog.targets ?? {})) {
    checkAddonName(catalog, addon, ['targets', addon], report);
    checkDate(target.by, ['targets', addon, 'by'], report);
  }
}

function checkEvents(catalog: Catalog, report: Report): void {
  for (const [name, meaning] of Object.entries(catalog.events ?? {})) {
    const path = ['events', name];
    if (EVENT_NAMES.has(name)) report('error', path, 'has a meaning already and cannot be given another.');
    if (!EVENT_NAMES.has(meaning.event)) {
      const nearest = nearestName(meaning.event, EVENT_NAMES);
      const mend = nearest ? `Did you mean "${nearest}"?` : `Known: ${[...EVENT_NAMES].join(', ')}.`;
      report('error', [...path, 'event'], `"${meaning.event}" is no event. ${mend}`);
    }
    if (typeof meaning.feature === 'string') checkFeatureName(catalog, meaning.feature, [...path, 'feature'], report);
    if (typeof meaning.addon === 'string') checkAddonName(catalog, meaning.addon, [...path, 'addon'], report);
  }
}

function checkPrompts(catalog: Catalog, report: Report): void {
  const seen = new Set<string>();
  catalog.prompts?.forEach((prompt, index) => {
    const path = ['prompts', index];
    checkAddonName(catalog, prompt.addon, [...path, 'addon'], report);
    if (seen.has(prompt.id)) report('error', [...path, 'id'], `"${prompt.id}" is the id of another prompt too.`);
    seen.add(prompt.id);
  });
}

function checkSharedFeatures(catalog: Catalog, report: Report): void {
  const owner = new Map<string, string>(catalog.product.features.map((feature) => [feature, catalog.product.id]));
  for (const [id, addon] of Object.entries(catalog.addons)) {
    addon.features.forEach((feature, index) => {
      const other = owner.get(feature);
      if (other) {
        report(
          'warning',
          ['addons', id, 'features', index],
          `"${feature}" belongs to "${other}" too; a use counts for both.`,
        );
      }
      owner.set(feature, id);
    });
  }
}

function checkAddonName(catalog: Catalog, name: string, path: Path, report: Report): void {
  if (Object.hasOwn(catalog.addons, name)) return;
  report('error', path, unknownName('add-on', name, Object.keys(catalog.addons)));
}

function checkFeatureName(catalog: Catalog, name: string, path: Path, report: Report): void {
  const known = knownFeatures(catalog);
  if (!known.has(name)) report('error', path, unknownName('feature', name, [...known]));
}

function unknownName(what: string, name: string, known: string[]): string {
  const nearest = nearestName(name, known);
  const mend = nearest ? `Did you mean "${nearest}"?` : `Known: ${known.slice(0, 20).join(', ')}.`;
  return `there is no ${what} "${name}". ${mend}`;
}

function checkMoney(amount: number, path: Path, report: Report): void {
  if (!/^\d+(\.\d{1,2})?$/.test(String(amount))) report('error', path, `${amount} has more than two decimals.`);
}

function checkDate(date: string, path: Path, report: Report): void {
  const instant = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== date) {
    report('error', path, `"${date}" is no day of the calendar.`);
  }
}
