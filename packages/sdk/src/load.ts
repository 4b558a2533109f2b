/** Reads what former pages kept; from then on crossings are told and events sent. */
import { setCatalog } from './catalog-source.ts';
import type { Core, Kept } from './core.ts';
import { meet } from './identity.ts';
import { read, transact } from './journal.ts';
import { isPage } from './permission.ts';
import { flush } from './sender.ts';
import { openTabs } from './tabs.ts';
import { readUses, takeState } from './usage.ts';

export async function load(core: Core): Promise<void> {
  meet(core);
  if (isPage) openTabs(core);
  await transact(core, (objects) => {
    for (const name of ['catalog', 'hydrated', 'ahead', 'folded', 'levels'] as (keyof Kept)[]) {
      read(objects.get(name), (value) => {
        if (value) core.kept_[name] = value;
        core.catalog_ ??= core.kept_.catalog;
      });
    }
    readUses(core, objects);
  });
  // What former pages left unsent is known only now.
  if (core.givenEarly_) takeState(core, core.givenEarly_);
  core.isStarted_ = true;
  if (core.catalog_) setCatalog(core, core.catalog_);
  core.early_ = {};
  flush(core);
}
