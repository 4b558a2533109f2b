/** Everything a page imports: `import { createAttachkit } from '@attachkit/sdk'`. */
import { watchAttributes } from './attributes.ts';
import { createClient } from './client.ts';
import type { AttachkitFor, AttachkitOptions, PageCatalog } from './public-api.ts';

export type { PublicCatalog } from './catalog.ts';
export type * from './public-api.ts';

/** Starts the SDK on this page. On a server it does nothing, safely. */
export function createAttachkit<const Catalog extends PageCatalog = PageCatalog>(
  options: AttachkitOptions<Catalog>,
): AttachkitFor<Catalog> {
  return createClient({ endpoint: '', ...(options as AttachkitOptions) }, watchAttributes) as AttachkitFor<Catalog>;
}
