/** One request to the collector: how a batch travels, and what its answer means. */

import type { BatchAnswer } from './protocol.ts';
import type { AttachkitOptions } from './public-api.ts';
import type { Waiting } from './queue.ts';

export interface Outcome {
  /** Only where the collector said that it has stored them. */
  answer_?: BatchAnswer;
  /** HTTP status; 0 without an answer. */
  status_: number;
  retryAfterMs_?: number;
}

/** Under the lease, so that no other tab sends what is still on its way. */
const REQUEST_TIMEOUT_MS = 10_000;
const GZIP_FROM_BYTES = 2048;
const RETRY_AFTER_MAX_MS = 3_600_000;

/** @param isLast the page is going: what is not handed to the browser at once is lost to it */
export type Send = (events: Waiting[], isLast: boolean) => Promise<Outcome>;

export function createTransport(options: AttachkitOptions, now: () => number): Send {
  let keepalive = true;
  return async (events, isLast) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_TIMEOUT_MS);
    try {
      // As plain text, with the key inside, no browser asks for leave before it sends.
      const headers: Record<string, string> = { 'Content-Type': 'text/plain' };
      let body: BodyInit = `{"writeKey":${JSON.stringify(options.writeKey)},"sentAt":"${new Date(now()).toISOString()}","batch":[${events.map((event) => event.json)}]}`;
      if (!isLast && body.length > GZIP_FROM_BYTES && globalThis.CompressionStream) {
        headers['Content-Encoding'] = 'gzip';
        body = await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
      }
      const response = await (options.fetch ?? fetch)(`${options.endpoint}/v1/batch`, {
        method: 'POST',
        body,
        headers,
        keepalive: keepalive || isLast,
        credentials: 'omit',
        signal: abort.signal,
      });
      keepalive = true;
      const retryAfter = response.headers.get('Retry-After');
      return {
        status_: response.status,
        // A proxy or a hotel's sign-in page may say 200 too.
        answer_: response.ok
          ? await response.json().then(
              (answer) => answer.success && answer,
              () => 0,
            )
          : 0,
        retryAfterMs_: retryAfter
          ? Math.min(RETRY_AFTER_MAX_MS, Math.max(1000, +retryAfter * 1000 || Date.parse(retryAfter) - Date.now())) || 0
          : 0,
      };
    } catch {
      // Perhaps the page has spent the browser's allowance for keepalive: do without, the next time.
      keepalive = false;
      return { status_: 0 };
    } finally {
      clearTimeout(timer);
    }
  };
}
