/** Brings in a script that most pages do without, checked against the hash it had in the same build. */
import { watchElements } from './elements.ts';

const TRIES_MAX = 5;

export interface ScriptSource {
  url: string;
  /** Of the file that the same build made. */
  integrity?: string;
  /** The page's own, where its policy asks for one. */
  nonce?: string;
}

declare global {
  var trustedTypes: { createPolicy(name: string, rules: ScriptUrlRules): ScriptUrlRules } | undefined;
}

interface ScriptUrlRules {
  createScriptURL(url: string): string;
}

let policy: ScriptUrlRules | undefined;

/**
 * Loads the script as soon as the page has an element that needs it.
 * @returns how to ask for it earlier
 */
export function loadOnSight(selector: string, { url, ...attributes }: ScriptSource, onload: () => void): () => void {
  const search = { aborted: false };
  let isOnItsWay: boolean | undefined;
  let tries = 0;
  const rules: ScriptUrlRules = { createScriptURL: (url) => url };

  const bringIn = () => {
    search.aborted = true;
    if (isOnItsWay || ++tries > TRIES_MAX) return;
    isOnItsWay = true;
    // A policy's name can be taken but once.
    policy ??= globalThis.trustedTypes?.createPolicy('attachkit', rules) ?? rules;
    document.head.append(
      Object.assign(document.createElement('script'), attributes, {
        // A module: what it does not need at once follows in chunks of its own.
        type: 'module',
        crossOrigin: 'anonymous',
        onload,
        // Offline, most likely. Tried again when the network is back, or when asked again.
        onerror() {
          isOnItsWay = false;
          addEventListener('online', bringIn, { once: true });
        },
        src: policy.createScriptURL(url),
      }),
    );
  };
  watchElements(selector, bringIn, search);
  return bringIn;
}
