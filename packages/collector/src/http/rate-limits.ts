/** Token buckets by key and address, and by address for keys that were wrong. */
import type { IncomingMessage } from 'node:http';
import { RequestRefused } from '../ingest/refusals.ts';

export type ClientAddress = (request: IncomingMessage) => string;

export interface RateLimitOptions {
  /** Events a second from one address under a write key, sustained; twice as many at once. */
  writeEventsPerSecond: number;
  serverEventsPerSecond: number;
  /** Wrong keys a minute from one address. */
  failuresPerMinute: number;
}

export const RATE_LIMIT_DEFAULTS: RateLimitOptions = {
  writeEventsPerSecond: 50_000,
  serverEventsPerSecond: 200_000,
  failuresPerMinute: 6_000,
};

const BUCKETS_MAX = 100_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

export class RateLimits {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: Partial<RateLimitOptions> = {}) {
    this.#options = { ...RATE_LIMIT_DEFAULTS, ...options };
  }

  /** @throws {RequestRefused} `rate_limited` */
  countEvents(keySpace: 'write' | 'server', address: string, events: number): void {
    const perSecond = keySpace === 'write' ? this.#options.writeEventsPerSecond : this.#options.serverEventsPerSecond;
    this.#take(`${keySpace} ${address}`, events, perSecond, Math.max(perSecond * 2, 1000));
  }

  /** @throws {RequestRefused} `rate_limited` */
  countFailure(address: string): void {
    const { failuresPerMinute } = this.#options;
    this.#take(`failure ${address}`, 1, failuresPerMinute / 60, failuresPerMinute);
  }

  #take(name: string, amount: number, perSecond: number, burst: number): void {
    // A monotonic clock: a wall clock that is set back would stop the refilling.
    const nowMs = performance.now();
    const bucket = this.#buckets.get(name) ?? { tokens: burst, filledAtMs: nowMs };
    const tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.filledAtMs) / 1000) * perSecond);
    if (tokens < amount) {
      const retryAfterSeconds = Math.max(1, Math.ceil((amount - tokens) / perSecond));
      throw new RequestRefused('rate_limited', { retryAfterSeconds });
    }
    if (this.#buckets.size >= BUCKETS_MAX) this.#buckets.clear();
    this.#buckets.set(name, { tokens: tokens - amount, filledAtMs: nowMs });
  }
}
