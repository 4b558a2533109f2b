/**
 * Northfold's server: what a product's own backend does with Attachkit. It holds the server key, tells
 * the collector what was sold, and passes the account's state to the page. Node's own modules only.
 *
 *   ATTACHKIT_URL=http://127.0.0.1:4600 ATTACHKIT_WRITE_KEY=wk_… ATTACHKIT_SERVER_KEY=sk_… node examples/demo/server.mjs
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foundingMessages, isWorkspaceId, workspaces } from './workspaces.mjs';

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const BODY_BYTES_MAX = 10_000;
const catalog = JSON.parse(await readFile(new URL('attachkit.catalog.json', import.meta.url), 'utf8'));

/**
 * @param {{collectorUrl: string, publicUrl?: string, writeKey: string, serverKey: string, readKey?: string, fetch?: typeof fetch}} options
 *   `publicUrl`: where the visitor's browser reaches the collector; the same as `collectorUrl` by default.
 *   `readKey`: with it, a sale answers with the attach rate before and after. A shop would have no use for that.
 *   `fetch`: how this server reaches it.
 * @returns {(request: Request) => Promise<Response>} serves the product under any path that ends in a slash
 */
export function createDemo(options) {
  const { collectorUrl, publicUrl = collectorUrl, writeKey } = options;
  const collector = createCollectorClient(options);
  const routes = {
    'GET /api/session': ({ query }) => readSession(collector, query.get('workspace')),
    'POST /api/trial': ({ body }) => sell(collector, body, startTrial),
    'POST /api/purchase': ({ body }) => sell(collector, body, purchase),
    'POST /api/cancel': ({ body }) => sell(collector, body, cancel),
  };
  return async function handle(request) {
    const { path, query } = readUrl(request);
    const route = routes[`${request.method} ${path}`];
    if (!route) return request.method === 'GET' ? servePage(path, publicUrl, writeKey) : refuse(404, 'No such page.');
    try {
      return Response.json(await route({ query, body: await readBody(request) }), {
        headers: { 'cache-control': 'no-store' },
      });
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.status, error.message);
      return refuse(502, `The collector does not answer as it should: ${error.message}`);
    }
  };
}

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function refuse(status, message) {
  return Response.json({ error: message }, { status });
}

/** Mounted below a prefix, some frameworks leave it on: the product's own paths begin after `/demo`. */
function readUrl(request) {
  const url = new URL(request.url);
  return { path: url.pathname.replace(/^\/demo(?=\/)/, ''), query: url.searchParams };
}

async function readBody(request) {
  if (request.method !== 'POST') return {};
  // Another site's form cannot send this type without being asked first.
  if (!request.headers.get('content-type')?.startsWith('application/json')) throw new Refusal(415, 'Send JSON.');
  const text = await request.text();
  if (text.length > BODY_BYTES_MAX) throw new Refusal(413, 'Too much.');
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'Not JSON.');
  }
}

// What the host tells the collector, and asks it

