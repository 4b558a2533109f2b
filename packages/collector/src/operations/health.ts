/** `/v1/health`: what an engineer wants to know about the installation, and what is wrong with it. */
import { statfsSync, statSync } from 'node:fs';
import { readDefinitions } from '../catalog/definitions.ts';
import type { LiveCatalog } from '../catalog/live-catalog.ts';
import { formatProblem } from '../catalog/problem.ts';
import { mendOf } from '../ingest/refusals.ts';
import type { WriteBuffer } from '../ingest/write-buffer.ts';
import type { Rollup } from '../rollup/rollup.ts';
import type { Store } from '../store/store.ts';
import type { Erasures } from './erasure.ts';
import { findFaults } from './faults.ts';
import type { Observations } from './observations.ts';
import type { Retention } from './retention.ts';

export interface HealthDependencies {
  store: Store;
  buffer: WriteBuffer;
  rollup: Rollup;
  catalog: LiveCatalog;
  observations: Observations;
  erasures: Erasures;
  retention: Retention;
  /** The database's file, whose size and disk are told. */
  databasePath: string;
  /** Epoch milliseconds. */
  now: () => number;
}

const LAST_EVENTS = 20;
/** How much of a refused message is shown. */
const EXCERPT_CHARACTERS = 400;

export async function reportHealth(dependencies: HealthDependencies) {
  const { store, buffer, rollup, catalog, observations, erasures, retention, databasePath, now } = dependencies;
  const disk = measureDisk(databasePath);
  const { source } = catalog.current;
  const facts = { observations, catalog, disk, waitingEvents: buffer.waitingEvents, nowMs: now() };
  const faults = findFaults(facts);
  return {
    status: faults.some(({ severity }) => severity === 'error') ? 'failing' : faults.length > 0 ? 'attention' : 'good',
    faults,
    lastEventAt: toTime(observations.lastEventAt),
    lastEvents: await readLastEvents(store),
    accepted: observations.list('accepted'),
    duplicates: observations.total('duplicate'),
    late: observations.total('late'),
    imported: observations.total('history'),
    refusals: await describeRefusals(store, observations),
    unmappedEvents: observations.list('unmapped'),
    catalog: {
      version: source.version,
      identity: source.identity ?? 'open',
      problems: catalog.problems.map(formatProblem),
    },
    definitions: await readDefinitions(store),
    erasures: erasures.count,
    retention: retention.describe(),
    rollup: { behindEvents: await countBehind(store, rollup) },
    store: { engine: store.engine, ...disk, waitingEvents: buffer.waitingEvents },
  };
}

async function readLastEvents(store: Store) {
  const rows = await store.query<{ type: string; name: string | null; at: number; arrived: number }>(
    `SELECT type, coalesce(name, received_name) AS name, "at" AS "at", arrived_at AS arrived, key_space AS "keySpace",
       coalesce(user_id, anonymous_id) AS "user", group_id AS account
     FROM event ORDER BY sequence DESC LIMIT ${LAST_EVENTS}`,
  );
  return rows.map(({ at, arrived, ...row }) => ({ ...row, timestamp: toTime(at), arrivedAt: toTime(arrived) }));
}

/** Events that no metric has seen yet: the next question takes them in before it is answered. */
async function countBehind(store: Store, { takenIn }: Rollup): Promise<number> {
  const [row] = await store.query<{ behind: number }>(
    `SELECT count(*) AS behind FROM event WHERE sequence > ${takenIn}`,
  );
  return row?.behind ?? 0;
}

async function describeRefusals(store: Store, observations: Observations) {
  const kept = await store.query<{ code: string; kept: number; last: number; reason: string; message: string }>(
    `SELECT code, count(*) AS kept, max(refused_at) AS last, arg_max(reason, refused_at) AS reason,
       arg_max(message, refused_at) AS message
     FROM refused_event GROUP BY code`,
  );
  const byCode = new Map(kept.map((row) => [row.code, row]));
  return observations.list('refused').map(({ name: code, count }) => {
    const row = byCode.get(code);
    return {
      code,
      count,
      mend: mendOf(code),
      kept: row?.kept ?? 0,
      last: row ? { at: toTime(row.last), reason: row.reason, message: excerptOf(row.message) } : null,
    };
  });
}

/** Without the token: it is a credential for as long as it holds. */
function excerptOf(message: string): string {
  const withoutToken = JSON.stringify(JSON.parse(message, (name, value) => (name === 'token' ? undefined : value)));
  return (withoutToken ?? '').slice(0, EXCERPT_CHARACTERS);
}

function measureDisk(path: string): { bytes: number; diskFreeBytes: number | null } {
  const bytes = [path, `${path}.wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  try {
    const { bavail, bsize } = statfsSync(path);
    return { bytes, diskFreeBytes: bavail * bsize };
  } catch {
    return { bytes, diskFreeBytes: null };
  }
}

function toTime(micros: number | null): string | null {
  return micros === null ? null : new Date(Math.floor(micros / 1000)).toISOString();
}
