import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Batch, Message } from '@attachkit/sdk/protocol';

const SCRIPT = join(import.meta.dirname, '..', '..', 'packages', 'sdk', 'dist', 'attachkit.js');

/** What to do with a batch: `store` it and say so, or what a collector in trouble does. */
export type Behaviour = (
  batch: Batch,
  nth: number,
) => 'store' | 'hang' | { status: number; headers?: Record<string, string>; body?: string };

/** A small collector over real HTTP that keeps a log of what arrived, and can be told to misbehave. */
export interface RecordingCollector {
  readonly origin: string;
  readonly pageUrl: string;
  /** Stored events, the first of each `messageId`. */
  readonly stored: Map<string, Message & { sentAt: string; arrivedAt: number }>;
  /** How often each stored `messageId` came in, duplicates included. */
  readonly arrivals: Map<string, number>;
  /** Requests to `/v1/batch`, whatever came of them. */
  readonly requests: () => number;
  behave(behaviour: Behaviour): void;
  /** Nobody listens: connections are refused. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  /** Waits until so many different events are stored. @throws with what is there, after the time */
  until(count: number, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

const CATALOG = {
  version: 'faults',
  timezone: 'UTC',
  currency: 'EUR',
  account: 'group',
  identity: 'open',
  product: { id: 'core', name: 'Core', features: ['boards'] },
  addons: {
    copilot: {
      name: 'Copilot',
      kind: 'ai',
      features: ['ai_summary'],
      attached: { uses: 5000, days: 1, window: 28 },
      trialDays: 14,
      includedIn: [],
      holdout: 0.2,
    },
  },
  bundles: {},
  limits: { credits: { feature: 'ai_summary', max: 100_000, per: 'month', addon: 'copilot' } },
  milestones: {},
  promptsPaused: false,
  prompts: [],
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>page</title><script src="/attachkit.js"></script>
<script>
  addEventListener('pageshow', (event) => { window.wasRestored = event.persisted; });
  window.start = (options = {}) => attachkit.init({ writeKey: 'wk_faults', flushIntervalMs: 50, ...options });
  // Each event of a test carries its number: an event counted twice shows, even under two ids.
  window.send = (from, to, bytes = 0) => {
    for (let n = from; n < to; n++) attachkit.track('Probe', { n, filling: 'x'.repeat(bytes) });
  };
</script><body>page</body>`;

export async function startRecordingCollector(): Promise<RecordingCollector> {
  const stored: RecordingCollector['stored'] = new Map();
  const arrivals = new Map<string, number>();
  let behaviour: Behaviour = () => 'store';
  let requests = 0;
  let port = 0;
  let server: Server;

  const takeBatch = (batch: Batch, response: ServerResponse) => {
    const does = behaviour(batch, ++requests);
    if (does === 'hang') return;
    if (does !== 'store') {
      response.writeHead(does.status, { 'content-type': 'text/html', ...does.headers }).end(does.body ?? 'no');
      return;
    }
    let accepted = 0;
    for (const message of batch.batch) {
      arrivals.set(message.messageId, (arrivals.get(message.messageId) ?? 0) + 1);
      if (stored.has(message.messageId)) continue;
      stored.set(message.messageId, { ...message, sentAt: batch.sentAt!, arrivedAt: Date.now() });
      accepted++;
    }
    const duplicates = batch.batch.length - accepted;
    answerJson(response, { success: true, accepted, duplicates, rejected: [], warnings: [] });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    if (path === '/v1/batch') takeBatch(await readBatch(request), response);
    else if (path === '/v1/catalog') answerJson(response, CATALOG);
    else if (path === '/attachkit.js') response.setHeader('content-type', 'text/javascript').end(readFileSync(SCRIPT));
    else response.setHeader('content-type', 'text/html').end(path === '/page' ? PAGE : '<title>elsewhere</title>');
  };

  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer((request, response) => {
        answer(request, response).catch(() => response.destroy());
      });
      server.on('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen();
  port = (server!.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    pageUrl: `${origin}/page`,
    stored,
    arrivals,
    requests: () => requests,
    behave(next) {
      behaviour = next;
      requests = 0;
    },
    goDown: close,
    comeBack: listen,
    async until(count, timeoutMs = 25_000) {
      for (const deadline = Date.now() + timeoutMs; stored.size < count; await pause(50))
        if (Date.now() > deadline)
          throw new Error(
            `After ${timeoutMs} ms ${stored.size} of ${count} events have arrived in ${requests} requests`,
          );
    },
    close,
  };
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function answerJson(response: ServerResponse, body: unknown) {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

async function readBatch(request: IncomingMessage): Promise<Batch> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return JSON.parse(String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
}