function createCollectorClient({ collectorUrl, serverKey, readKey, fetch = globalThis.fetch }) {
  const call = async (path, init = {}, key = serverKey) => {
    const response = await fetch(new URL(path, collectorUrl), {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    if (!response.ok && response.status !== 404) throw new Error(`${path} answered ${response.status}`);
    return response.status === 404 ? null : response.json();
  };
  return {
    /** What it knows of an account, or null before it ever heard of it. */
    state: (account) => call(`/v1/accounts/${encodeURIComponent(account)}/state`),
    async send(messages) {
      const answer = await call('/v1/batch', { method: 'POST', body: JSON.stringify({ batch: messages }) });
      if (answer.rejected.length > 0) throw new Error(answer.rejected[0].message);
    },
    /** How many customers bought the add-on or try it, just now; null without a read key, or where it cannot be told. */
    async standing(addon) {
      if (!readKey) return null;
      const count = async (numerator) => {
        const query = new URLSearchParams({ addon, numerator });
        const { rows } = await call(`/v1/metrics/attach-rate?${query}`, {}, readKey);
        return rows.at(-1);
      };
      try {
        const [bought, tried] = await Promise.all([count('paid'), count('trial')]);
        return { customers: bought.denominator, bought: bought.numerator, boughtOrTry: tried.numerator };
      } catch {
        // What it shows is an extra; the sale goes on without it.
        return null;
      }
    },
  };
}

async function readSession(collector, id) {
  if (!isWorkspaceId(id)) throw new Refusal(400, 'No such workspace.');
  let state = await collector.state(id);
  const founding = foundingMessages(id, state, new Date());
  if (founding.length > 0) {
    await collector.send(founding);
    state = await collector.state(id);
  }
  return { workspace: workspaces(id), people: workspaces(id).people, state, catalog: soldPart(catalog) };
}

/** What the pricing page shows; margins and targets stay on the server. */
function soldPart({ currency, addons, bundles }) {
  const sold = ({ name, kind, price, trialDays, includedIn }) => ({ name, kind, price, trialDays, includedIn });
  return {
    currency,
    addons: Object.fromEntries(Object.entries(addons).map(([id, addon]) => [id, sold(addon)])),
    bundles,
  };
}

/** A real product would take the money here. */
async function sell(collector, { workspace, addon, user }, events) {
  if (!isWorkspaceId(workspace)) throw new Refusal(400, 'No such workspace.');
  const messages = events(addon).map(([event, properties]) => ({
    type: 'track',
    messageId: randomUUID(),
    timestamp: new Date().toISOString(),
    event,
    properties,
    ...(typeof user === 'string' && { userId: user }),
    context: { groupId: workspace },
  }));
  const about = [...new Set(messages.map(({ properties }) => properties.addon))];
  const before = await Promise.all(about.map(collector.standing));
  await collector.send(messages);
  const after = await Promise.all(about.map(collector.standing));
  return {
    state: await collector.state(workspace),
    sent: messages.map(({ event, properties }) => ({ event, addon: properties.addon })),
    effects: about.map((id, index) => ({ addon: id, before: before[index], after: after[index] })),
  };
}

function startTrial(addon) {
  const days = sellable(addon).trialDays ?? 14;
  return [['Trial Started', { addon, endsAt: new Date(Date.now() + days * 86_400_000).toISOString() }]];
}

function purchase(id) {
  const bundle = catalog.bundles[id];
  if (!bundle) return [['Add-on Purchased', { addon: id, mrr: sellable(id).price.mrr, quantity: 1 }]];
  // The bundle's price is split over its add-ons by their list prices; the last takes what rounding left.
  const list = bundle.addons.reduce((sum, addon) => sum + sellable(addon).price.mrr, 0);
  let leftCents = Math.round(bundle.mrr * 100);
  return bundle.addons.map((addon, index) => {
    const last = index === bundle.addons.length - 1;
    const cents = last ? leftCents : Math.round((sellable(addon).price.mrr / list) * bundle.mrr * 100);
    leftCents -= cents;
    return ['Add-on Purchased', { addon, mrr: cents / 100, quantity: 1, bundle: id }];
  });
}

function cancel(addon) {
  sellable(addon);
  return [
    ['Trial Ended', { addon }],
    ['Add-on Cancelled', { addon }],
  ];
}

function sellable(addon) {
  if (!Object.hasOwn(catalog.addons, addon)) throw new Refusal(400, 'No such add-on.');
  return catalog.addons[addon];
}

// The product's own pages

const FILES = [
  'index.html',
  'northfold.css',
  'app.js',
  'documents.js',
  'assistant.js',
  'reports.js',
  'signatures.js',
  'plan.js',
  'inspector.js',
  'element.js',
  'host.js',
  'toast.js',
  'icon.svg',
];

async function servePage(path, collectorUrl, writeKey) {
  if (path === '/demo') return new Response(null, { status: 308, headers: { location: '/demo/' } });
  const name = path === '/' ? 'index.html' : path.slice(1);
  if (!FILES.includes(name)) return refuse(404, 'No such page.');
  let text = await readFile(new URL(`page/${name}`, import.meta.url), 'utf8');
  if (name === 'index.html') text = text.replaceAll('{{collector}}', collectorUrl).replaceAll('{{writeKey}}', writeKey);
  return new Response(text, {
    headers: {
      'content-type': `${TYPES[extname(name)]}; charset=utf-8`,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      // The same strictness a careful product would have: nothing inline, one foreign origin.
      'content-security-policy': `default-src 'none'; script-src 'self' ${collectorUrl}; connect-src 'self' ${collectorUrl}; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    },
  });
}

// On its own

function listen(handle, port) {
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const request = new Request(`http://127.0.0.1${incoming.url}`, {
      method: incoming.method,
      headers: incoming.headers,
      body,
    });
    const response = await handle(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  server.listen(port, '127.0.0.1', () =>
    console.log(`Northfold is at http://127.0.0.1:${server.address().port}/demo/`),
  );
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {
    ATTACHKIT_URL = 'http://127.0.0.1:4600',
    ATTACHKIT_WRITE_KEY,
    ATTACHKIT_SERVER_KEY,
    ATTACHKIT_READ_KEY,
    PORT = '4601',
  } = process.env;
  if (!ATTACHKIT_WRITE_KEY || !ATTACHKIT_SERVER_KEY) {
    console.error(
      'Set ATTACHKIT_WRITE_KEY (wk_…) and ATTACHKIT_SERVER_KEY (sk_…): the collector prints both at its first start.',
    );
    process.exit(1);
  }
  listen(
    createDemo({
      collectorUrl: ATTACHKIT_URL,
      writeKey: ATTACHKIT_WRITE_KEY,
      serverKey: ATTACHKIT_SERVER_KEY,
      readKey: ATTACHKIT_READ_KEY,
    }),
    Number(PORT),
  );
}
