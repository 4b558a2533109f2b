/** Every key the collector accepts, and the one question asked of them: whose is this? */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyKind, KeySet, Principal } from './key.ts';
import { KEY_KINDS } from './key.ts';
import { hashKey, type KeyFile, type KeyRecord } from './key-file.ts';

interface Accepted extends Principal {
  digest: Buffer;
  expiresAtMs: number;
}

export interface KeyListing extends Principal {
  source: 'environment' | 'data directory';
  createdAt: string | null;
  expiresAt: string | null;
}

/**
 * Keys given from outside are all the keys of their kind; of the other kinds those of the key file hold.
 */
export class KeyRing {
  readonly #given: KeySet;
  readonly #file: KeyFile;
  #accepted: Accepted[] = [];

  /** @throws {TypeError} when one key is given for two kinds */
  constructor(given: KeySet, file: KeyFile) {
    refuseSharedKeys(given);
    this.#given = given;
    this.#file = file;
    this.reload();
  }

  /** To be called after the key file changed. */
  reload(): void {
    const given = KEY_KINDS.flatMap((kind) => (this.#given[kind] ?? []).map((key) => acceptGiven(kind, key)));
    const made = this.#file.keys.filter((record) => !this.isGiven(record.kind)).map(acceptMade);
    this.#accepted = [...given, ...made];
  }

  /** Compares against every key, in constant time for each, so that the time tells nothing. */
  identify(presented: string, nowMs: number): Principal | undefined {
    const digest = createHash('sha256').update(presented).digest();
    let found: Accepted | undefined;
    for (const candidate of this.#accepted) {
      if (timingSafeEqual(candidate.digest, digest) && nowMs < candidate.expiresAtMs) found = candidate;
    }
    return found && { kind: found.kind, id: found.id };
  }

  /** Is the key of this id still good? */
  holds(id: string, nowMs: number): boolean {
    return this.#accepted.some((key) => key.id === id && nowMs < key.expiresAtMs);
  }

  /** Whether a key is accepted that the collector made itself. */
  hasMade(): boolean {
    return this.#file.keys.some((record) => !this.isGiven(record.kind));
  }

  /** Kinds nobody holds a key of. */
  missing(): KeyKind[] {
    return KEY_KINDS.filter((kind) => !this.#accepted.some((key) => key.kind === kind));
  }

  list(): KeyListing[] {
    const given = this.#accepted
      .filter((key) => this.isGiven(key.kind))
      .map(({ kind, id }) => ({ kind, id, source: 'environment' as const, createdAt: null, expiresAt: null }));
    const made = this.#file.keys
      .filter((record) => !this.isGiven(record.kind))
      .map(({ kind, id, createdAt, expiresAt }) => ({
        kind,
        id,
        source: 'data directory' as const,
        createdAt,
        expiresAt: expiresAt ?? null,
      }));
    return [...given, ...made];
  }

  /** Whether keys of this kind come from the environment. */
  isGiven(kind: KeyKind): boolean {
    return (this.#given[kind]?.length ?? 0) > 0;
  }
}

/** A key that is both public and an operator's would open everything to every page. */
function refuseSharedKeys(given: KeySet): void {
  const kinds = new Map<string, KeyKind>();
  for (const kind of KEY_KINDS) {
    for (const key of given[kind] ?? []) {
      const other = kinds.get(key);
      if (other !== undefined && other !== kind)
        throw new TypeError(`The same key is given as ${other} key and as ${kind} key.`);
      kinds.set(key, kind);
    }
  }
}

function acceptGiven(kind: KeyKind, key: string): Accepted {
  const hash = hashKey(key);
  return { kind, id: hash.slice(0, 8), digest: Buffer.from(hash, 'hex'), expiresAtMs: Number.POSITIVE_INFINITY };
}

function acceptMade(record: KeyRecord): Accepted {
  const expiresAtMs = record.expiresAt ? Date.parse(record.expiresAt) : Number.POSITIVE_INFINITY;
  return { kind: record.kind, id: record.id, digest: Buffer.from(record.hash, 'hex'), expiresAtMs };
}
