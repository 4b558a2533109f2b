/**
 * The widget's script is checked against its hash by the SDK's script tag, and so is, by the same means, what follows
 * it. The build calls this in the place of `import()`, with the chunk's hash where a first prompt may need it at once,
 * and puts in the hash of a list that holds all others.
 */
import type { AddScript } from '@attachkit/sdk/public-api';

declare const __ATTACHKIT_CHUNKS__: string;

const RETRY_AFTER_MS = 5000;
const loading: Record<string, Promise<unknown> | undefined> = {};
let addScript: AddScript;

/** To be told before anything is imported. */
export function importBy(given: AddScript): void {
  addScript = given;
}

/** Imports a chunk if it is what was built. What failed, for want of a network most likely, may be tried again a little later. */
export const verified = (name: string, hash?: string): Promise<unknown> => {
  loading[name] ??= load(name, hash).catch((error) => {
    setTimeout(() => {
      loading[name] = undefined;
    }, RETRY_AFTER_MS);
    throw error;
  });
  return loading[name];
};

async function load(name: string, hash?: string): Promise<unknown> {
  const { href } = new URL(`attachkit-widget-${name}.js`, import.meta.url);
  // Fetched once, for the element and for the import; where the hash does not hold, there is nothing to import.
  await addScript(href, `sha256-${hash ?? (await readList())[name]}`);
  return import(href);
}

const readList = async () =>
  ((await verified('integrity', __ATTACHKIT_CHUNKS__)) as { hashes: Record<string, string> }).hashes;
