/** What happens to the page itself. `unload` is never used: it keeps pages from the back/forward cache. */
import { identityChanged } from './actions.ts';
import { refreshCatalog } from './catalog-source.ts';
import type { Core } from './core.ts';
import { evaluate } from './crossings.ts';
import { readIdentity } from './identity.ts';
import { load } from './load.ts';
import { leave, resume } from './sender.ts';
import { closeTabs } from './tabs.ts';

const CATALOG_REFRESH_MS = 300_000;

export function attachToPage(core: Core): void {
  const { signal } = core.end_;
  const on = (type: string, listener: (event: never) => void) =>
    addEventListener(type, listener as EventListener, { signal });
  on('visibilitychange', () => (document.hidden ? leave(core) : evaluate(core)));
  on('pagehide', () => {
    leave(core);
    closeTabs(core);
  });
  on('pageshow', ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    // While it rested, other pages may have sent what it holds; what is left lies in the database.
    if (!core.hasFailed_) core.own_.clear();
    load(core);
  });
  on('online', () => {
    resume(core);
    refreshCatalog(core);
  });
  on('storage', ({ key }: StorageEvent) => {
    if (key !== core.name_) return;
    core.identity_ = readIdentity(core.name_);
    identityChanged(core);
  });
  const timer = setInterval(() => document.hidden || refreshCatalog(core), CATALOG_REFRESH_MS);
  signal.onabort = () => {
    clearTimeout(core.timer_);
    clearInterval(timer);
    closeTabs(core);
  };
}
