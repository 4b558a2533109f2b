import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Catalog } from '@attachkit/sdk/catalog';
import type { Message } from '@attachkit/sdk/protocol';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGE_PATHS } from '../../packages/collector/src/dashboard-server/routes.ts';
import { generateHistory } from '../../packages/collector/src/seed/history.ts';
import { sendMessages } from '../../packages/collector/src/seed/send.ts';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { type CollectorProcess, KEYS, startCollector } from '../journeys/collector-process.ts';

const CATALOG_FILE = 'examples/demo/attachkit.catalog.json';
const catalog: Catalog = JSON.parse(readFileSync(join(import.meta.dirname, '../..', CATALOG_FILE), 'utf8'));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let collector: CollectorProcess;
let browser: Browser;

beforeAll(async () => {
  [collector, browser] = await Promise.all([startCollector(CATALOG_FILE), launchPlaywrightChromium()]);
  const messages = generateHistory({ catalog, accounts: 120 });
  expect((await sendMessages(messages, { url: collector.url, serverKey: KEYS.server })).rejected).toBe(0);
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

interface Opened {
  page: Page;
  /** What the browser complained about. */
  complaints: string[];
}

async function openPage(
  path: string,
  options: { width?: number; colorScheme?: 'light' | 'dark' } = {},
  from = collector,
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.colorScheme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A key that is not known is refused, and browsers log that.
    if (message.type() === 'error' && !message.location().url.endsWith('/login')) complaints.push(message.text());
  });
  await page.goto(`${from.url}/${path}`);
  return { page, complaints };
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Read key').fill(KEYS.read);
  await page.keyboard.press('Enter');
  await page.locator('.report').waitFor();
  await settled(page);
}

