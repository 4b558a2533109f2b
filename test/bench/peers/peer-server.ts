/** A server that takes whatever any SDK posts, finds the benchmark's markers in it, and may be in trouble. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { Peer } from './peers.ts';

export interface PeerServer {
  origin: string;
  /** How often each marker arrived in a request that was answered with success. */
  arrivals: Map<string, number>;
  /** While true every post is answered 503. */
  inTrouble: boolean;
  close(): Promise<void>;
}

/** What Attachkit asks for at its start, and counts by: thresholds and limits, in a zone with summer time. */
const CATALOG = {
  version: 'bench',
  timezone: 'Europe/Berlin',
  product: { id: 'core', name: 'Core', features: ['boards', 'files'] },
  addons: {
    copilot: { name: 'Copilot', features: ['ai_summary'], attached: { uses: 5, days: 3, window: 28 } },
    analytics: { name: 'Analytics', features: ['report_builder'], attached: { uses: 3, days: 2, window: 28 } },
  },
  limits: { ai_credits: { feature: 'ai_summary', max: 1000, warnAt: 0.8, per: 'month', addon: 'copilot' } },
  milestones: { summaries_10: { feature: 'ai_summary', count: 10, addon: 'copilot' } },
  prompts: [{ id: 'p', addon: 'copilot', trigger: { limit: 'ai_credits', atLeast: 0.8 } }],
};

const MARKER = /@@[\w-]+@@/g;
export const markerOf = (run: string, n: number) => `@@${run}-${n}@@`;

export async function startPeerServer(peer: Peer): Promise<PeerServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: PeerServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals: new Map(),
    inTrouble: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname } = new URL(request.url!, state.origin);
    if (pathname === '/page') return void html(response, pageOf(peer));
    if (pathname === '/empty') return void html(response, '<!doctype html><title>empty</title>');
    if (pathname === '/peer.js') return void response.setHeader('content-type', 'text/javascript').end(peer.code);
    if (pathname === '/v1/catalog') return void response.end(JSON.stringify(CATALOG));
    const body = await readBody(request);
    if (state.inTrouble && request.method === 'POST') return void response.writeHead(503).end();
    for (const marker of findMarkers(request.url!, body))
      state.arrivals.set(marker, (state.arrivals.get(marker) ?? 0) + 1);
    // Each of them finds in this what it takes for success.
    const success = { success: true, status: 1, code: 200, error: null, accepted: 0, duplicates: 0, rejected: [] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(success));
  }
  return state;
}

function pageOf({ attributes = {} }: Peer): string {
  const written = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
  return `<!doctype html><meta charset="utf-8"><title>page</title><body>page<script src="/peer.js"${written}></script>`;
}

function html(response: ServerResponse, text: string) {
  // Alone among origins, the page gets a clock that is fine enough for one call.
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  response.setHeader('content-type', 'text/html').end(text);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** In clear, compressed, form-encoded or base64: whichever of these the sender chose. */
function findMarkers(url: string, body: Buffer): Set<string> {
  const found = new Set<string>();
  for (const text of [...unpacked(body), String(body), url].flatMap(decoded))
    for (const [marker] of text.matchAll(MARKER)) found.add(marker);
  return found;
}

function unpacked(body: Buffer): string[] {
  return [gunzipSync, inflateSync].flatMap((unpack) => {
    try {
      return [String(unpack(body))];
    } catch {
      return [];
    }
  });
}

function decoded(text: string): string[] {
  let plain = text;
  try {
    plain = decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    // Not form-encoded.
  }
  const tokens = plain.match(/[\w+/-]{40,}={0,2}/g) ?? [];
  return [text, plain, ...tokens.map((token) => String(Buffer.from(token, 'base64')))];
}
