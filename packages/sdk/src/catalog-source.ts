/** The catalog: the page's own at first, then the collector's, asked again every few minutes and kept for the next page. */

import type { Core } from './core.ts';
import { recount } from './crossings.ts';
import { put } from './journal.ts';
import { ask } from './transport.ts';

/** The collector's answer bears `no-cache`: a browser asks anew each time, with the ETag it has. */
export async function refreshCatalog(core: Core): Promise<void> {
  try {
    const [{ status }, catalog] = await ask(core, 'catalog', {
      headers: { Authorization: `Bearer ${core.options_.writeKey}` },
    });
    // Nothing of this page will arrive: worth a word where its developer looks first.
    if (status === 401) console.warn('attachkit: write key refused');
    // Whatever else may answer under that address, it is no catalog.
    if (catalog.addons) {
      put(core, 'catalog', catalog);
      core.catalog_ = catalog;
      recount(core, 'catalog');
    }
  } catch {
    // Offline, or no catalog behind that address: the one at hand stays.
  }
}
