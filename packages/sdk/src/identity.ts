/** Who the page speaks for: kept in `localStorage`, shared by the tabs, gone with `reset`. */
import { readLocal, writeLocal } from './local.ts';
import type { Identity } from './public-api.ts';

export interface StoredIdentity extends Identity {
  /** Signed identity, as the host gave it. */
  token?: string;
  optedOut?: boolean;
}

export interface IdentityKeeper {
  current_(): StoredIdentity;
  change_(changes: Partial<StoredIdentity>): void;
  /** Somebody else: only an opt-out stays, for it was said of the browser. */
  renew_(): void;
  /** Writes it, where it may be kept. */
  save_(): void;
  /** Another tab wrote it. */
  reload_(): void;
}

/** 96 random bits; `crypto.randomUUID` is missing from pages served without TLS. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('');

export function keepIdentity(key: string, mayStore: () => boolean | undefined): IdentityKeeper {
  const fresh = (): StoredIdentity => ({ anonymousId: randomId(), userTraits: {}, accountTraits: {} });
  let identity = fresh();
  const reload = () => {
    identity = { ...fresh(), ...readLocal<StoredIdentity>(key) };
  };
  const save = () => {
    // An opt-out has to be kept to be heeded.
    if (mayStore() || identity.optedOut) writeLocal(key, identity);
  };
  const change = (changes: Partial<StoredIdentity>) => {
    identity = { ...identity, ...changes };
    save();
  };
  reload();
  return {
    current_: () => identity,
    change_: change,
    renew_() {
      const { optedOut } = identity;
      identity = fresh();
      change({ optedOut });
    },
    save_: save,
    reload_: reload,
  };
}
