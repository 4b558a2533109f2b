/** The catalog: the page's own at first, then the collector's, asked again every few minutes and kept for the next page. */
import type { Journal } from './journal.ts';
import type { AttachkitOptions, PageCatalog } from './public-api.ts';

export const CATALOG_REFRESH_MS = 300_000;

export interface CatalogSource {
  current_(): PageCatalog | undefined;
  /** What a former page kept: for the first paint, and without a network. */
  restore_(text: string | undefined): void;
  refresh_(): Promise<void>;
}

export function createCatalogSource(options: AttachkitOptions, journal: Journal, onChange: () => void): CatalogSource {
  let catalog = options.catalog;
  let known: string | undefined;
  const offer = (text: string) => {
    catalog = JSON.parse(text);
    known = text;
    onChange();
  };
  return {
    current_: () => catalog,
    restore_(text) {
      if (text && !catalog) offer(text);
    },
    async refresh_() {
      try {
        const response = await (options.fetch ?? fetch)(`${options.endpoint}/v1/catalog`, {
          headers: { Authorization: `Bearer ${options.writeKey}` },
          // The browser asks with the ETag it has.
          cache: 'no-cache',
          credentials: 'omit',
        });
        const text = await response.text();
        if (!response.ok || text === known) return;
        offer(text);
        journal.put_('catalog', text);
      } catch {
        // Offline, or no catalog behind that address: the one at hand stays.
      }
    },
  };
}
