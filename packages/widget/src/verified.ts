/**
 * The widget's script is checked against its hash by the script that brings it in; what follows it is checked here.
 * The build calls this in the place of `import()`, with the chunk's hash where a first prompt may need it at once,
 * and puts in the hash of a list that holds all others.
 */
declare const __ATTACHKIT_CHUNKS__: string;

const RETRY_AFTER_MS = 5000;
const loading: Record<string, Promise<unknown> | undefined> = {};

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
  const integrity = `sha256-${hash ?? (await readList())[name]}`;
  const { href } = new URL(`attachkit-widget-${name}.js`, import.meta.url);
  const nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
  const add = (name: string, more: object) =>
    new Promise((onload, reject) => {
      const element = document.createElement(name);
      const onerror = (event: unknown) => {
        element.remove();
        reject(event);
      };
      document.head.append(Object.assign(element, { integrity, nonce, onload, onerror, ...more }));
    });
  // Fetched once, for the element and for the import; where the hash does not hold, there is nothing to import.
  await add('script', { type: 'module', src: href }).catch((failure) => {
    if (failure.type) throw failure;
    // The page's Trusted Types want a policy for a script, but not for a preload, which not all browsers check.
    return add('link', { rel: 'modulepreload', href });
  });
  return import(href);
}

const readList = async () =>
  ((await verified('integrity', __ATTACHKIT_CHUNKS__)) as { hashes: Record<string, string> }).hashes;
