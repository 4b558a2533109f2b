/** Clients that exist already, unmodified: Segment's and Rudder's own packages, pointed at a real collector. */
import { createServer, type Server } from 'node:http';
import RudderServer from '@rudderstack/rudder-sdk-node';
import { Analytics as SegmentServer } from '@segment/analytics-node';
import { build } from 'esbuild';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { type CollectorProcess, KEYS, startCollector } from './collector-process.ts';

/** Rudder's own client stays silent for a browser that says it is automated. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

const CALLS = `
  client.identify('user of ' + account, { plan: 'pro' });
  client.group(account, { name: 'Example Ltd', plan: 'starter' });
  client.track('Feature Used', { feature: 'ai_summary', quantity: 2 });
  client.page('Home');`;

const SEGMENT = `
  import { AnalyticsBrowser } from '@segment/analytics-next';
  window.send = ({ host, key, account }) => {
    const cdnSettings = { integrations: { 'Segment.io': { apiKey: key, apiHost: host + '/v1', protocol: 'http' } } };
    const client = AnalyticsBrowser.load({ writeKey: key, cdnURL: location.origin, cdnSettings });
    ${CALLS}
  };`;

const RUDDER = `
  import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
  window.send = ({ host, key, account }) => {
    const client = new RudderAnalytics();
    const source = { id: 's', name: 's', writeKey: key, enabled: true, workspaceId: 'w', destinations: [],
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } } };
    client.load(key, 'http://' + host, { getSourceConfig: () => ({ source }), configUrl: location.origin });
    ${CALLS}
  };`;

let collector: CollectorProcess;
let site: Server;
let browser: Browser;
let script = '';

beforeAll(async () => {
  [collector, browser] = await Promise.all([
    startCollector('examples/quickstart/attachkit.catalog.json'),
    launchPlaywrightChromium(),
  ]);
  site = createServer(({ url }, response) => {
    if (url === '/client.js') response.setHeader('content-type', 'text/javascript').end(script);
    else response.setHeader('content-type', 'text/html').end('<!doctype html><script src="/client.js"></script>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await collector?.stop();
});

/** What the collector knows of an account once its usage has come in. */
const stateOf = (account: string) =>
  expect.poll(async () => (await collector.get(`/v1/accounts/${account}/state`, KEYS.server)).json(), {
    timeout: 15_000,
  });
const known = { traits: { name: 'Example Ltd', plan: 'starter' }, addons: { assistant: { uses: 2 } } };

async function sendFromPage(client: string, account: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: client, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    logLevel: 'error',
  });
  script = outputFiles[0]!.text;
  const page = await browser.newPage({ userAgent: USER_AGENT });
  await page.goto(`http://127.0.0.1:${(site.address() as { port: number }).port}/`);
  const given = { host: new URL(collector.url).host, key: KEYS.write, account };
  await page.evaluate(`send(${JSON.stringify(given)})`);
}

test("Segment's browser client, from a page of another origin", async () => {
  await sendFromPage(SEGMENT, 'segment-browser');
  await stateOf('segment-browser').toMatchObject(known);
});

test("Rudder's browser client, which sends headers of its own, from a page of another origin", async () => {
  await sendFromPage(RUDDER, 'rudder-browser');
  await stateOf('rudder-browser').toMatchObject(known);
});

const usage = (account: string) => ({
  userId: 'user-2',
  event: 'Feature Used',
  properties: { feature: 'ai_summary', quantity: 2 },
  context: { groupId: account },
});
const traits = { name: 'Example Ltd', plan: 'starter' };

test("Segment's client for Node, a purchase under the server key", async () => {
  const client = new SegmentServer({ writeKey: KEYS.server, host: collector.url });
  client.group({ userId: 'user-2', groupId: 'segment-node', traits });
  client.track(usage('segment-node'));
  client.track({ ...usage('segment-node'), event: 'Subscription Started', properties: { plan: 'starter', mrr: 100 } });
  client.track({ ...usage('segment-node'), event: 'Add-on Purchased', properties: { addon: 'assistant', mrr: 20 } });
  await client.closeAndFlush();
  await stateOf('segment-node').toMatchObject(known);
  await stateOf('segment-node').toMatchObject({ addons: { assistant: { purchased: true } } });
});

test("Rudder's client for Node", async () => {
  const client = new RudderServer(KEYS.server, { dataPlaneUrl: collector.url, logLevel: 'error' });
  client.group({ userId: 'user-2', groupId: 'rudder-node', traits });
  client.track(usage('rudder-node'));
  await new Promise<void>((resolve) => client.flush(() => resolve()));
  await stateOf('rudder-node').toMatchObject(known);
});
