/** The catalog: the page's own at first, then the collector's, asked again every few minutes and kept for the next page. */

import type { Core } from './core.ts';
import { evaluate } from './crossings.ts';
import { put } from './journal.ts';
import type { PageCatalog } from './public-api.ts';
import { tell } from './signals.ts';
import { warnOfKey } from './transport.ts';
import { rebuildView } from './usage.ts';

export function setCatalog(core: Core, catalog: PageCatalog): void {
  core.catalog_ = catalog;
  rebuildView(core);
  evaluate(core);
  tell(core, { type: 'catalog' });
}

export async function refreshCatalog(core: Core): Promise<void> {
  const { fetch: given, endpoint, writeKey } = core.options_;
  try {
    const response = await (given ?? fetch)(`${endpoint}/v1/catalog`, {
      headers: { Authorization: `Bearer ${writeKey}` },
      // The browser asks with the ETag it has.
      cache: 'no-cache',
      credentials: 'omit',
    });
    warnOfKey(response);
    const catalog = response.ok && (await response.json());
    // Whatever else may answer under that address, it is no catalog.
    if (!catalog.addons) return;
    put(core, 'catalog', catalog);
    setCatalog(core, catalog);
  } catch {
    // Offline, or no catalog behind that address: the one at hand stays.
  }
}
