import { chromium } from 'playwright';
import type { Engine } from './engine.ts';
import { requireEngine } from './find.ts';

/** Quiet, and without the network chatter of a desktop browser. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function launchPlaywrightChromium() {
  return chromium.launch({ executablePath: requireEngine('chromium'), args: CHROMIUM_ARGUMENTS });
}

export async function launchChromium(): Promise<Engine> {
  const browser = await launchPlaywrightChromium();
  const context = await browser.newContext();
  return {
    name: 'chromium',
    version: browser.version(),
    async open(url) {
      const page = await context.newPage();
      await page.goto(url);
      return {
        goto: async (next) => void (await page.goto(next)),
        evaluate: (body, ...args) => page.evaluate(`(async (...args) => {${body}\n})(...${JSON.stringify(args)})`),
        screenshot: async (file) => void (await page.screenshot({ path: file })),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}
