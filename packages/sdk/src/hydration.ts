/** What the host passes of an account: it is believed over what this browser counted before. */
import type { Core } from './core.ts';
import { evaluate, recount } from './crossings.ts';
import { commit, keep, read, transact } from './journal.ts';
import type { AccountState } from './protocol.ts';
import { rebuildView } from './usage.ts';

export function hydrate(core: Core, state: AccountState): void {
  keep(core, 'hydrated', state);
  keepAhead(core, []);
  recount(core, 'hydrated');
  // What other tabs and former pages have not sent yet is known to the database alone.
  transact(core, (objects) => {
    read(objects.getAllKeys(IDBKeyRange.bound('e', 'f')), (keys) => {
      keepAhead(core, keys as string[]);
      commit(core, objects);
      rebuildView(core);
      evaluate(core);
    });
  });
}

/** Uses on their way to the collector are not in what it knows. @param keys of stored events */
function keepAhead(core: Core, keys: string[]): void {
  keep(core, 'ahead', new Set([...core.own_.keys(), ...keys.map((key) => key.slice(1))]));
}
