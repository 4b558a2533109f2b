/** Who may do what. The table is in the wire contract; a kind also holds what its `also` names. */
export type KeyKind = 'write' | 'server' | 'read' | 'admin';

export const KEY_KINDS: readonly KeyKind[] = ['write', 'server', 'read', 'admin'];

export const KEY_PREFIX: Record<KeyKind, string> = { write: 'wk_', server: 'sk_', read: 'rk_', admin: 'ak_' };

/** The environment variable that holds a kind's keys, comma-separated. */
export const KEY_VARIABLE: Record<KeyKind, string> = {
  write: 'ATTACHKIT_WRITE_KEYS',
  server: 'ATTACHKIT_SERVER_KEYS',
  read: 'ATTACHKIT_READ_KEYS',
  admin: 'ATTACHKIT_ADMIN_KEYS',
};

/** What a presented key turned out to be. Never holds the key itself. */
export interface Principal {
  kind: KeyKind;
  /** Names the key in logs and in the list of keys; tells nothing about its secret. */
  id: string;
}

/** Keys in clear, by kind: from the environment, or given by a test. */
export type KeySet = Partial<Record<KeyKind, readonly string[]>>;
