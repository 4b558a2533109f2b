/** The catalog as ingestion asks it: by name, without walking it, and safe from names such as `__proto__`. */

import { dayOf, formatDay } from '@attachkit/sdk/calendar';
import { CATALOG_DEFAULTS, type Catalog, type MappedEvent } from '@attachkit/sdk/catalog';
import { lintPrompts } from '@attachkit/widget/lint';
import { knownFeatures } from './check-meaning.ts';

export interface CompiledCatalog {
  source: Catalog;
  addons: ReadonlySet<string>;
  features: ReadonlySet<string>;
  mapped: ReadonlyMap<string, MappedEvent>;
  currency: string;
  /** IANA name. */
  timezone: string;
  signedIdentity: boolean;
  /** Ids of prompts that the linter finds a mistake in: they are not served. */
  heldBackPrompts: ReadonlySet<string>;
  /** `YYYY-MM-DD` in the catalog's time zone. @param at microseconds */
  dayOf(at: number): string;
}

export function compileCatalog(catalog: Catalog): CompiledCatalog {
  const timezone = catalog.timezone ?? CATALOG_DEFAULTS.timezone;
  return {
    source: catalog,
    addons: new Set(Object.keys(catalog.addons)),
    features: knownFeatures(catalog),
    mapped: new Map(Object.entries(catalog.events ?? {})),
    currency: catalog.currency,
    timezone,
    heldBackPrompts: new Set(heldBack(catalog)),
    signedIdentity: catalog.identity === 'signed',
    dayOf: createDayLookup(timezone),
  };
}

function heldBack(catalog: Catalog): string[] {
  const mistakes = lintPrompts(catalog).filter(({ severity }) => severity === 'error');
  return mistakes.flatMap(({ path }) => catalog.prompts?.[Number(path[1])]?.id ?? []);
}

const BUCKET_MICROS = 15 * 60 * 1_000_000;
const CACHED_BUCKETS_MAX = 50_000;

/**
 * `Intl` is slow, and since 1972 every zone's offset changes on a quarter of an hour, so within one
 * the day is the same. Older instants, which had offsets of odd seconds, are asked each time.
 */
function createDayLookup(timeZone: string): (at: number) => string {
  const days = new Map<number, string>();
  return (at) => {
    if (at < 63_072_000_000_000) return formatDay(dayOf(Math.floor(at / 1000), timeZone));
    const bucket = Math.floor(at / BUCKET_MICROS);
    let day = days.get(bucket);
    if (day === undefined) {
      if (days.size >= CACHED_BUCKETS_MAX) days.clear();
      day = formatDay(dayOf(Math.floor(at / 1000), timeZone));
      days.set(bucket, day);
    }
    return day;
  };
}
