/** Everything of a collector but its HTTP server: what `serve`, `import`, `replay`, `erase` and `rebuild` share. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Catalog } from '@attachkit/sdk/catalog';
import { LiveCatalog } from './catalog/live-catalog.ts';
import { Ingestion } from './ingest/ingestion.ts';
import { TokenVerifier } from './ingest/token-verifier.ts';
import { WriteBuffer } from './ingest/write-buffer.ts';
import { KeyFile } from './keys/key-file.ts';
import { log, reasonOf } from './log.ts';
import { compactIfDue } from './operations/compaction.ts';
import { Erasures } from './operations/erasure.ts';
import { Observations } from './operations/observations.ts';
import { QuietSettling } from './operations/quiet-settling.ts';
import { RefusedEvents } from './operations/refused-events.ts';
import { type ReplayReport, replay } from './operations/replay.ts';
import { Retention } from './operations/retention.ts';
import { createRollup, type Rollup } from './rollup/rollup.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

export interface InstallationOptions {
  /** Holds the database and the keys; made when absent. */
  dataDir: string;
  /** The catalog's file, which is followed, or the catalog itself. */
  catalog: string | Catalog;
  /** HS256 secrets of signed identity, the newest first. Default: one made in the data directory. */
  identitySecrets?: readonly string[];
  /** Usage older than this is deleted; at least 36. Default: everything is kept. */
  retentionDays?: number;
  /** DuckDB's own settings, such as `memory_limit`. */
  storeSettings?: Record<string, string>;
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number;
}

export interface Installation {
  readonly store: Store;
  readonly databasePath: string;
  readonly buffer: WriteBuffer;
  readonly rollup: Rollup;
  readonly catalog: LiveCatalog;
  readonly ingestion: Ingestion;
  readonly observations: Observations;
  readonly erasures: Erasures;
  readonly retention: Retention;
  readonly keyFile: KeyFile;
  readonly now: () => number;
  replay(): Promise<ReplayReport>;
  /** Writes what waits and lets go of the files. */
  close(): Promise<void>;
}

const SAVE_INTERVAL_MS = 5_000;
const SETTLE_INTERVAL_MS = 10_000;
const HOUR_MS = 60 * 60 * 1000;

/**
 * @throws {CatalogInvalid} when the catalog has a mistake
 * @throws {StoreBusy} when another process has the data directory
 */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const now = options.now ?? Date.now;
  const catalog = new LiveCatalog(options.catalog);
  const dataDirectory = resolve(options.dataDir);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const { store, databasePath } = await openStore({ dataDirectory, settings: options.storeSettings });
  try {
    return await assemble({ ...options, now, dataDirectory, databasePath, catalog, store });
  } catch (error) {
    await store.close();
    throw error;
  }
}

type Parts = Omit<InstallationOptions, 'catalog' | 'now'> & {
  now: () => number;
  dataDirectory: string;
  databasePath: string;
  catalog: LiveCatalog;
  store: Store;
};

async function assemble({
  now,
  dataDirectory,
  databasePath,
  catalog,
  store,
  ...options
}: Parts): Promise<Installation> {
  const keyFile = new KeyFile(dataDirectory);
  const buffer = new WriteBuffer(store);
  const rollup = createRollup({ store, catalog: () => catalog.current.source });
  const observations = new Observations();
  const refusedEvents = new RefusedEvents(store);
  const erasures = new Erasures({
    ...{ store, buffer, rollup, now },
    secret: keyFile.secrets.erasureSecret,
    accountIsUser: () => catalog.current.source.account === 'user',
  });
  const retention = new Retention(options.retentionDays, { store, rollup, now });
  const ingestion = new Ingestion({
    ...{ buffer, refusedEvents, now },
    catalog: () => catalog.current,
    tokens: new TokenVerifier(options.identitySecrets ?? [keyFile.secrets.identitySecret]),
    isErased: erasures.isErased,
    observe: observations,
  });
  await Promise.all([erasures.load(), refusedEvents.load()]);
  await observations.load(store, now());
  await catalog.begin({ store, rollup: () => rollup, now });
  await retention.apply();
  await compactIfDue(store);
  const settling = new QuietSettling(rollup, observations);
  const timers = [
    repeat(SETTLE_INTERVAL_MS, 'settling_failed', () => settling.look()),
    repeat(SAVE_INTERVAL_MS, 'tally_failed', () => observations.save(store, now())),
    repeat(SAVE_INTERVAL_MS, 'refused_room_failed', () => refusedEvents.makeRoom()),
    repeat(HOUR_MS, 'retention_failed', () => retention.apply()),
    repeat(HOUR_MS, 'compaction_failed', () => compactIfDue(store)),
  ];
  return {
    ...{ store, databasePath, buffer, rollup, catalog, ingestion, observations, erasures, retention, keyFile, now },
    replay: () => replay(store, ingestion, refusedEvents),
    close: async () => {
      await rollup.stop();
      for (const stop of timers) await stop();
      await catalog.end();
      await buffer.drain();
      await observations.save(store, now()).catch((error) => log('error', 'tally_failed', { reason: reasonOf(error) }));
      await store.close();
    },
  };
}

/** @returns a function that ends it and waits for a run under way */
function repeat(intervalMs: number, failure: string, work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error) => log('error', failure, { reason: reasonOf(error) }))
      .finally(() => {
        running = undefined;
      });
  }, intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
