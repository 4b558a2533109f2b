/** The SDK's main path: a call becomes a message, the message is kept and counted, crossings are told. */
import { become, gated, identityChanged, report, settle } from './actions.ts';
import type { PublicCatalog } from './catalog.ts';
import type { Core, StoredIdentity } from './core.ts';
import { limitOf, statusOf } from './crossings.ts';
import { hydrate } from './hydration.ts';
import { changeIdentity, renewIdentity } from './identity.ts';
import { load } from './load.ts';
import { attachToPage } from './page.ts';
import { isPage } from './permission.ts';
import { EVENTS } from './protocol.ts';
import type { Attachkit, AttachkitOptions } from './public-api.ts';
import { clearStored, purge } from './purge.ts';
import { flush } from './sender.ts';
import { safely, tell } from './signals.ts';
import { hydratedState } from './usage.ts';

/** @param watchPage in a browser: what else is to follow the page, until the signal is aborted */
export function createClient(
  options: AttachkitOptions,
  watchPage: (client: Attachkit, signal: AbortSignal) => void,
  client = {} as Attachkit,
): Attachkit {
  const core = createCore(options);
  for (const name in methods)
    client[name as 'track'] = (...given: never[]) =>
      safely(() => {
        // Whoever asks, or changes who is meant, finds counted what was reported before.
        if (!(name in reports)) settle(core);
        return methods[name as 'track'](core, ...(given as unknown as [string]));
      });
  if (isPage) {
    attachToPage(core);
    watchPage(client, core.end_.signal);
  }
  core.running_ = core.running_.then(() => (core.end_.signal.aborted ? undefined : load(core)));
  return client;
}

/** The state at the start: nothing read, nothing written yet. */
export function createCore(options: AttachkitOptions): Core {
  return {
    options_: { now: Date.now, ...options },
    name_: `attachkit:${options.writeKey}`,
    consent_: options.consent ?? 'granted',
    end_: new AbortController(),
    listeners_: new Set(),
    identity_: {} as StoredIdentity,
    catalog_: options.catalog,
    changes_: new Map(),
    kept_: {},
    // So that ids are all of one length, and sort.
    made_: 1e5,
    own_: new Map(),
    // Opening a database and a connection takes its time, which is the page's own just now.
    running_: new Promise((resolve) => setTimeout(resolve)),
    stay_: new AbortController(),
    batchMax_: 50,
    attempts_: 0,
    retryAt_: 0,
    bytesInFlight_: 0,
    uses_: new Map(),
    reported_: [],
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

/** What neither answers nor depends on what was reported before it. */
const reports: Pick<Methods, 'used' | 'viewed' | 'setUp' | 'track' | 'subscribe'> = {
  used: (core, feature, quantity) => report(core, EVENTS.featureUsed, { feature, quantity }),
  viewed: (core, feature) => report(core, EVENTS.featureViewed, { feature }),
  setUp: (core, feature) => report(core, EVENTS.featureSetUp, { feature }),
  track: report,
  subscribe(core, listener) {
    core.listeners_.add(listener);
    return () => core.listeners_.delete(listener);
  },
};

export const methods: Methods = {
  ...reports,
  identify: (core, ...given) => become(core, 'identify', 'userId', 'userTraits', ...given),
  group: (core, ...given) => become(core, 'group', 'groupId', 'accountTraits', ...given),
  reset(core) {
    renewIdentity(core);
    identityChanged(core);
  },
  gated,
  step: (core, step) => tell(core, { type: 'step', step }),
  limit: limitOf,
  status: statusOf,
  hydrate,
  hydrated: hydratedState,
  catalog: (core) => core.catalog_ as PublicCatalog,
  identity: (core) => core.identity_,
  now: (core) => core.options_.now(),
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
