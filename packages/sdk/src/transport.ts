/** One request to the collector: how a batch travels, and what its answer means. */
import type { Core, Waiting } from './core.ts';
import type { BatchAnswer } from './protocol.ts';

/** HTTP's; without one, there was no answer. */
export type Answered = Partial<Pick<Response, 'status' | 'headers'>>;

/** @returns the answer, and its body where it is a success */
// biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what it may be
export async function ask(core: Core, path: string, init: RequestInit): Promise<[Response, any]> {
  const response = await (core.options_.fetch ?? fetch)(`${core.options_.endpoint}/v1/${path}`, {
    credentials: 'omit',
    ...init,
  });
  return [response, response.ok && (await response.json())];
}

/** Under the lease, so that no other tab sends what is still on its way. */
const REQUEST_TIMEOUT_MS = 10_000;
const GZIP_FROM_BYTES = 2048;
/**
 * @param isLast the page is going: what is not handed to the browser at once is lost to it
 * @returns the answer, and its body where the collector said that it has stored them; never rejects
 */
export function send(core: Core, events: Waiting[], isLast?: boolean): Promise<[Answered, BatchAnswer?]> {
  return post(core, events, isLast).catch(() => [{}]);
}

async function post(core: Core, events: Waiting[], isLast?: boolean): Promise<[Answered, BatchAnswer?]> {
  // As plain text, with the key inside, no browser asks for leave before it sends.
  const headers: Record<string, string> = { 'Content-Type': 'text/plain' };
  let body: BodyInit = `{"writeKey":${JSON.stringify(core.options_.writeKey)},"sentAt":${JSON.stringify(new Date(core.options_.now()))},"batch":[${events.map((event) => event.json)}]}`;
  if (!isLast && body.length > GZIP_FROM_BYTES && globalThis.CompressionStream) {
    headers['Content-Encoding'] = 'gzip';
    body = await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
  }
  return ask(core, 'batch', {
    method: 'POST',
    body,
    headers,
    // A second try does without: perhaps the page has spent the browser's allowance.
    keepalive: isLast || !core.attempts_,
    signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
  });
}
