import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { type CollectorProcess, KEYS, startCollector } from './collector-process.ts';

const PAGE = join(import.meta.dirname, '../../examples/quickstart/index.html');

let collector: CollectorProcess;
let site: Server;
let siteUrl: string;
let browser: Browser;

/** The README's page on an origin of its own, with the collector's address and key put in. */
beforeAll(async () => {
  [collector, browser] = await Promise.all([
    startCollector('examples/quickstart/attachkit.catalog.json'),
    launchPlaywrightChromium(),
  ]);
  const page = (await readFile(PAGE, 'utf8'))
    .replaceAll('http://127.0.0.1:4700', collector.url)
    .replaceAll('wk_…', KEYS.write);
  const withUnknownKey = page.replace(KEYS.write, 'wk_unknown');
  site = createServer(({ url }, response) =>
    response.setHeader('content-type', 'text/html').end(url === '/?key=unknown' ? withUnknownKey : page),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as { port: number }).port}/`;
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await collector?.stop();
});

test("the README's page, on another origin than its collector, counts and prompts", async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(siteUrl);
  await page.getByRole('button', { name: 'Build a report' }).click();
  for (let use = 0; use < 5; use += 1) await page.getByRole('button', { name: 'Summarise with AI' }).click();
  await page.getByRole('heading', { name: 'You have used all 5 AI credits of this month' }).waitFor();
  await page.evaluate('attachkit.flush()');

  const state = await (await collector.get('/v1/accounts/account-1/state', KEYS.server)).json();
  expect(state).toMatchObject({
    traits: { name: 'Example Ltd', plan: 'starter' },
    addons: { analytics: { uses: 1 }, assistant: { uses: 5, arm: 'treated' } },
  });
  expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
});

test('with a key that the collector does not know the console says so', async () => {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(`${siteUrl}?key=unknown`);
  await expect.poll(() => said, { timeout: 10_000 }).toContain('attachkit: write key refused');
});
