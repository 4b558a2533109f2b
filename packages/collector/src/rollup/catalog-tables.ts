/** The catalog as tables, so that the SQL reads it like anything else. */

import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import type { Cell, Transaction } from '../store/store.ts';
import type { Table } from './table.ts';

export const ADDON_SETTING: Table = {
  name: 'addon_setting',
  columns: [
    ['addon', 'VARCHAR'],
    ['trial_days', 'INTEGER'],
  ],
};

/** Plans that bring an add-on with them. */
export const INCLUSION: Table = {
  name: 'inclusion',
  columns: [
    ['addon', 'VARCHAR'],
    ['plan', 'VARCHAR'],
  ],
};

/** Each add-on's features. */
export const ADDON_FEATURE: Table = {
  name: 'addon_feature',
  columns: [
    ['addon', 'VARCHAR'],
    ['feature', 'VARCHAR'],
  ],
};

/** The thresholds whose spans are kept: every add-on's own, and "active" (`addon` '') for every window in the catalog. */
export const KEPT_THRESHOLD: Table = {
  name: 'kept_threshold',
  columns: [
    ['addon', 'VARCHAR'],
    ['uses', 'BIGINT'],
    ['days', 'BIGINT'],
    ['span_days', 'INTEGER'],
  ],
};

export const CATALOG_TABLES: readonly Table[] = [ADDON_SETTING, INCLUSION, ADDON_FEATURE, KEPT_THRESHOLD];

export function timeZoneOf(catalog: Catalog): string {
  return catalog.timezone ?? CATALOG_DEFAULTS.timezone;
}

/** Windows for which it is kept who was active. */
export function activeWindows(catalog: Catalog): number[] {
  const windows = Object.values(catalog.addons).map((addon) => addon.attached.window);
  return [...new Set([...windows, CATALOG_DEFAULTS.windowDays])];
}

export function keptThresholds(catalog: Catalog): Cell[][] {
  const addons = Object.entries(catalog.addons).map(([id, { attached }]) => [
    id,
    attached.uses,
    attached.days,
    attached.window,
  ]);
  return [...addons, ...activeWindows(catalog).map((window) => ['', 1, 1, window])];
}

export async function fillCatalogTables(transaction: Transaction, catalog: Catalog): Promise<void> {
  const addons = Object.entries(catalog.addons);
  const rows: [Table, Cell[][]][] = [
    [ADDON_SETTING, addons.map(([id, addon]) => [id, addon.trialDays ?? CATALOG_DEFAULTS.trialDays])],
    [INCLUSION, addons.flatMap(([id, addon]) => [...new Set(addon.includedIn)].map((plan) => [id, plan]))],
    [ADDON_FEATURE, addons.flatMap(([id, addon]) => [...new Set(addon.features)].map((feature) => [id, feature]))],
    [KEPT_THRESHOLD, keptThresholds(catalog)],
  ];
  for (const [table, cells] of rows) {
    await transaction.run(`DELETE FROM ${table.name}`);
    if (cells.length > 0) await transaction.insert(table.name, cells);
  }
}
