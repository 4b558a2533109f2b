/** Who the page speaks for: kept in `localStorage`, shared by the tabs, gone with `reset`. */
import type { Core, StoredIdentity } from './core.ts';
import { readLocal, writeLocal } from './local.ts';
import { findObjection, isGranted } from './permission.ts';

/** 96 random bits; `crypto.randomUUID` is missing from pages served without TLS. */
export const randomId = (): string => crypto.getRandomValues(new Uint32Array(3)).join('');

/** @param key where it is stored, if it is; nothing stored begins somebody new */
export const readIdentity = (key: string): StoredIdentity => ({
  anonymousId: randomId(),
  userTraits: {},
  accountTraits: {},
  ...readLocal<StoredIdentity>(key),
});

/** Finds out who it is, and what may be kept, when first asked: a browser's first answers keep the page waiting. */
export function meet(core: Core): void {
  if (core.identity_.anonymousId) return;
  core.pageId_ = randomId();
  core.objection_ = findObjection(core.options_);
  if (core.objection_) core.consent_ = 'denied';
  changeIdentity(core, readIdentity(core.name_));
}

export function changeIdentity(core: Core, changes: Partial<StoredIdentity>, known = core.identity_): void {
  core.identity_ = { ...known, ...changes };
  // An opt-out has to be kept to be heeded.
  if (isGranted(core) || core.identity_.optedOut) writeLocal(core.name_, core.identity_);
}

/** Somebody else: only an opt-out stays, for it was said of the browser. */
export function renewIdentity(core: Core): void {
  changeIdentity(core, { optedOut: core.identity_.optedOut }, readIdentity(''));
}

/** The current account, by the catalog's rule: what limits and thresholds are counted for. */
export function accountOf(core: Core): string {
  return (
    (core.catalog_?.account !== 'user' && core.identity_.groupId) || core.identity_.userId || core.identity_.anonymousId
  );
}
