/** A whole collector: store, catalog, keys and HTTP server, started and closed as one. */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Catalog } from '@attachkit/sdk/catalog';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { createApp, type Mounted } from './app.ts';
import { type CompiledCatalog, compileCatalog } from './catalog/compiled-catalog.ts';
import { readCatalogFile } from './catalog/read-catalog.ts';
import { trustProxies } from './http/client-address.ts';
import { type RateLimitOptions, RateLimits } from './http/rate-limits.ts';
import { Ingestion } from './ingest/ingestion.ts';
import { TokenVerifier } from './ingest/token-verifier.ts';
import { WriteBuffer } from './ingest/write-buffer.ts';
import { Gate } from './keys/gate.ts';
import { KEY_KINDS, type KeyKind, type KeySet } from './keys/key.ts';
import { KeyFile } from './keys/key-file.ts';
import { KeyRing } from './keys/key-ring.ts';
import { Sessions } from './keys/sessions.ts';
import { Observations } from './operations/health.ts';
import { createRollup, type Rollup } from './rollup/rollup.ts';
import { DuckDBStore } from './store/duckdb/duckdb-store.ts';
import type { Store } from './store/store.ts';

export interface CollectorOptions {
  /** Holds the database and the keys; made when absent. */
  dataDir: string;
  /** The catalog's file, or the catalog itself. */
  catalog: string | Catalog;
  /** Keys in clear. A kind that is absent uses those of the data directory. */
  keys?: KeySet;
  /** Default 4600; 0 takes any free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Pages of these origins may send events. Default `['*']`, any. */
  origins?: readonly string[];
  /** Names besides loopback and `host` under which the collector is reached. */
  publicHosts?: readonly string[];
  /** Proxies whose `X-Forwarded-…` headers are believed. */
  trustedProxies?: readonly string[];
  /** HS256 secrets of signed identity, the newest first. Default: one made in the data directory. */
  identitySecrets?: readonly string[];
  rateLimits?: Partial<RateLimitOptions>;
  /** A host's own handlers beside the collector, e.g. `{'/demo': handler}`; each sees its requests without that path. */
  mounted?: Mounted;
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number;
}

export interface Collector {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly store: Store;
  readonly rollup: Rollup;
  catalog(): Catalog;
  /** Keys that were made at this start, in clear; they are not to be had again. */
  readonly madeKeys: Partial<Record<KeyKind, string>>;
  /** Stops accepting, writes what waits, lets go of the files. */
  close(): Promise<void>;
}

/** Resolves once it listens. */
export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const now = options.now ?? Date.now;
  const dataDirectory = resolve(options.dataDir);
  const catalog = loadCatalog(options.catalog);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const store = await DuckDBStore.open({ path: join(dataDirectory, 'attachkit.duckdb'), now });
  const keyFile = new KeyFile(dataDirectory);
  const madeKeys = makeFirstKeys(options.keys ?? {}, keyFile, now);
  const keys = new KeyRing(options.keys ?? {}, keyFile);
  const sessions = new Sessions(keyFile.secrets.sessionSecret, keys, now);
  const proxies = trustProxies(options.trustedProxies ?? []);
  const limits = new RateLimits(options.rateLimits);
  const gate = new Gate({ keys, sessions, limits, clientAddress: proxies.clientAddress, now });
  const buffer = new WriteBuffer(store);
  const observations = new Observations();
  const tokens = new TokenVerifier([...(options.identitySecrets ?? [keyFile.secrets.identitySecret])], now);
  const compiled = () => catalog;
  const isErased = () => false;
  const ingestion = new Ingestion({ buffer, catalog: compiled, tokens, isErased, observe: observations, now });
  const rollup = createRollup({ store, catalog: () => catalog.source });
  let stopping = false;
  const host = options.host ?? '127.0.0.1';
  const app = createApp({
    ...{ store, rollup, ingestion, observations, gate, sessions, catalog: compiled, proxies, now },
    origins: options.origins ?? ['*'],
    publicHosts: [host, ...(options.publicHosts ?? [])],
    mounted: options.mounted ?? {},
    isReady: () => !stopping,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  const url = await listen(server, options.port ?? 4600, host).catch(async (error) => {
    await store.close();
    throw error;
  });
  return {
    ...{ url, store, rollup, madeKeys },
    catalog: () => catalog.source,
    close: async () => {
      stopping = true;
      await closeServer(server);
      await buffer.drain();
      await store.close();
    },
  };
}

function loadCatalog(catalog: string | Catalog): CompiledCatalog {
  return compileCatalog(typeof catalog === 'string' ? readCatalogFile(catalog).catalog : catalog);
}

/** On a first start without any key there is one of each kind. */
function makeFirstKeys(given: KeySet, file: KeyFile, now: () => number): Partial<Record<KeyKind, string>> {
  const none = file.keys.length === 0 && !KEY_KINDS.some((kind) => given[kind]?.length);
  return none ? Object.fromEntries(KEY_KINDS.map((kind) => [kind, file.make(kind, new Date(now()))])) : {};
}

function listen(server: ServerType, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
