/** `npm run bench prompt-sheets`: draws docs/prompts/*.png, each placement in every state, light and dark. */
import { join } from 'node:path';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { catalog } from '../widget/catalog.ts';
import { startSite } from '../widget/site.ts';

const FOLDER = join(import.meta.dirname, '../../docs/prompts');

const STYLES = `
  body { margin: 0; font: 600 12px system-ui, sans-serif; inline-size: max-content; }
  section { display: grid; grid-template-columns: repeat(var(--columns), var(--width)); gap: 24px; padding: 28px; align-items: start; }
  .light { --attachkit-color-scheme: light; background: #eceef3; color: #4b4f5c; }
  .dark { --attachkit-color-scheme: dark; background: #0c0c10; color: #a9acb8; }
  figure { margin: 0; }
  figcaption { margin: 0 0 8px; text-transform: capitalize; }
`;
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Prompts</title><link rel="icon" href="data:,"><style>${STYLES}</style>
<section class="light"></section><section class="dark"></section><script type="module" src="/app.js"></script></html>`;

/** Columns and their width, as far as not three of a card's. */
const GRIDS: Record<string, [columns: number, width: number]> = {
  banner: [1, 1040],
  'trial-ending': [1, 1040],
  inline: [1, 1040],
  dialog: [3, 480],
  question: [2, 600],
};

const [site, browser] = await Promise.all([startSite(() => ({ html: PAGE })), launchPlaywrightChromium()]);
for (const prompt of catalog.prompts) {
  const { kind } = prompt.placement;
  const page = await browser.newPage({ viewport: { width: 800, height: 600 }, reducedMotion: 'reduce' });
  await page.goto(site.url);
  await page.waitForFunction(() => 'previewPrompt' in globalThis);
  await page.evaluate(
    async ([prompt, catalog, [columns, width]]) => {
      for (const section of document.querySelectorAll('section')) {
        section.style.cssText = `--columns: ${columns}; --width: ${width}px`;
        await previewPrompt(section, prompt, catalog);
      }
    },
    [prompt, catalog, GRIDS[kind] ?? [3, 392]] as const,
  );
  await page.waitForTimeout(300);
  await page.locator('body').screenshot({ path: join(FOLDER, `${kind}.png`) });
  console.log(`docs/prompts/${kind}.png`);
  await page.close();
}
await browser.close();
await site.close();
