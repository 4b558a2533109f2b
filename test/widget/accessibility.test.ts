import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { faultsOf, LANGUAGES, LOOKS, PLACEMENTS } from './accessibility.ts';
import { frameOf, HOST_PAGE, only, openHostPage, trigger } from './prompt-page.ts';
import { type Site, startSite } from './site.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(() => ({ html: HOST_PAGE })), launchPlaywrightChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Each look is seen by some placement, and each placement in some looks; `npm run bench prompts` sees all. */
const cases = PLACEMENTS.flatMap((prompt, row) =>
  LANGUAGES.map((lang, column) => {
    const first = (row * 2 + column) % LOOKS.length;
    return [prompt.placement.kind, lang, prompt, [LOOKS[first]!, LOOKS[(first + 7) % LOOKS.length]!]] as const;
  }),
);

describe('accessibility', () => {
  it.each(cases)('of a %s in %s', async (_, lang, prompt, looks) => {
    expect(await faultsOf(browser, site, prompt, lang, looks)).toEqual([]);
  });

  it.each(PLACEMENTS.map((prompt) => [prompt.placement.kind, prompt] as const))(
    'of a %s zoomed in four times: all of it can be reached',
    async (_, prompt) => {
      const { page, context } = await openHostPage(browser, site, {
        lang: 'de',
        viewport: { width: 320, height: 256 },
        reducedMotion: 'reduce',
        start: { catalog: only(prompt) },
      });
      await trigger(page, prompt);
      const box = (await frameOf(page).boundingBox())!;
      if (!/inline|meter/.test(prompt.placement.kind)) expect(box.height).toBeLessThanOrEqual(256);
      for (const control of await frameOf(page).getByRole('button').all()) {
        await control.scrollIntoViewIfNeeded();
        await control.click({ trial: true });
      }
      await context.close();
    },
  );
});
