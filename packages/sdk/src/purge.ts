/** Forgetting, for somebody who asked not to be known. */
import type { Core } from './core.ts';
import { renewIdentity } from './identity.ts';
import { commit, transact } from './journal.ts';
import { writeLocal } from './local.ts';
import { tell } from './signals.ts';

/** What waits to be sent, and all that is stored; while the consent still allows it. */
export function clearStored(core: Core): void {
  core.own_.clear();
  core.changes_.clear();
  writeLocal(core.name_);
  transact(core, (objects) => {
    objects.clear();
    commit(core, objects);
  });
}

/** That, and all that is known. */
export function purge(core: Core): void {
  clearStored(core);
  core.uses_.clear();
  core.view_.clear();
  core.kept_ = {};
  renewIdentity(core);
  tell(core, { type: 'purge' });
  tell(core, { type: 'identity' });
}
