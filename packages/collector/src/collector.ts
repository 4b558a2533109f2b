/** A whole collector: an installation and its HTTP server, started and closed as one. */
import type { AddressInfo } from 'node:net';
import type { Catalog } from '@attachkit/sdk/catalog';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { createApp, type Mounted } from './app.ts';
import { trustProxies } from './http/client-address.ts';
import { type RateLimitOptions, RateLimits } from './http/rate-limits.ts';
import { type Installation, type InstallationOptions, openInstallation } from './installation.ts';
import { Gate } from './keys/gate.ts';
import { KEY_KINDS, type KeyKind, type KeySet } from './keys/key.ts';
import type { KeyFile } from './keys/key-file.ts';
import { KeyRing } from './keys/key-ring.ts';
import { Sessions } from './keys/sessions.ts';
import type { Rollup } from './rollup/rollup.ts';
import type { Store } from './store/store.ts';

export interface CollectorOptions extends InstallationOptions {
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
  /** Proxies whose `X-Forwarded-…` headers are believed: addresses, networks or `loopback`. */
  trustedProxies?: readonly string[];
  rateLimits?: Partial<RateLimitOptions>;
  /** A host's own handlers beside the collector, e.g. `{'/demo': handle}`. */
  mounted?: Mounted;
  /** Listen beyond loopback even with keys that the collector made itself. Default false. */
  allowMadeKeys?: boolean;
}

export interface Collector {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly store: Store;
  readonly rollup: Rollup;
  catalog(): Catalog;
  /** Keys that were made at this start, in clear; they are not to be had again. */
  readonly madeKeys: Partial<Record<KeyKind, string>>;
  /** Kinds that nobody holds a key of, so that what they may do cannot be done. */
  readonly missingKeys: KeyKind[];
  /** Stops accepting, answers what is under way, writes what waits, lets go of the files. */
  close(): Promise<void>;
}

/** The collector would be open to a network with keys nobody chose. */
export class MadeKeysExposed extends Error {
  override name = 'MadeKeysExposed';
}

const KEY_REFRESH_MS = 2_000;
/** For a whole request to arrive. */
const REQUEST_MS_MAX = 60_000;
/** Longer than the minute after which proxies give a connection up, so that it is never us who hang up on them. */
const KEEP_ALIVE_MS = 65_000;

/** Resolves once it listens. */
export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const installation = await openInstallation(options);
  try {
    return await serve(installation, options);
  } catch (error) {
    await installation.close();
    throw error;
  }
}

async function serve(installation: Installation, options: CollectorOptions): Promise<Collector> {
  const { keyFile, now } = installation;
  const host = options.host ?? '127.0.0.1';
  const given = options.keys ?? {};
  const madeKeys = makeFirstKeys(given, keyFile, now);
  const keys = new KeyRing(given, keyFile);
  if (!options.allowMadeKeys && !isLoopback(host) && keys.hasMade()) throw madeKeysExposed(host);
  const sessions = new Sessions(keyFile.secrets.sessionSecret, keys, now);
  const proxies = trustProxies(options.trustedProxies ?? []);
  const limits = new RateLimits(options.rateLimits);
  const gate = new Gate({ keys, sessions, limits, clientAddress: proxies.clientAddress, now });
  let stopping = false;
  const app = createApp({
    ...{ installation, gate, keys, sessions, proxies },
    origins: options.origins ?? ['*'],
    publicHosts: [host, ...(options.publicHosts ?? [])],
    mounted: options.mounted ?? {},
    isStopping: () => stopping,
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    // Node itself reads unread bodies to their end; a deadline for that closes connections that are in use.
    autoCleanupIncoming: false,
    serverOptions: { requestTimeout: REQUEST_MS_MAX, keepAliveTimeout: KEEP_ALIVE_MS },
  });
  const url = await listen(server, options.port ?? 4600, host);
  const refresh = setInterval(() => keyFile.refresh() && keys.reload(), KEY_REFRESH_MS);
  refresh.unref();
  return {
    ...{ url, madeKeys, missingKeys: keys.missing(), store: installation.store, rollup: installation.rollup },
    catalog: () => installation.catalog.current.source,
    close: async () => {
      stopping = true;
      clearInterval(refresh);
      await closeServer(server);
      await installation.close();
    },
  };
}

/** On a first start without any key there is one of each kind. */
function makeFirstKeys(given: KeySet, file: KeyFile, now: () => number): Partial<Record<KeyKind, string>> {
  const none = file.keys.length === 0 && !KEY_KINDS.some((kind) => given[kind]?.length);
  return none ? Object.fromEntries(KEY_KINDS.map((kind) => [kind, file.make(kind, new Date(now()))])) : {};
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function madeKeysExposed(host: string): MadeKeysExposed {
  return new MadeKeysExposed(
    `will not listen on ${host} with keys it made itself. Give keys of your own (ATTACHKIT_WRITE_KEYS, ` +
      'ATTACHKIT_SERVER_KEYS, ATTACHKIT_READ_KEYS, ATTACHKIT_ADMIN_KEYS), or say --allow-made-keys.',
  );
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

const IDLE_CHECK_MS = 50;
const DRAIN_MS_MAX = 15_000;

/** Lets requests under way end; connections that are merely kept open do not hold it up. */
function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    if (!('closeIdleConnections' in server)) {
      server.close(() => resolve());
      return;
    }
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}
