/**
 * Faults that only Chromium lets a test bring about for real: Firefox and WebKitGTK offer no way, through
 * BiDi or WebDriver, to crash one tab, to set an origin's quota, or to switch the network off.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGUMENTS } from '../engines/chromium.ts';
import { findEngine, requireEngine } from '../engines/find.ts';
import { pause, type RecordingCollector, startRecordingCollector } from './recording-collector.ts';

let browser: Browser;
let context: BrowserContext;
let collector: RecordingCollector;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: requireEngine('chromium'),
    args: CHROMIUM_ARGUMENTS,
    // Playwright switches the back/forward cache off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
});
afterAll(() => browser?.close());
beforeEach(async () => {
  collector = await startRecordingCollector();
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await collector.close();
});

async function open(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(collector.pageUrl);
  await page.evaluate('start()');
  return page;
}

const send = (page: Page, from: number, to: number, bytes = 0) => page.evaluate(`send(${from}, ${to}, ${bytes})`);

async function expectArrived(count: number) {
  await collector.until(count);
  await pause(300);
  const numbers = [...collector.stored.values()].map(({ properties }) => properties?.n as number);
  expect(numbers.sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
}

describe.skipIf(!findEngine('chromium'))('faults in chromium alone', () => {
  test('the tab crashes with events unsent', async () => {
    const page = await open();
    await pause(300);
    collector.behave(() => ({ status: 503 }));
    await send(page, 0, 40);
    await pause(300);
    const crashed = page.waitForEvent('crash');
    page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    collector.behave(() => 'store');
    await open();
    await expectArrived(40);
  });

  test('the network goes and comes back: at once, without a new event', async () => {
    const page = await open();
    await pause(300);
    await context.setOffline(true);
    await send(page, 0, 40);
    await pause(4000);
    expect(collector.stored.size).toBe(0);
    await context.setOffline(false);
    const back = Date.now();
    await expectArrived(40);
    expect(Date.now() - back).toBeLessThan(3000);
  });

  test('the quota is really spent', async () => {
    const page = await context.newPage();
    // Before the database is there: what an open one has been granted, it keeps for a while.
    await page.goto(`${collector.origin}/elsewhere`);
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: collector.origin, quotaSize: 1 });
    await page.goto(collector.pageUrl);
    await page.evaluate(`window.told = []; start();
      attachkit.subscribe((signal) => signal.state === 'memory' && told.push(signal.reason))`);
    collector.behave((_, nth) => (nth === 1 ? { status: 503 } : 'store'));
    await send(page, 0, 60, 4000);
    await expectArrived(60);
    expect(await page.evaluate('told')).toContain('QuotaExceededError');
  });

  async function leaveAndComeBack(page: Page): Promise<void> {
    await page.goto(`${collector.origin}/elsewhere`);
    await pause(500);
    // Playwright's own way back waits for a load that does not come.
    await page.evaluate('history.back()').catch(() => undefined);
    await expect.poll(() => page.evaluate('window.wasRestored')).toBe(true);
  }

  test('the page goes into the back/forward cache, and comes back out of it', async () => {
    const page = await open();
    await send(page, 0, 30);
    await leaveAndComeBack(page);
    await send(page, 30, 60);
    await expectArrived(60);
    // And hears the other tabs again.
    const other = await open();
    await other.evaluate(`attachkit.used('ai_summary', 7)`);
    await expect.poll(() => page.evaluate(`attachkit.limit('credits').used`)).toBe(7);
  });

  test('the page asks for the lock as it goes, and goes into the back/forward cache all the same', async () => {
    const page = await context.newPage();
    await page.goto(collector.pageUrl);
    // Told of the end before the SDK and after it. A lock that is granted to a page at rest wakes it, and that is its end.
    await page.evaluate(`const flush = () => attachkit.flush();
      addEventListener('pagehide', flush);
      start();
      addEventListener('pagehide', flush);`);
    await send(page, 0, 30);
    await expectArrived(30);
    await leaveAndComeBack(page);
    await send(page, 30, 60);
    await expectArrived(60);
  });

  test('back/forward cache, with a batch out and a lock held', async () => {
    const page = await open();
    await pause(300);
    collector.behave((_, nth) => (nth === 1 ? 'hang' : 'store'));
    await send(page, 0, 60);
    await expect.poll(() => collector.requests()).toBeGreaterThan(0);
    await page.goto(`${collector.origin}/elsewhere`);
    await open();
    await expectArrived(60);
  });
});

describe.skipIf(!findEngine('chromium'))('a strict page', () => {
  const widget = `globalThis.attachkitWidget = { start(client, options, pending) {
    globalThis.started = { options, pending: pending.map(({ type }) => type) };
    return { configure() {}, stop() {} }; } };`;
  const script = readFileSync('packages/sdk/dist/attachkit.js', 'utf8');
  const builtWidget = readFileSync('packages/widget/dist/attachkit-widget.js', 'utf8');
  const attributes = readFileSync('packages/sdk/dist/attachkit-attributes.js', 'utf8');
  const snippet = readFileSync('packages/sdk/dist/snippet.js', 'utf8');
  const integrity = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const catalog = {
    addons: { copilot: { features: ['chat'], attached: { uses: 99, days: 1, window: 28 } } },
    limits: { credits: { feature: 'chat', max: 2, per: 'day' } },
    prompts: [{ id: 'p', addon: 'copilot', trigger: { limit: 'credits' } }],
  };

  async function serve(widgetBody: string, expectedWidget: string) {
    // The hash that the build put in belongs to the real widget; here it is the stand-in's.
    const built = script.replace(integrity(builtWidget), integrity(expectedWidget));
    const calls = `attachkit.init({ writeKey: 'wk_strict' }); attachkit.prompts({ locale: 'de' });`;
    const hashes = [snippet, calls].map((text) => `'${integrity(text)}'`).join(' ');
    const policy = `default-src 'self'; script-src 'self' ${hashes}; require-trusted-types-for 'script'; trusted-types attachkit`;
    const server = createServer((request, response) => {
      const answers: Record<string, [type: string, body: string]> = {
        '/attachkit.js': ['text/javascript', built],
        '/attachkit-widget.js': ['text/javascript', widgetBody],
        '/attachkit-attributes.js': ['text/javascript', attributes],
        '/v1/catalog': ['application/json', JSON.stringify(catalog)],
        '/v1/batch': ['application/json', '{"success":true,"rejected":[]}'],
      };
      const page = `<!doctype html><meta charset="utf-8"><script>${snippet}</script>
        <script async src="/attachkit.js" integrity="${integrity(built)}"></script><script>${calls}</script>`;
      const [type, body] = answers[request.url!] ?? ['text/html', page];
      response.setHeader('content-security-policy', policy);
      response.setHeader('content-type', type).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
  }

  async function visit(url: string) {
    const page = await context.newPage();
    const violations: string[] = [];
    page.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
    page.on('pageerror', (error) => violations.push(String(error)));
    await page.goto(url);
    await expect.poll(() => page.evaluate('typeof attachkit.catalog?.()')).toBe('object');
    return { page, violations };
  }

  test('no violation of a strict policy and Trusted Types; the widget comes when due, with what waited', async () => {
    const { url, server } = await serve(widget, widget);
    const { page, violations } = await visit(url);
    await page.evaluate(`attachkit.used('chat')`);
    await pause(500);
    expect(await page.evaluate('typeof started')).toBe('undefined');
    await page.evaluate(`attachkit.used('chat')`);
    await expect.poll(() => page.evaluate('window.started')).toMatchObject({ options: { locale: 'de' } });
    expect(await page.evaluate('started.pending')).toContain('limit');
    expect(violations.filter((text) => !text.includes('favicon'))).toEqual([]);
    server.close();
    server.closeAllConnections();
  });

  test('attributes bring in what follows them', async () => {
    const { url, server } = await serve(widget, widget);
    const { page, violations } = await visit(url);
    expect(await page.evaluate('typeof attachkitAttributes')).toBe('undefined');
    await page.evaluate(`const button = document.createElement('button');
      button.dataset.attachkitUsed = 'chat';
      button.textContent = 'Chat';
      document.body.append(button);`);
    await expect.poll(() => page.evaluate('typeof attachkitAttributes')).toBe('function');
    await page.click('button');
    expect(await page.evaluate(`attachkit.limit('credits').used`)).toBe(1);
    expect(violations.filter((text) => !text.includes('favicon'))).toEqual([]);
    server.close();
    server.closeAllConnections();
  });

  test('due while the network is off, the widget comes when it is back', async () => {
    const { url, server } = await serve(widget, widget);
    const { page } = await visit(url);
    await context.setOffline(true);
    await page.evaluate(`attachkit.used('chat', 2)`);
    await pause(500);
    expect(await page.evaluate('typeof started')).toBe('undefined');
    await context.setOffline(false);
    await expect.poll(() => page.evaluate('window.started')).toMatchObject({ options: { locale: 'de' } });
    expect(await page.evaluate('started.pending')).toContain('limit');
    server.close();
    server.closeAllConnections();
  });

  test('a widget that is not the build’s own is not run', async () => {
    const { url, server } = await serve(`${widget}//changed`, widget);
    const { page, violations } = await visit(url);
    await page.evaluate(`attachkit.used('chat', 2)`);
    await expect.poll(() => violations.join()).toContain('integrity');
    expect(await page.evaluate('typeof started')).toBe('undefined');
    server.close();
    server.closeAllConnections();
  });
});
