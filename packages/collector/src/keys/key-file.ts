/**
 * `keys.json` in the data directory: keys that the collector made. Write keys stand in pages, so they
 * are kept in clear; of every other key only its SHA-256 (keys carry 192 random bits: no salt is needed).
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_PREFIX, type KeyKind } from './key.ts';

export interface KeyRecord {
  id: string;
  kind: KeyKind;
  /** Hex SHA-256 of the key. */
  hash: string;
  /** Write keys only. */
  key?: string;
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339. From then on the key is refused; set by a rotation that leaves the old key a while. */
  expiresAt?: string;
}

interface KeyFileContent {
  keys: KeyRecord[];
  /** Signs the dashboard's session cookies. */
  sessionSecret: string;
  /** HS256 secret of signed identity, unless the environment gives one. */
  identitySecret: string;
  /** Keys the digests of erased ids, which are kept so that later events can be refused. */
  erasureSecret: string;
}

export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export class KeyFile {
  readonly path: string;
  #content: KeyFileContent;
  #readAtMs = 0;

  constructor(dataDirectory: string) {
    this.path = join(dataDirectory, 'keys.json');
    this.#content = this.#read() ?? {
      keys: [],
      sessionSecret: randomBytes(32).toString('base64url'),
      identitySecret: randomBytes(32).toString('base64url'),
      erasureSecret: randomBytes(32).toString('base64url'),
    };
    if (!existsSync(this.path)) this.#write();
  }

  get keys(): readonly KeyRecord[] {
    return this.#content.keys;
  }

  get secrets(): Omit<KeyFileContent, 'keys'> {
    return this.#content;
  }

  /** Takes in what another process (`attachkit keys`) wrote. @returns whether anything changed */
  refresh(): boolean {
    if (statSync(this.path).mtimeMs === this.#readAtMs) return false;
    this.#content = this.#read() ?? this.#content;
    return true;
  }

  /** @returns the key in clear; it cannot be shown again (write keys apart) */
  make(kind: KeyKind, now: Date): string {
    const key = KEY_PREFIX[kind] + randomBytes(24).toString('base64url');
    const record: KeyRecord = {
      id: randomBytes(4).toString('hex'),
      kind,
      hash: hashKey(key),
      createdAt: now.toISOString(),
    };
    if (kind === 'write') record.key = key;
    this.#content.keys.push(record);
    this.#write();
    return key;
  }

  /** @param at from when on the key is refused */
  expire(id: string, at: Date): boolean {
    const record = this.#content.keys.find((candidate) => candidate.id === id);
    if (!record) return false;
    record.expiresAt = at.toISOString();
    this.#write();
    return true;
  }

  #read(): KeyFileContent | undefined {
    if (!existsSync(this.path)) return undefined;
    this.#readAtMs = statSync(this.path).mtimeMs;
    return JSON.parse(readFileSync(this.path, 'utf8'));
  }

  #write(): void {
    const temporary = `${this.path}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(this.#content, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(temporary, this.path);
    chmodSync(this.path, 0o600);
    this.#readAtMs = statSync(this.path).mtimeMs;
  }
}
