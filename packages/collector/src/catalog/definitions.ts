/** The catalog's history: every change that was ever in force, with its time. */
import { createHash } from 'node:crypto';
import type { Catalog } from '@attachkit/sdk/catalog';
import type { Store } from '../store/store.ts';

export interface Definition {
  /** RFC 3339, since when it is in force. */
  since: string;
  version: string;
  /** What differs from the one before: `addons.copilot.attached.uses: 5 → 8`. */
  changes: string[];
}

interface Recorded {
  recorded_at: number;
  version: string;
  digest: string;
  changes: string;
  catalog: string;
  [column: string]: string | number;
}

const CHANGES_MAX = 100;

/** @returns the catalog that was in force before, if this one is new */
export async function recordDefinition(store: Store, catalog: Catalog, nowMs: number): Promise<Catalog | undefined> {
  const [last] = await store.query<Recorded>('SELECT * FROM definition ORDER BY recorded_at DESC LIMIT 1');
  const text = JSON.stringify(catalog);
  const digest = createHash('sha256').update(text).digest('hex');
  if (last?.digest === digest) return undefined;
  const before = last && (JSON.parse(last.catalog) as Catalog);
  const changes = JSON.stringify(before ? listChanges(before, catalog).slice(0, CHANGES_MAX) : []);
  // Later than the last one even if the clock was set back, so that the order holds.
  const recordedAt = Math.max(nowMs * 1000, (last?.recorded_at ?? 0) + 1);
  await store.transaction((transaction) =>
    transaction.insert('definition', [[recordedAt, catalog.version, digest, changes, text]]),
  );
  return before;
}

/** Newest first. */
export async function readDefinitions(store: Store, limit = 50): Promise<Definition[]> {
  const rows = await store.query<Recorded>(
    'SELECT recorded_at, version, changes FROM definition ORDER BY recorded_at DESC LIMIT $limit',
    { limit },
  );
  return rows.map(({ recorded_at, version, changes }) => ({
    since: new Date(recorded_at / 1000).toISOString(),
    version,
    changes: JSON.parse(changes),
  }));
}

export function listChanges(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after)) return [`${path}: ${short(before)} → ${short(after)}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const inner = [own(before, key), own(after, key)] as const;
    return listChanges(...inner, path ? `${path}.${key}` : key);
  });
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value).slice(0, 80);
}
