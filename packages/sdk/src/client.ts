/** The SDK's main path: a call becomes a message, the message is kept and counted, crossings are told. */
import { watchAttributes } from './attributes.ts';
import { CATALOG_REFRESH_MS } from './catalog-source.ts';
import { type Core, createCore } from './core.ts';
import { createIdentityMethods } from './identity-methods.ts';
import { watchPage } from './lifecycle.ts';
import type { Attachkit, AttachkitFor, AttachkitOptions, PageCatalog } from './public-api.ts';
import { createRespectMethods } from './respect-methods.ts';
import { createUsageMethods } from './usage-methods.ts';

/** Starts the SDK on this page. On a server it does nothing, safely. */
export function createAttachkit<const Catalog extends PageCatalog = PageCatalog>(
  given: AttachkitOptions<Catalog>,
): AttachkitFor<Catalog> {
  const options = { endpoint: '', now: Date.now, ...given };
  const core: Core = createCore(options, () => respect.purge_());
  const load = () => loadStored(core);
  const { purge_, ...respect_ } = createRespectMethods(core, load);
  const respect = { purge_ };
  let end = () => {};
  const client: Attachkit = {
    ...createIdentityMethods(core),
    ...createUsageMethods(core),
    ...respect_,
    catalog: core.catalog_.current_ as Attachkit['catalog'],
    identity: core.identity_.current_,
    now: options.now,
    subscribe: core.subscribe_,
    flush: core.sender_.flush_,
    close: () => end(),
  };
  for (const name in client) guard(client as never, name);
  if (core.isPage_) end = attachToPage(core, client, load);
  load();
  core.catalog_.refresh_();
  return client;
}

/** A mistake in here must never stop the page. */
function guard(client: Record<string, (...given: never[]) => unknown>, name: string): void {
  const method = client[name]!;
  client[name] = (...given) => {
    try {
      return method(...given);
    } catch (error) {
      console.error(error);
    }
  };
}

/** Reads what former pages kept, then starts to tell and to send. */
async function loadStored(core: Core): Promise<void> {
  await core.journal_.transact_((objects) => {
    objects.get('catalog').onsuccess = (event) => core.catalog_.restore_((event.target as IDBRequest).result);
    core.levels_.load_(objects);
    core.usage_.load_(objects);
  });
  core.crossings_.start_();
  core.sender_.flush_();
}

/** @returns a function that ends it */
function attachToPage(core: Core, client: Attachkit, load: () => void): () => void {
  const { sender_: sender, tabs_: tabs, queue_: queue, catalog_: catalog, crossings_: crossings } = core;
  tabs.open_();
  const endEvents = watchPage({
    leave_: sender.leave_,
    freeze_: tabs.close_,
    thaw_() {
      tabs.open_();
      // While it rested, other pages may have sent what it holds; what is left lies in the database.
      queue.thaw_();
      load();
    },
    show_: () => crossings.evaluate_(),
    online_() {
      sender.resume_();
      catalog.refresh_();
    },
    storage_(key) {
      if (key !== core.name_) return;
      core.identity_.reload_();
      core.changed_(false);
    },
  });
  const endAttributes = watchAttributes(client);
  const timer = setInterval(() => {
    if (!document.hidden) catalog.refresh_().then(() => crossings.evaluate_());
  }, CATALOG_REFRESH_MS);
  return () => {
    clearInterval(timer);
    endAttributes();
    endEvents();
    tabs.close_();
    sender.close_();
  };
}
