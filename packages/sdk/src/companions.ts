/**
 * Scripts that most pages do without. Each comes when something in the page needs it, checked against the hash it
 * had in the same build.
 */

import type { AddScript } from './public-api.ts';
import { nonce } from './this-script.ts';

/** How long what is told gathers before it is looked at. */
const LOOK_DELAY_MS = 20;
/** The same for the page's changes: some pages never stop changing, and a look searches all of it. */
export const CHANGES_DELAY_MS = 200;
/** Twice as long after each failure: the network is gone, most likely. */
const RETRY_MS = 1000;

/** What this page may come to need. */
export interface Companion {
  url_: string | URL;
  /** Of the file that the same build made. */
  integrity_?: string;
  /** Whether something needs it by now. */
  isDue_(): unknown;
  start_(): void;
}

interface ScriptUrlRules {
  createScriptURL(url: string | URL): string | URL;
}

declare global {
  var trustedTypes: { createPolicy(name: string, rules: ScriptUrlRules): ScriptUrlRules } | undefined;
}

const companions = new Set<Companion>();
/** By their delay. */
const timers: Record<number, unknown> = {};
let failures = 0;
let policy: ScriptUrlRules | undefined;

/** To be called when the page, or what is known of it, has changed. */
export function lookSoon(delayMs = LOOK_DELAY_MS): void {
  timers[delayMs] ||= setTimeout(() => {
    timers[delayMs] = 0;
    look();
  }, delayMs);
}

export function bringInWhenDue(companion: Companion): void {
  companions.add(companion);
  lookSoon();
}

function look(): void {
  for (const companion of companions)
    if (companion.isDue_()) {
      companions.delete(companion);
      addScript(companion.url_, companion.integrity_).then(companion.start_, () =>
        setTimeout(bringInWhenDue, RETRY_MS * 2 ** failures++, companion),
      );
    }
}

export const addScript: AddScript = (url, integrity) => {
  const rules: ScriptUrlRules = { createScriptURL: (url) => url };
  // A policy's name can be taken but once.
  policy ??= globalThis.trustedTypes?.createPolicy('attachkit', rules) ?? rules;
  const src = policy.createScriptURL(url);
  return new Promise((onload, onerror) => {
    // A module: what it does not need at once follows in chunks of its own.
    const attributes = { src, type: 'module', integrity, nonce, onload, onerror };
    document.head.append(Object.assign(document.createElement('script'), attributes));
  });
};