/** No answer is outstanding. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.report') && !document.querySelector('.waiting, [aria-busy="true"]'),
  );
}

/** WCAG 2.2 AA by axe; each violation as its rule and the elements. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as any).axe.run();
    return violations.map(
      (found: { id: string; nodes: { target: string[] }[] }) =>
        `${found.id}: ${found.nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}

describe('signing in', () => {
  test('says which key it is not, and lets a read key in by keyboard alone', async () => {
    const { page, complaints } = await openPage('attach-rate?addon=copilot');
    await page.getByLabel('Read key').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type(KEYS.write);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('write key');
    await page.getByLabel('Read key').fill('rk_unknown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('not known');
    await signIn(page);
    expect(new URL(page.url()).search).toBe('?addon=copilot');
    await page.reload();
    await settled(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Read key').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('attach rate', () => {
  test('shows the collector’s numbers, with the definition beside them', async () => {
    const { page, complaints } = await openPage('attach-rate?addon=copilot');
    await signIn(page);
    const rows = await collector.metric('attach-rate', { addon: 'copilot' });
    const last = rows.at(-1) as { rate: number; numerator: number; denominator: number };
    const shown = await page.locator('tbody tr').first().textContent();
    expect(shown).toContain(`${(last.rate * 100).toFixed(1)}%`);
    expect(await page.locator('.stat-value').first().textContent()).toBe(`${(last.rate * 100).toFixed(1)}%`);
    expect(await page.locator('tbody tr').count()).toBe(rows.length);
    expect(await page.locator('.definition').textContent()).toContain('numerator');
    expect(await page.locator('.plot canvas').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('every choice goes into the address, and the address brings every choice back', async () => {
    const { page } = await openPage('attach-rate?addon=copilot');
    await signIn(page);
    await page.getByRole('combobox', { name: 'Who', exact: true }).selectOption('used');
    await page.getByRole('combobox', { name: 'Out of', exact: true }).selectOption('active');
    await page.getByRole('radio', { name: 'Quarter' }).check();
    await settled(page);
    await page.getByRole('combobox', { name: 'Break down by', exact: true }).selectOption('plan');
    await settled(page);
    const address = page.url();
    const parameters = Object.fromEntries(new URL(address).searchParams);
    expect(parameters).toEqual({
      addon: 'copilot',
      numerator: 'used',
      denominator: 'active',
      interval: 'quarter',
      breakdown: 'plan',
    });
    const before = await page.locator('tbody').textContent();
    await page.goto(address);
    await settled(page);
    expect(await page.locator('tbody').textContent()).toBe(before);
    expect(await page.locator('.legend span').count()).toBeGreaterThan(1);
    await page.context().close();
  });

  test('gives the rows as a file', async () => {
    const { page } = await openPage('attach-rate?addon=analytics');
    await signIn(page);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await (await download).path();
    const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/);
    expect(lines[0]).toBe('date,segment,numerator,denominator,rate,low,high');
    expect(lines.length - 1).toBe((await collector.metric('attach-rate', { addon: 'analytics' })).length);
    await page.context().close();
  });

  test('an empty range says so, and a refusal says why', async () => {
    const { page } = await openPage('attach-rate?addon=analytics&from=2001-01-01&to=2001-06-01');
    await signIn(page);
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toContain('Nobody to count yet');
    await page.goto(`${collector.url}/attach-rate?addon=analytics&interval=fortnight`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('interval');
    await page.context().close();
  });
});

test('the navigation leads to every page that the collector serves, without a reload', async () => {
  const { page, complaints } = await openPage('attach-rate?addon=copilot&from=2026-01-01');
  await signIn(page);
  const links = await page
    .locator('#navigation a')
    .evaluateAll((anchors) => anchors.map((anchor) => new URL((anchor as HTMLAnchorElement).href).pathname));
  expect(links.sort()).toEqual(['/', ...PAGE_PATHS.map((path) => `/${path}`)].sort());
  await page.evaluate('window.stays = true');
  await page.getByRole('link', { name: 'Cohorts' }).click();
  await settled(page);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Cohorts');
  expect(await page.evaluate('window.stays')).toBe(true);
  expect(new URL(page.url()).search).toBe('?addon=copilot&from=2026-01-01');
  await page.goBack();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Attach rate');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the overview says what its numbers mean, by keyboard', async () => {
  const { page } = await openPage('');
  await signIn(page);
  const card = page.locator('.card', { has: page.getByRole('heading', { name: 'Fold AI' }) });
  const paid = (await collector.metric('attach-rate', { addon: 'copilot' })).at(-1) as Record<string, number>;
  expect(await card.locator('.stat').first().textContent()).toContain(`${paid.numerator} of ${paid.denominator}`);
  expect(await card.locator('.sparkline .target').count()).toBe(1);
  await card.locator('summary').focus();
  await page.keyboard.press('Enter');
  expect(await card.locator('.explained').getByText('Share of accounts').isVisible()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

test('a forecast answers to the target, the date and the cost that one types', async () => {
  const { page } = await openPage('targets?addon=copilot');
  await signIn(page);
  await page.getByLabel('Attach rate (%)').fill('50');
  await page.getByLabel('Cost per owner won (EUR)').fill('900');
  await page.keyboard.press('Tab');
  await settled(page);
  expect(new URL(page.url()).search).toBe('?addon=copilot&value=0.5&cac=900');
  const customers = ((await collector.metric('attach-rate', { addon: 'copilot' })).at(-1) as { denominator: number })
    .denominator;
  const needed = page.locator('.stat', { hasText: 'Owners needed' }).locator('.stat-value');
  await expect.poll(() => needed.textContent()).toBe(String(Math.ceil(customers / 2)));
  await expect.poll(() => page.getByText('Lifetime value to cost').count()).toBe(1);
  await page.context().close();
});

test('a young installation: one dot, no alarm about history, and what to check where no prompt answered', async () => {
  const young = await startCollector(CATALOG_FILE);
  const { page } = await openPage('', {}, young);
  const now = Date.now();
  const subscribed = { name: 'Subscription Started', at: now - 3_600_000, properties: { plan: 'starter', mrr: 49 } };
  const reached = {
    name: 'Limit Reached',
    at: now - 7_200_000,
    properties: { limit: 'ai_credits', used: 50, max: 50 },
  };
  const batch: Message[] = Array.from({ length: 150 }, (_, index) => {
    const { name, at, properties } = index % 2 ? subscribed : reached;
    const messageId = `history-${index}`;
    const timestamp = new Date(at - 60_000 * index).toISOString();
    return { type: 'track', messageId, timestamp, event: name, properties, context: { groupId: `account-${index}` } };
  });
  const sent = await sendMessages(batch, { url: young.url, serverKey: KEYS.server });
  expect(sent.rejected).toBe(0);
  await signIn(page);
  expect(await page.locator('.sparkline .dot').count()).toBeGreaterThan(0);
  expect(await page.getByText('a line from the second month on').count()).toBeGreaterThan(0);
  await page.goto(`${young.url}/prompts`);
  await settled(page);
  await page.getByRole('heading', { name: 'Moments came, but no prompt was triggered' }).waitFor();
  expect(await page.locator('.checks').textContent()).toContain('attachkit-widget.js');
  await page.goto(`${young.url}/installation`);
  await settled(page);
  expect(await page.locator('.card h2').first().textContent()).toBe('All is well');
  expect(await violations(page)).toEqual([]);
  await page.context().close();
  await young.stop();
});

test('a number opens the accounts behind it, and closes by Escape', async () => {
  const { page } = await openPage('attach-rate?addon=copilot&numerator=used&denominator=active');
  await signIn(page);
  const number = page.locator('tbody tr').first().getByRole('button').first();
  const count = Number((await number.textContent())!.replace(/\D/g, ''));
  await number.click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('tbody tr').first().waitFor();
  expect(await dialog.locator('tbody tr').count()).toBe(count);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => dialog.count()).toBe(0);
  expect(await number.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.context().close();
});

describe('the list behind a number is as long as the number', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openPage('');
    await signIn(opened.page);
  });
  afterAll(() => opened.page.context().close());

  /** Pages with numbers that open their accounts, and how many such numbers each tries. */
  test.each([
    ['', 4],
    ['attach-rate?addon=copilot&breakdown=plan&numerator=used&denominator=active', 4],
    ['attach-rate?addon=kind:ai&numerator=used&denominator=active&weight=users', 3],
    ['ai-adoption', 8],
    ['cohorts?addon=copilot', 5],
    ['cohorts?addon=copilot&mode=net&via=standalone&by=attached', 4],
    ['cohorts?addon=any&show=retained&segment=plan:starter', 4],
    ['combinations', 8],
    ['feedback', 1],
    ['holdout?addon=copilot&horizon=7', 3],
    ['journey?addon=copilot&window=14&breakdown=plan', 8],
    ['progression', 8],
    ['prompts?by=trigger', 8],
    ['prompts?addon=copilot&attribution=60', 6],
    ['revenue-impact', 4],
    ['targets?addon=copilot&value=0.5&by=2030-01-01', 1],
    ['time-to-attach?addon=analytics', 3],
    ['time-to-attach?addon=copilot&breakdown=plan&numerator=used', 6],
  ])('/%s', async (path, tried) => {
    const { page, complaints } = opened;
    await page.goto(`${collector.url}/${path}`);
    await settled(page);
    const numbers = page.locator('main button.link[aria-label*=": "]');
    await expect.poll(() => numbers.count()).toBeGreaterThanOrEqual(tried);
    const step = Math.floor((await numbers.count()) / tried);
    for (let index = 0; index < tried; index++) {
      const number = numbers.nth(index * step);
      const answered = page.waitForResponse((response) => response.url().includes('/v1/accounts?'));
      await number.click();
      const { count, rows } = (await (await answered).json()) as { count: number; rows: unknown[] };
      const dialog = page.getByRole('dialog');
      await dialog.locator('tbody tr').first().waitFor();
      expect(await dialog.locator('tbody tr').count()).toBe(rows.length);
      const [, told] = /([\d,]+)(?: accounts)?: /.exec((await number.getAttribute('aria-label'))!)!;
      expect(count).toBe(Number(told!.replace(',', '')));
      await page.keyboard.press('Escape');
      await expect.poll(() => dialog.count()).toBe(0);
    }
    expect(complaints.splice(0)).toEqual([]);
  });
});

describe.each([
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 360 },
] as const)('every page in $colorScheme at $width px', (options) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openPage('', options);
    await signIn(opened.page);
  });
  afterAll(() => opened.page.context().close());

  test.each(['', ...PAGE_PATHS])(
    '/%s is accessible, stays within its width and complains about nothing',
    async (path) => {
      const { page, complaints } = opened;
      await page.goto(`${collector.url}/${path}`);
      await settled(page);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await page.getByText('cannot be answered').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(complaints.splice(0)).toEqual([]);
    },
  );
});
