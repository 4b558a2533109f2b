/** Reads what former pages kept; from then on crossings are told and events sent. */
import { refreshCatalog } from './catalog-source.ts';
import type { Core, Kept } from './core.ts';
import { recount } from './crossings.ts';
import { meet } from './identity.ts';
import { read, transact } from './journal.ts';
import { isPage } from './permission.ts';
import { flush } from './sender.ts';
import { openTabs } from './tabs.ts';
import { readUses } from './usage.ts';

export async function load(core: Core): Promise<void> {
  meet(core);
  if (isPage) openTabs(core);
  if (isPage || core.options_.fetch) refreshCatalog(core);
  await transact(core, (objects) => {
    for (const name of ['catalog', 'hydrated', 'ahead', 'folded', 'levels'] as (keyof Kept)[]) {
      const before = core.kept_[name];
      read(objects.get(name), (value) => {
        // What the page has said meanwhile is newer than what was read.
        if (core.kept_[name] === before) core.kept_[name] = value;
        core.catalog_ ??= core.kept_.catalog;
      });
    }
    readUses(core, objects);
  });
  core.isStarted_ = true;
  if (core.catalog_) recount(core, 'catalog');
  core.early_ = {};
  flush(core);
}
