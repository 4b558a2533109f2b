/** The SDK's main path: a call becomes a message, the message is kept and counted, crossings are told. */
import { become, gated, identityChanged, track } from './actions.ts';
import { refreshCatalog } from './catalog-source.ts';
import type { Core } from './core.ts';
import { evaluate, limitOf, statusOf, tellLimit } from './crossings.ts';
import { changeIdentity, randomId, readIdentity, renewIdentity } from './identity.ts';
import { put } from './journal.ts';
import { load } from './load.ts';
import { attachToPage } from './page.ts';
import { findObjection, isPage } from './permission.ts';
import { EVENTS } from './protocol.ts';
import type { Attachkit, AttachkitFor, AttachkitOptions, PageCatalog } from './public-api.ts';
import { clearStored, purge } from './purge.ts';
import { flush } from './sender.ts';
import { tell } from './signals.ts';
import { hydratedState, rebuildView } from './usage.ts';

/** Starts the SDK on this page. On a server it does nothing, safely. */
export function createAttachkit<const Catalog extends PageCatalog = PageCatalog>(
  options: AttachkitOptions<Catalog>,
): AttachkitFor<Catalog> {
  const core = createCore(options);
  const client = guard(createMethods(core));
  if (isPage) {
    const end = attachToPage(core, client);
    client.close = () => end();
  }
  load(core);
  if (core.objection_ !== 'server') refreshCatalog(core);
  return client;
}

function createCore(options: AttachkitOptions): Core {
  const name_ = `attachkit:${options.writeKey}`;
  return {
    options_: { endpoint: '', now: Date.now, ...options },
    name_,
    pageId_: randomId(),
    objection_: findObjection(options),
    consent_: options.consent ?? 'granted',
    listeners_: new Set(),
    identity_: readIdentity(name_),
    catalog_: options.catalog,
    changes_: new Map(),
    kept_: {},
    made_: 0,
    own_: new Map(),
    running_: Promise.resolve(),
    batchMax_: 50,
    attempts_: 0,
    retryAt_: 0,
    bytesInFlight_: 0,
    fresh_: 0,
    uses_: new Map(),
    view_: new Map(),
    limitsSeen_: {},
    told_: {},
    early_: {},
  };
}

/** The public methods, in the order of `public-api.ts`. */
function createMethods(core: Core): Attachkit {
  return {
    identify: (userId, traits, token) => become(core, true, userId, traits, token),
    group: (groupId, traits, token) => become(core, false, groupId, traits, token),
    reset() {
      renewIdentity(core);
      identityChanged(core);
    },
    used: (feature, quantity) => track(core, EVENTS.featureUsed, { feature, quantity }),
    viewed: (feature) => track(core, EVENTS.featureViewed, { feature }),
    setUp: (feature) => track(core, EVENTS.featureSetUp, { feature }),
    gated: (feature, addon) => gated(core, feature, addon),
    step: (step) => tell(core, { type: 'step', step }),
    track: (event, properties) => track(core, event, properties),
    limit(id, told) {
      if (told) tellLimit(core, id, told);
      return limitOf(core, id);
    },
    status: (addon) => statusOf(core, addon),
    hydrate(state) {
      core.kept_.hydrated = state;
      put(core, 'hydrated', state);
      rebuildView(core);
      evaluate(core);
      tell(core, { type: 'hydrated' });
    },
    hydrated: () => hydratedState(core),
    catalog: () => core.catalog_ as never,
    identity: () => core.identity_,
    now: () => core.options_.now(),
    subscribe(listener) {
      core.listeners_.add(listener);
      return () => core.listeners_.delete(listener);
    },
    consent(consent) {
      core.consent_ = consent;
      if (consent === 'denied') {
        clearStored(core);
        localStorage.removeItem(core.name_);
      } else {
        changeIdentity(core, {});
        load(core);
      }
    },
    optOut(options) {
      changeIdentity(core, { optedOut: true });
      if (options?.purge) purge(core);
    },
    optIn: () => changeIdentity(core, { optedOut: undefined }),
    flush: () => flush(core),
    close() {},
  };
}

/** A mistake in here must never stop the page. */
function guard(methods: Attachkit): Attachkit {
  for (const name in methods) {
    const method = methods[name as 'used'];
    methods[name as 'used'] = (...given) => {
      try {
        return method(...given);
      } catch (error) {
        console.error(error);
      }
    };
  }
  return methods;
}
