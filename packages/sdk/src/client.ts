/** The SDK's main path: a call becomes a message, the message is kept and counted, crossings are told. */
import { become, gated, identityChanged, track } from './actions.ts';
import type { PublicCatalog } from './catalog.ts';
import { refreshCatalog } from './catalog-source.ts';
import type { Core, StoredIdentity } from './core.ts';
import { limitOf, recount, statusOf } from './crossings.ts';
import { changeIdentity, meet, randomId, renewIdentity } from './identity.ts';
import { load } from './load.ts';
import { attachToPage } from './page.ts';
import { findObjection, isPage } from './permission.ts';
import { EVENTS } from './protocol.ts';
import type { Attachkit, AttachkitOptions } from './public-api.ts';
import { clearStored, purge } from './purge.ts';
import { flush } from './sender.ts';
import { tell } from './signals.ts';
import { hydratedState, takeState } from './usage.ts';

/** @param watchPage in a browser: what else is to follow the page, until the signal is aborted */
export function createClient(
  options: AttachkitOptions,
  watchPage: (client: Attachkit, signal: AbortSignal) => void,
): Attachkit {
  const core = createCore(options);
  const client = {} as Record<string, unknown>;
  for (const name in methods)
    client[name] = (...given: never[]) => {
      // A mistake in here must never stop the page.
      try {
        if (name !== 'subscribe') meet(core);
        return methods[name as 'track'](core, ...(given as unknown as [string]));
      } catch (error) {
        console.error(error);
      }
    };
  if (isPage && !/^wk_/.test(options.writeKey)) console.warn('attachkit: not a write key');
  if (isPage) {
    attachToPage(core);
    watchPage(client as unknown as Attachkit, core.end_.signal);
  }
  // Opening a database and a connection takes its time, which is the page's own just now.
  core.running_ = later(core, load);
  if (isPage || options.fetch) later(core, refreshCatalog);
  return client as unknown as Attachkit;
}

/** In a task of its own, unless closed by then. What is sent meanwhile waits for what is read. */
const later = (core: Core, work: (core: Core) => Promise<void>): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve)).then(() => (core.end_.signal.aborted ? undefined : work(core)));

/** The state at the start: nothing read, nothing written yet. */
export function createCore(options: AttachkitOptions): Core {
  const objection_ = findObjection(options);
  const name_ = `attachkit:${options.writeKey}`;
  return {
    options_: { endpoint: '', now: Date.now, ...options },
    name_,
    pageId_: randomId(),
    objection_,
    consent_: objection_ ? 'denied' : (options.consent ?? 'granted'),
    end_: new AbortController(),
    listeners_: new Set(),
    identity_: {} as StoredIdentity,
    catalog_: options.catalog,
    changes_: new Map(),
    kept_: {},
    // In base 36, ids count from 1000: all of one length.
    made_: 46656,
    own_: new Map(),
    running_: Promise.resolve(),
    batchMax_: 50,
    attempts_: 0,
    retryAt_: 0,
    bytesInFlight_: 0,
    uses_: new Map(),
    unsent_: new Set(),
    untold_: [],
    view_: new Map(),
    limitsSeen_: {},
    told_: {},
    early_: {},
  };
}

/** Each public method, with the state before its own arguments. */
type Methods = {
  [Name in keyof Attachkit]: (core: Core, ...given: Parameters<Attachkit[Name]>) => ReturnType<Attachkit[Name]>;
};

const methods: Methods = {
  identify: (core, ...given) => become(core, 'identify', ...given),
  group: (core, ...given) => become(core, 'group', ...given),
  reset(core) {
    renewIdentity(core);
    identityChanged(core);
  },
  used: (core, feature, quantity) => track(core, EVENTS.featureUsed, { feature, quantity }),
  viewed: (core, feature) => track(core, EVENTS.featureViewed, { feature }),
  setUp: (core, feature) => track(core, EVENTS.featureSetUp, { feature }),
  gated,
  step: (core, step) => tell(core, { type: 'step', step }),
  track,
  limit: limitOf,
  status: statusOf,
  hydrate(core, state) {
    takeState(core, state);
    recount(core, 'hydrated');
  },
  hydrated: hydratedState,
  catalog: (core) => core.catalog_ as PublicCatalog,
  identity: (core) => core.identity_,
  now: (core) => core.options_.now(),
  subscribe(core, listener) {
    core.listeners_.add(listener);
    return () => core.listeners_.delete(listener);
  },
  consent(core, consent) {
    if (consent === 'denied') clearStored(core);
    core.consent_ = core.objection_ ? 'denied' : consent;
    changeIdentity(core, {});
    load(core);
  },
  optOut(core, options) {
    changeIdentity(core, { optedOut: true });
    if (options?.purge) purge(core);
  },
  optIn: (core) => changeIdentity(core, { optedOut: undefined }),
  flush,
  close: (core) => core.end_.abort(),
};
