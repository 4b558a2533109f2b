/** Signed identity: the host's server vouches for a page's user and account with a JWT (HS256). */
import { errors, jwtVerify } from 'jose';
import type { TokenClaims, TokenFault } from './draft.ts';

const CACHED_TOKENS_MAX = 10_000;

interface Cached {
  verified: TokenClaims | TokenFault;
  /** Epoch milliseconds; from then on the claims are void. */
  expiresAtMs: number;
}

export class TokenVerifier {
  readonly #secrets: Uint8Array[];
  readonly #cache = new Map<string, Cached>();

  /** @param secrets the newest first; older ones hold while hosts move to it */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.map((secret) => new TextEncoder().encode(secret));
  }

  /** @param atMs the moment they must be valid at: of arrival, also when a message is replayed later */
  async verifyAll(tokens: Set<string>, atMs: number): Promise<Map<string, TokenClaims | TokenFault>> {
    const verified = new Map<string, TokenClaims | TokenFault>();
    for (const token of tokens) verified.set(token, await this.#verifyCached(token, atMs));
    return verified;
  }

  async #verifyCached(token: string, atMs: number): Promise<TokenClaims | TokenFault> {
    const cached = this.#cache.get(token);
    if (cached) return atMs < cached.expiresAtMs ? cached.verified : { fault: 'has expired' };
    const fresh = await this.#verify(token, atMs);
    if (this.#cache.size >= CACHED_TOKENS_MAX) this.#cache.clear();
    if (!('fault' in fresh.verified)) this.#cache.set(token, fresh);
    return fresh.verified;
  }

  async #verify(token: string, atMs: number): Promise<Cached> {
    let fault = 'is not signed with the identity secret';
    for (const secret of this.#secrets) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          requiredClaims: ['exp'],
          currentDate: new Date(atMs),
        });
        const claims = { user: asId(payload.sub), account: asId(payload.grp) };
        return { verified: claims, expiresAtMs: payload.exp! * 1000 };
      } catch (error) {
        if (error instanceof errors.JWTExpired) fault = 'has expired';
        else if (error instanceof errors.JWTClaimValidationFailed) fault = `has no valid ${error.claim}`;
      }
    }
    return { verified: { fault }, expiresAtMs: 0 };
  }
}

function asId(claim: unknown): string | null {
  return typeof claim === 'string' ? claim : null;
}
