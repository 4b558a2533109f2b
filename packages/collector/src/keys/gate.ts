/** Who is asking, and may they? One place for keys in headers and bodies, sessions and rate limits. */
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { ClientAddress, RateLimits } from '../http/rate-limits.ts';
import { RequestRefused } from '../ingest/refusals.ts';
import type { KeyKind, Principal } from './key.ts';
import type { KeyRing } from './key-ring.ts';
import { SESSION_COOKIE, type Sessions } from './sessions.ts';

export interface GateDependencies {
  keys: KeyRing;
  sessions: Sessions;
  limits: RateLimits;
  clientAddress: ClientAddress;
  /** Epoch milliseconds. */
  now: () => number;
}

export class Gate {
  readonly #dependencies: GateDependencies;

  constructor(dependencies: GateDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws {RequestRefused} */
  ingestionKey(authorization: string | undefined, request: IncomingMessage): 'write' | 'server' {
    const { kind } = this.#identify(keyInHeader(authorization), request);
    if (kind === 'write' || kind === 'server') return kind;
    throw new RequestRefused('key_insufficient', { message: 'Events are sent with a write key or a server key.' });
  }

  /** @throws {RequestRefused} */
  writeKeyInBody(presented: unknown, request: IncomingMessage): 'write' {
    const { kind } = this.#identify(typeof presented === 'string' ? presented : undefined, request);
    if (kind === 'write') return kind;
    throw new RequestRefused('key_insufficient', { message: 'Only a write key may stand in the body.' });
  }

  /** @returns who signs in. @throws {RequestRefused} when it is no read key */
  login(authorization: string | undefined, presented: unknown, request: IncomingMessage): Principal {
    const key = typeof presented === 'string' ? presented.trim() : keyInHeader(authorization);
    const principal = this.#identify(key, request);
    if (principal.kind === 'read') return principal;
    throw new RequestRefused('key_insufficient', { message: 'The dashboard is signed in to with a read key (rk_…).' });
  }

  /** @throws {RequestRefused} `rate_limited` */
  countEvents(request: IncomingMessage, keySpace: 'write' | 'server', events: number): void {
    this.#dependencies.limits.countEvents(keySpace, this.#dependencies.clientAddress(request), events);
  }

  /** Lets pass who holds a key of one of these kinds; a session stands for the read key it began with. */
  require(...kinds: KeyKind[]): MiddlewareHandler {
    return createMiddleware<{ Bindings: HttpBindings }>(async (c, next) => {
      const principal = await this.principalOf(c);
      if (!kinds.includes(principal.kind)) {
        throw new RequestRefused('key_insufficient', { message: `This asks for a ${kinds.join(' or ')} key.` });
      }
      await next();
    });
  }

  /** The same, but whoever is on this very machine needs no key. A proxy on it is not whoever it speaks for. */
  requireUnlessLoopback(...kinds: KeyKind[]): MiddlewareHandler {
    const required = this.require(...kinds);
    return createMiddleware<{ Bindings: HttpBindings }>(async (c, next) => {
      const { headers, socket } = c.env.incoming;
      const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
      const isLocal = /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
      return isLocal && !isForwarded ? next() : required(c, next);
    });
  }

  /** @throws {RequestRefused} when there is no key and no session, or neither holds */
  async principalOf(c: Context<{ Bindings: HttpBindings }>): Promise<Principal> {
    const authorization = c.req.header('authorization');
    const cookie = getCookie(c, SESSION_COOKIE);
    if (authorization === undefined && cookie !== undefined) {
      const principal = await this.#dependencies.sessions.read(cookie);
      if (principal) return principal;
    }
    return this.#identify(keyInHeader(authorization), c.env.incoming);
  }

  #identify(presented: string | undefined, request: IncomingMessage): Principal {
    if (presented === undefined || presented === '') throw new RequestRefused('key_missing');
    const { keys, now, limits, clientAddress } = this.#dependencies;
    const principal = keys.identify(presented, now());
    if (principal) return principal;
    limits.countFailure(clientAddress(request));
    throw new RequestRefused('key_unknown');
  }
}

/** HTTP Basic with the key as user name (the password is not looked at), or Bearer. */
function keyInHeader(authorization: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(\S+)\s+(.+)$/.exec(authorization?.trim() ?? '') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return credentials;
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(credentials!, 'base64').toString('utf8').split(':')[0];
}
