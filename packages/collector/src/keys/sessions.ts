/** The dashboard's session: a signed cookie that stands for the read key it began with, and ends with it. */
import { jwtVerify, SignJWT } from 'jose';
import type { Principal } from './key.ts';
import type { KeyRing } from './key-ring.ts';

export const SESSION_COOKIE = 'attachkit_session';
export const SESSION_SECONDS = 12 * 60 * 60;

export class Sessions {
  readonly #secret: Uint8Array;
  readonly #keys: KeyRing;
  readonly #now: () => number;

  constructor(secret: string, keys: KeyRing, now: () => number) {
    this.#secret = new TextEncoder().encode(secret);
    this.#keys = keys;
    this.#now = now;
  }

  /** @returns the cookie's value */
  begin(principal: Principal): Promise<string> {
    const seconds = Math.floor(this.#now() / 1000);
    return new SignJWT({ kind: principal.kind })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(principal.id)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + SESSION_SECONDS)
      .sign(this.#secret);
  }

  /** `undefined` once it expired or its key was revoked. */
  async read(cookie: string): Promise<Principal | undefined> {
    try {
      const options = { algorithms: ['HS256'], currentDate: new Date(this.#now()) };
      const { payload } = await jwtVerify(cookie, this.#secret, options);
      const id = payload.sub ?? '';
      return payload.kind === 'read' && this.#keys.holds(id, this.#now()) ? { kind: 'read', id } : undefined;
    } catch {
      return undefined;
    }
  }
}
