/**
 * For a host's own tests: the real SDK with a collector that is an array, a clock that stands
 * still until told, and everything it signals at hand. Runs in Node as in a browser.
 */
import { createAttachkit } from './index.ts';
import type { Batch, BatchAnswer, Message } from './protocol.ts';
import type { Attachkit, AttachkitFor, AttachkitOptions, PageCatalog, Signal } from './public-api.ts';

export interface TestKit<Client extends Attachkit = Attachkit> {
  client: Client;
  /** What the collector has, each event once, in the order of arrival. Call `client.flush()` first. */
  delivered: Message[];
  /** Everything told, in order; what was called before is let through first. */
  readonly signals: Signal[];
  /** Of these, the crossings of an attachment threshold. */
  readonly crossings: Extract<Signal, { type: 'crossing' }>[];
  clock: TestClock;
  /** What the collector answers from now on; 200 takes events in again. */
  answerWith(status: number, headers?: Record<string, string>): void;
}

export interface TestClock {
  now(): number;
  /** @param instant RFC 3339 or epoch milliseconds */
  set(instant: string | number): void;
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): void;
}

export interface TestKitOptions<Catalog extends PageCatalog = PageCatalog> extends Partial<AttachkitOptions<Catalog>> {
  /** Where the clock stands at first. Default 2026-01-01T12:00:00Z. */
  at?: string | number;
}

let made = 0;

export function createTestKit<const Catalog extends PageCatalog>(
  options: TestKitOptions<Catalog> = {},
): TestKit<AttachkitFor<Catalog>> {
  const { at = '2026-01-01T12:00:00Z', ...clientOptions } = options;
  const signals: Signal[] = [];
  // What is called is counted when the turn is over, or when something is asked.
  const letThrough = () => void client.now();
  const clock = createClock(at, letThrough);
  const collector = createMemoryCollector();
  const client = createAttachkit<Catalog>({
    // Its own name, so that no test finds what another has stored.
    writeKey: `wk_test_${Date.now()}_${made++}`,
    endpoint: 'memory:',
    allowBots: true,
    flushIntervalMs: 0,
    now: clock.now,
    fetch: collector.fetch,
    ...clientOptions,
  });
  client.subscribe((signal) => signals.push(signal));
  return {
    client,
    delivered: collector.delivered,
    get signals() {
      letThrough();
      return signals;
    },
    get crossings() {
      letThrough();
      return signals.filter((signal) => signal.type === 'crossing');
    },
    clock,
    answerWith: collector.answerWith,
  };
}

/** @param beforeChange what was called until then belongs to the time before */
function createClock(at: string | number, beforeChange: () => void): TestClock {
  const parse = (instant: string | number) => {
    const ms = typeof instant === 'number' ? instant : Date.parse(instant);
    if (Number.isNaN(ms)) throw new RangeError(`Not an instant: ${instant}`);
    return ms;
  };
  let now = parse(at);
  return {
    now: () => now,
    set(instant) {
      beforeChange();
      now = parse(instant);
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      beforeChange();
      now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}

function createMemoryCollector() {
  const delivered: Message[] = [];
  let status = 200;
  let headers: Record<string, string> = {};
  return {
    delivered,
    answerWith(next: number, withHeaders: Record<string, string> = {}) {
      status = next;
      headers = withHeaders;
    },
    async fetch(url: string, init: RequestInit): Promise<Response> {
      if (!url.endsWith('/v1/batch')) return new Response(null, { status: 404 });
      if (status !== 200) return new Response(null, { status, headers });
      const { batch } = JSON.parse(await readBody(init)) as Batch;
      const fresh = batch.filter(({ messageId }) => !delivered.some((known) => known.messageId === messageId));
      delivered.push(...fresh);
      const answer: BatchAnswer = {
        success: true,
        accepted: fresh.length,
        duplicates: batch.length - fresh.length,
        rejected: [],
        warnings: [],
      };
      return new Response(JSON.stringify(answer));
    },
  };
}

async function readBody({ body, headers }: RequestInit): Promise<string> {
  const isGzip = new Headers(headers).has('Content-Encoding');
  if (!isGzip) return String(body);
  return new Response((body as Blob).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
