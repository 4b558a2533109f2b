/** Brings messages into a running collector through its ordinary front door. */
import type { BatchAnswer, Message, Rejection } from '@attachkit/sdk/protocol';

export interface SendOptions {
  /** The collector, e.g. `http://127.0.0.1:4600`. */
  url: string;
  serverKey: string;
  /** Told after every batch. */
  onProgress?: (sent: number) => void;
  /** Messages of one request, 1–1,000. Default 500. */
  batchMessages?: number;
  fetch?: typeof globalThis.fetch;
}

export interface SendReport {
  accepted: number;
  /** There from an earlier run: counted once all the same. */
  duplicates: number;
  rejected: number;
  /** The first few refusals, to say why. */
  examples: Rejection[];
}

const TRIES_MAX = 8;
const REQUESTS_IN_FLIGHT = 3;
const EXAMPLES_MAX = 3;

/** @throws Error where the collector cannot be reached, refuses the key, or stays busy for a minute */
export async function sendMessages(messages: Iterable<Message>, options: SendOptions): Promise<SendReport> {
  const report: SendReport = { accepted: 0, duplicates: 0, rejected: 0, examples: [] };
  const batches = inBatches(messages, options.batchMessages ?? 500);
  let sent = 0;
  const worker = async () => {
    for (const batch of batches) {
      const answer = await post(batch, options);
      report.accepted += answer.accepted;
      report.duplicates += answer.duplicates;
      report.rejected += answer.rejected.length;
      report.examples.push(...answer.rejected.slice(0, EXAMPLES_MAX - report.examples.length));
      sent += batch.length;
      options.onProgress?.(sent);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_IN_FLIGHT }, worker));
  return report;
}

function* inBatches(messages: Iterable<Message>, size: number): Generator<Message[]> {
  let batch: Message[] = [];
  for (const message of messages) {
    batch.push(message);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function post(batch: Message[], options: SendOptions): Promise<BatchAnswer> {
  const { url, serverKey, fetch = globalThis.fetch } = options;
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(new URL('/v1/batch', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${serverKey}` },
      body: JSON.stringify({ batch }),
    }).catch((cause) => {
      throw new Error(`No collector answers at ${url}. Is it running? Start it with: attachkit serve`, { cause });
    });
    if (response.ok) return (await response.json()) as BatchAnswer;
    const busy = response.status === 429 || response.status === 503;
    if (!busy || tries === TRIES_MAX) throw new Error(await describe(response, url));
    const seconds = Number(response.headers.get('retry-after')) || 1;
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds, 10) * 1000));
  }
}

async function describe(response: Response, url: string): Promise<string> {
  if (response.status === 401) return `The collector at ${url} does not know this server key (sk_…).`;
  const body = (await response.text()).slice(0, 200);
  return `The collector at ${url} answered ${response.status}: ${body}`;
}
