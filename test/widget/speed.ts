/** How long it takes, measured in the page that it happens in. */
import type { Browser } from 'playwright';
import { dialog, slideout } from './catalog.ts';
import { only, openHostPage } from './prompt-page.ts';
import type { Site } from './site.ts';

/** Decisions over 100 prompts that are all due, with a history of 60 showings. */
export async function decisionMs(browser: Browser, site: Site, runs: number): Promise<number[]> {
  const { page, context } = await openHostPage(browser, site);
  const samples = await page.evaluate(
    async ([prompt, runs]) => {
      const { choose, situation, historyOf, dueOf, NOON_MS } = await globalThis.decisions();
      const dues = Array.from({ length: 100 }, (_, index) =>
        dueOf({ ...prompt, id: `prompt-${index}`, moment: { quietMs: 0, route: '/app/**' } }),
      );
      const shows = Array.from({ length: 60 }, (_, index) => ({
        prompt: `prompt-${index}`,
        addon: 'copilot',
        atMs: NOON_MS - (40 + index) * 86_400_000,
        overlay: true,
      }));
      return Array.from({ length: runs }, () => {
        const at = situation({ history: historyOf({ shows }) });
        const startMs = performance.now();
        choose(dues, at);
        return performance.now() - startMs;
      });
    },
    [slideout, runs] as const,
  );
  await context.close();
  // The first runs compile.
  return samples.slice(Math.floor(runs / 10));
}

/** From a user's attempt at a gated feature to the frame after the dialog's first paint, scripts in the cache. */
export async function paintMs(browser: Browser, site: Site, runs: number): Promise<number[]> {
  const samples: number[] = [];
  const context = await browser.newContext();
  for (let run = 0; run <= runs; run++) {
    const opened = await openHostPage(
      browser,
      site,
      { start: { catalog: only(dialog), account: `run-${run}` } },
      context,
    );
    await opened.page.waitForTimeout(300);
    const ms = await opened.page.evaluate(async () => {
      const startMs = performance.now();
      window.page.kit.client.gated('report_builder');
      const isOpen = () =>
        [...document.querySelectorAll('attachkit-prompt')].some((host) => host.shadowRoot?.querySelector('.frame'));
      while (!isOpen()) await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - startMs;
    });
    // The first run fills the cache.
    if (run > 0) samples.push(ms);
    await opened.page.close();
  }
  await context.close();
  return samples;
}
