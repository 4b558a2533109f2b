/** Opens a prompt on a page of its own, in real Chromium, as its trigger would. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright';
import type { Prompt } from '../../packages/sdk/src/prompt.ts';
import { catalog } from './catalog.ts';
import type { Start } from './pages/app.ts';
import type { Site } from './site.ts';
import { addonState, stateOf } from './situation.ts';

/** A host's page: something to read, a field to type in, a slot, an anchor. */
export const HOST_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Host</title>
<link rel="icon" href="data:,">
<main><h1>Documents</h1><p>Some text of the host.</p>
<button id="export" type="button">Export</button>
<label>Name <input id="name"></label>
<attachkit-slot name="usage-panel">nothing due</attachkit-slot></main>
<script type="module" src="/app.js"></script></html>`;

export interface OpenOptions extends BrowserContextOptions {
  lang?: string;
  dir?: 'ltr' | 'rtl';
  start?: Partial<Start>;
  path?: string;
}

export interface PromptPage {
  page: Page;
  context: BrowserContext;
  /** What the page's console and its policies complained about. */
  complaints: string[];
  /** Names of prompt events that arrived at the collector, with their properties. */
  events(): Promise<{ event: string; properties: Record<string, unknown> }[]>;
}

export async function openHostPage(
  browser: Browser,
  site: Site,
  options: OpenOptions = {},
  given?: BrowserContext,
): Promise<PromptPage> {
  const { lang = 'en', dir = 'ltr', path = '/app/boards', start = {}, ...contextOptions } = options;
  const context = given ?? (await browser.newContext({ locale: lang, ...contextOptions }));
  const page = await context.newPage();
  return { ...(await prepare(page, site, { lang, dir, path, start })), context };
}

export async function prepare(
  page: Page,
  site: Site,
  { lang, dir, path, start }: { lang: string; dir: string; path: string; start: Partial<Start> },
): Promise<Omit<PromptPage, 'context'>> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(site.url + path);
  await page.waitForFunction(() => 'start' in globalThis);
  await page.evaluate(
    ([lang, dir, given]) => {
      document.documentElement.lang = lang;
      document.documentElement.dir = dir;
      globalThis.start(JSON.parse(given));
    },
    [lang, dir, JSON.stringify({ catalog, ...start })] as const,
  );
  const events = async () => {
    await page.evaluate(() => window.page.kit.client.flush());
    const delivered = await page.evaluate(() => window.page.kit.delivered);
    return delivered
      .filter(({ event }) => event?.startsWith('Prompt') || event === 'Feedback Given')
      .map(({ event, properties }) => ({ event: event!, properties: properties! }));
  };
  return { page, complaints, events };
}

/** The open prompt's frame, wherever it stands. */
export const frameOf = (page: Page): Locator => page.locator('.frame');

/** Makes the page know what the prompt speaks of, and asks for it. */
export async function trigger(page: Page, prompt: Prompt): Promise<void> {
  await page.evaluate(
    ([id, state]) => {
      const { kit, prompts } = window.page;
      if (!kit.client.limit('ai_credits')?.used) kit.client.used('ai_summary', 850);
      kit.client.hydrate({ ...state, asOf: new Date(kit.client.now()).toISOString() });
      prompts.show(id);
    },
    [
      prompt.id,
      stateOf({
        addons: {
          copilot: { ...addonState, trialEndsAt: prompt.id === 'trial-ending' ? '2026-01-03T12:00:00Z' : null },
        },
      }),
    ] as const,
  );
  await frameOf(page).waitFor({ state: 'attached' });
}

/** A catalog with that prompt alone, so that no other is due. */
export const only = (...prompts: Prompt[]) => ({ ...catalog, prompts });
