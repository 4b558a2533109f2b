/** Every placement in every look, held against axe and against the sizes that were promised. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright';
import type { Prompt } from '../../packages/sdk/src/prompt.ts';
import { catalog } from './catalog.ts';
import { frameOf, only, openHostPage, trigger } from './prompt-page.ts';
import type { Site } from './site.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Look {
  scheme: 'light' | 'dark' | 'forced colours';
  dir: 'ltr' | 'rtl';
  width: 320 | 768 | 1440;
}

export const LOOKS: Look[] = (['light', 'dark', 'forced colours'] as const).flatMap((scheme) =>
  (['ltr', 'rtl'] as const).flatMap((dir) => ([320, 768, 1440] as const).map((width) => ({ scheme, dir, width }))),
);

/** Texts that are long, and texts that run the other way. */
export const LANGUAGES = ['de', 'ar'] as const;
export const PLACEMENTS: Prompt[] = catalog.prompts;

const TARGET_MIN_PX = 44;

/** Opens a prompt and gives back what is wrong with it in each of the looks; nothing is what is wanted. */
export async function faultsOf(
  browser: Browser,
  site: Site,
  prompt: Prompt,
  lang: string,
  looks: readonly Look[],
): Promise<string[]> {
  const options = { lang, reducedMotion: 'reduce' as const, bypassCSP: true };
  const { page, context, complaints } = await openHostPage(browser, site, {
    ...options,
    start: { catalog: only(prompt) },
  });
  await trigger(page, prompt);
  await page.addScriptTag({ content: axeSource });
  const faults = [...complaints];
  for (const look of looks) {
    const name = `${prompt.placement.kind}, ${lang}, ${Object.values(look).join(', ')}`;
    await show(page, look);
    const { violations, passes } = await runAxe(page);
    // A run that saw nothing of the prompt would find nothing, too.
    if (!passes.some((target) => target.includes('attachkit-'))) faults.push(`${name}: axe did not look inside`);
    for (const violation of violations) faults.push(`${name}: ${violation}`);
    for (const fault of await measure(page)) faults.push(`${name}: ${fault}`);
  }
  await context.close();
  return faults;
}

async function show(page: Page, { scheme, dir, width }: Look): Promise<void> {
  await page.emulateMedia({
    colorScheme: scheme === 'dark' ? 'dark' : 'light',
    forcedColors: scheme === 'forced colours' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate((dir) => {
    document.documentElement.dir = dir;
    document.documentElement.style.colorScheme = 'light dark';
  }, dir);
  await frameOf(page).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

const runAxe = (page: Page): Promise<{ violations: string[]; passes: string[] }> =>
  page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations, passes } = await axe.run();
    const targets = (nodes: AxeResults['passes'][number]['nodes']) =>
      nodes.map(({ target }) => target.flat().join(' '));
    return {
      violations: violations.map(({ id, nodes }) => `${id} at ${targets(nodes).join(' and ')}`),
      passes: passes.flatMap(({ id, nodes }) => (id === 'button-name' ? targets(nodes) : [])),
    };
  });

interface AxeResults {
  violations: { id: string; nodes: { target: (string | string[])[] }[] }[];
  passes: { id: string; nodes: { target: (string | string[])[] }[] }[];
}

/** Inside the window, nothing cut off sideways, targets large enough, yes and no alike. */
const measure = (page: Page): Promise<string[]> =>
  page.evaluate((targetMin) => {
    const faults: string[] = [];
    const frame = [...document.querySelectorAll('attachkit-prompt, attachkit-slot')]
      .map((host) => host.shadowRoot?.querySelector<HTMLElement>('.frame'))
      .find((element) => element)!;
    const box = frame.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth + 0.5) faults.push(`from ${box.left} to ${box.right} of ${innerWidth}`);
    if (frame.scrollWidth > frame.clientWidth)
      faults.push(`scrolls sideways by ${frame.scrollWidth - frame.clientWidth}`);
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways');
    for (const target of frame.querySelectorAll<HTMLElement>('button, .score')) {
      const { width, height } = target.getBoundingClientRect();
      if (width < targetMin - 0.01 || height < targetMin - 0.01)
        faults.push(`“${target.textContent}” is ${width} × ${height}`);
      if (target.scrollWidth > target.clientWidth + 1) faults.push(`“${target.textContent}” is cut off`);
    }
    const [yes, no] = frame.querySelectorAll<HTMLElement>('.choice');
    const look = (element: HTMLElement) => {
      const { width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const { fontSize, fontWeight, borderTopWidth, borderTopColor, color, backgroundColor, opacity } = style;
      const sizes = [width.toFixed(1), height.toFixed(1), fontSize, fontWeight, borderTopWidth];
      return [...sizes, borderTopColor, color, backgroundColor, opacity].join(' ');
    };
    if (!yes || !no || look(yes) !== look(no)) faults.push(`unequal: ${yes && look(yes)} against ${no && look(no)}`);
    return faults;
  }, TARGET_MIN_PX);
