/** One request to the collector: how a batch travels, and what its answer means. */
import type { Core, Waiting } from './core.ts';
import type { BatchAnswer } from './protocol.ts';

export interface Outcome {
  /** Only where the collector said that it has stored them. */
  answer_?: BatchAnswer;
  /** HTTP status; 0 without an answer. */
  status_: number;
  /** What the collector asked for; 0 or NaN where it did not, or named a date. */
  retryAfterMs_?: number;
}

let hasWarned = false;

/** Nothing of this page will arrive: worth a word where its developer looks first. */
export function warnOfKey({ status }: Response): void {
  if (status !== 401 || hasWarned) return;
  hasWarned = true;
  console.warn('attachkit: write key not accepted');
}

/** Under the lease, so that no other tab sends what is still on its way. */
const REQUEST_TIMEOUT_MS = 10_000;
const GZIP_FROM_BYTES = 2048;
/** @param isLast the page is going: what is not handed to the browser at once is lost to it */
export async function send(
  { options_: options, attempts_: attempts }: Core,
  events: Waiting[],
  isLast?: boolean,
): Promise<Outcome> {
  // As plain text, with the key inside, no browser asks for leave before it sends.
  const headers: Record<string, string> = { 'Content-Type': 'text/plain' };
  let body: BodyInit = `{"writeKey":${JSON.stringify(options.writeKey)},"sentAt":"${new Date(options.now()).toISOString()}","batch":[${events.map((event) => event.json)}]}`;
  try {
    if (!isLast && body.length > GZIP_FROM_BYTES && globalThis.CompressionStream) {
      headers['Content-Encoding'] = 'gzip';
      body = await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
    }
    const response = await (options.fetch ?? fetch)(`${options.endpoint}/v1/batch`, {
      method: 'POST',
      body,
      headers,
      // A second try does without: perhaps the page has spent the browser's allowance.
      keepalive: isLast || !attempts,
      credentials: 'omit',
      signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
    });
    warnOfKey(response);
    // A proxy or a hotel's sign-in page may say 200 too.
    const answer = response.ok && (await response.json());
    return {
      status_: response.status,
      answer_: answer.success && answer,
      retryAfterMs_: Number(response.headers.get('Retry-After')) * 1000,
    };
  } catch {
    return { status_: 0 };
  }
}
