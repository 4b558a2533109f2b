import puppeteer from 'puppeteer-core';
import type { Engine } from './engine.ts';
import { requireEngine } from './find.ts';

/** Firefox over WebDriver BiDi. */
export async function launchFirefox(): Promise<Engine> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: requireEngine('firefox'),
    headless: true,
  });
  return {
    name: 'firefox',
    version: await browser.version(),
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url);
      return {
        goto: async (next) => void (await page.goto(next)),
        evaluate: async (body, ...args) =>
          (await page.evaluate(`(async (...args) => {${body}\n})(...${JSON.stringify(args)})`)) as never,
        screenshot: async (file) => void (await page.screenshot({ path: file as `${string}.png` })),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}
