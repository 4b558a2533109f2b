/** Everything a page imports: `import { createAttachkit } from '@attachkit/sdk'`. */
export type { PublicCatalog } from './catalog.ts';
export { createAttachkit } from './client.ts';
export type * from './public-api.ts';
