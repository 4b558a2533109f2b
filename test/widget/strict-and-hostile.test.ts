import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../packages/sdk/src/prompt.ts';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { banner, dialog, inline, meter, onboarding, question, slideout, tip, trialEnding } from './catalog.ts';
import { frameOf, HOST_PAGE, only, openHostPage, trigger } from './prompt-page.ts';
import { type Site, startSite } from './site.ts';

/** No inline style or script, no eval, no string that becomes markup or code, and no policy that could allow one. */
const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types',
].join('; ');

/** Room that the host has set aside for what stands in its page, and a place for what a tip points at. */
const ROOM_CSS = `
  #room { display: block !important; transform: none !important; width: 640px; height: 440px; overflow: auto; }
  #export { display: block !important; transform: none !important; position: fixed; left: 420px; top: 60px; width: 120px; height: 40px; }
`;

const PAGE = HOST_PAGE.replace(/<attachkit-slot.*slot>/, '<div id="room">$&</div>');

/** What a host's own sheet may do to everything in its page. */
const HOSTILE_CSS = `
  * { all: unset; }
  *, *::before, *::after { box-sizing: content-box !important; letter-spacing: .3em; text-transform: uppercase; }
  html { font-size: 62.5%; }
  html, body, main, h1, p { display: block; }
  body { z-index: 2147483647; position: relative; line-height: 3; color: red; }
  body > * { margin-bottom: 7px; }
  body > :last-child { padding: 13px; }
  .overlayer { position: fixed; inset: 0; z-index: 2147483647; background: rgb(0 128 0 / .2); pointer-events: none; }
  button, h2, p, div, section, dialog { display: none !important; transform: rotate(9deg) !important; font: 40px serif !important; }
  main p { display: block !important; }
  ${ROOM_CSS}
`;
const hostileHash = `'sha256-${createHash('sha256').update(HOSTILE_CSS).digest('base64')}'`;

let browser: Browser;
let plain: Site;
let strict: Site;
let hostile: Site;
beforeAll(async () => {
  [plain, strict, hostile, browser] = await Promise.all([
    startSite(() => ({ html: PAGE.replace('<title>', `<style>${ROOM_CSS}</style><title>`) })),
    startSite(() => ({ html: PAGE, headers: { 'content-security-policy': STRICT } })),
    startSite(() => ({
      html: PAGE.replace('<title>', `<style>${HOSTILE_CSS}</style><title>`).replace(
        '<main>',
        '<div class="overlayer"></div><main>',
      ),
      headers: { 'content-security-policy': STRICT.replace("style-src 'self'", `style-src 'self' ${hostileHash}`) },
    })),
    launchPlaywrightChromium(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([plain, strict, hostile].map((site) => site?.close()));
});

const placements = [slideout, banner, dialog, tip, inline, meter, trialEnding, onboarding, question];
/** Those that depend on something of the page's. */
const tied = [tip, inline, meter];
const byKind = (prompts: Prompt[]) => prompts.map((prompt) => [prompt.placement.kind, prompt] as const);

/** Where every part of a prompt is and how it looks. */
const looksOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = [...document.querySelectorAll('attachkit-prompt, attachkit-slot')]
      .map(({ shadowRoot }) => shadowRoot)
      .find((root) => root?.querySelector('.frame'))!;
    const frame = root.querySelector<HTMLElement>('.frame')!.getBoundingClientRect();
    return [...root.querySelectorAll<HTMLElement>('.frame, .frame *')].map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, fontSize, fontFamily, fontWeight, letterSpacing, textTransform, lineHeight } =
        getComputedStyle(element);
      const place = [left - frame.left, top - frame.top, width, height].map((length) => length.toFixed(1));
      return [
        element.localName,
        ...place,
        color,
        backgroundColor,
        fontSize,
        fontFamily,
        fontWeight,
        letterSpacing,
        textTransform,
        lineHeight,
      ].join(' ');
    });
  });

/** How the host's own elements are styled, every property of each. */
const hostStyles = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('body, body *')]
      .filter((element) => !element.localName.startsWith('attachkit-'))
      .map((element) => {
        const style = getComputedStyle(element);
        return `${element.localName} ${[...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(';')} ${JSON.stringify(element.getBoundingClientRect())}`;
      }),
  );

describe('a strict page', () => {
  it.each(byKind(placements))('allows a %s, answered to its end, without one violation', async (_, prompt) => {
    const { page, context, complaints } = await openHostPage(browser, strict, { start: { catalog: only(prompt) } });
    await page.evaluate(() => {
      (window as unknown as { violations: string[] }).violations = [];
      addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
        (window as unknown as { violations: string[] }).violations.push(`${violatedDirective} ${sample}`),
      );
    });
    await trigger(page, prompt);
    await page.getByRole('button', { name: 'Fewer like this' }).click();
    await page.getByRole('button', { name: 'Don’t show this again' }).click();
    await page.getByRole('heading', { name: 'You won’t see this again' }).waitFor();
    expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('a hostile page', () => {
  const directions = [
    ...byKind(placements).map(([kind, prompt]) => [kind, 'ltr', prompt] as const),
    ...byKind(tied).map(([kind, prompt]) => [kind, 'rtl', prompt] as const),
  ];
  it.each(directions)('changes nothing of a %s (%s), and nothing of the page is changed', async (_, dir, prompt) => {
    const options = {
      start: { catalog: only(prompt) },
      dir,
      lang: dir === 'rtl' ? 'ar' : 'en',
      reducedMotion: 'reduce' as const,
      viewport: { width: 1000, height: 700 },
    };
    const [there, here] = await Promise.all([
      openHostPage(browser, plain, options),
      openHostPage(browser, hostile, options),
    ]);
    const before = await hostStyles(here.page);
    await Promise.all([trigger(there.page, prompt), trigger(here.page, prompt)]);
    expect(await looksOf(here.page)).toEqual(await looksOf(there.page));
    // A modal dialog makes what is behind it inert: that is its purpose, and no style.
    expect(await hostStyles(here.page)).toEqual(before);
    // Above a layer of the largest z-index: what is under the pointer is the prompt.
    const onTop = await here.page.evaluate(() => {
      // What stands in the page is under what the page lays over itself: its overlayer lets pointers through.
      const host = [...document.querySelectorAll('attachkit-prompt, attachkit-slot')].find((element) =>
        element.shadowRoot?.querySelector('.frame'),
      )!;
      const { left, top, width, height } = host.shadowRoot!.querySelector('.frame')!.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) === host;
    });
    expect(onTop).toBe(true);
    await Promise.all([there.context.close(), here.context.close()]);
  });

  it.each(byKind(tied))('waits, as a %s, for the host’s own dialog', async (_, prompt) => {
    const { page, context } = await openHostPage(browser, hostile, { start: { catalog: only(prompt) } });
    await page.evaluate((id) => {
      const element = document.createElement('dialog');
      element.id = 'ours';
      element.textContent = 'The host’s own';
      element.style.setProperty('display', 'block', 'important');
      document.body.append(element);
      element.showModal();
      window.page.kit.client.used('ai_summary', 850);
      window.page.prompts.show(id);
    }, prompt.id);
    await page.waitForTimeout(700);
    expect(await frameOf(page).count()).toBe(0);
    await page.evaluate(() => document.querySelector('#ours')!.remove());
    await frameOf(page).waitFor();
    await context.close();
  });

  it.each(byKind(tied))('loses a %s with the route it belongs to, and with what it is tied to', async (_, prompt) => {
    const routed = { ...prompt, moment: { ...prompt.moment, route: '/app/**' } };
    const { page, context, complaints } = await openHostPage(browser, hostile, { start: { catalog: only(routed) } });
    await trigger(page, prompt);
    await page.evaluate(() => history.pushState(null, '', '/elsewhere'));
    await frameOf(page).waitFor({ state: 'detached' });
    // What stood in the slot before is there again.
    const isBack = await page.locator('attachkit-slot').evaluate((slot) => {
      const range = document.createRange();
      range.selectNodeContents(slot);
      return range.getClientRects().length > 0;
    });
    expect(isBack).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();

    const again = await openHostPage(browser, hostile, { start: { catalog: only(prompt) } });
    await trigger(again.page, prompt);
    // As a framework does that draws a part of its page anew, or no more.
    await again.page.evaluate(() => {
      for (const tie of document.querySelectorAll('#export, attachkit-slot')) tie.remove();
    });
    await frameOf(again.page).waitFor({ state: 'detached' });
    await again.page.waitForTimeout(600);
    expect(await frameOf(again.page).count()).toBe(0);
    expect((await again.events()).map(({ event }) => event)).not.toContain('Prompt Dismissed');
    expect(again.complaints).toEqual([]);
    await again.context.close();
  });

  it('turns a prompt around with the page', async () => {
    const { page, context } = await openHostPage(browser, hostile, {
      dir: 'rtl',
      lang: 'ar',
      start: { catalog: only(slideout) },
      viewport: { width: 1000, height: 700 },
    });
    await trigger(page, slideout);
    expect((await frameOf(page).boundingBox())!.x).toBe(16);
    await context.close();
  });
});

describe('a prompt', () => {
  it.each(byKind(placements.filter(({ placement }) => !/inline|meter/.test(placement.kind))))(
    'shifts nothing as a %s',
    async (_, prompt) => {
      const { page, context } = await openHostPage(browser, plain, { start: { catalog: only(prompt) } });
      await page.waitForTimeout(300);
      await page.evaluate(() => {
        const shifts: number[] = [];
        (window as unknown as { shifts: number[] }).shifts = shifts;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
        }).observe({ type: 'layout-shift' });
        // The observer itself must see a shift, or it would find none here either.
        const probe = document.createElement('p');
        probe.style.height = '50px';
        document.querySelector('main')!.prepend(probe);
      });
      await page.waitForFunction(() => (window as unknown as { shifts: number[] }).shifts.length > 0);
      await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.splice(0));
      await trigger(page, prompt);
      await page.waitForTimeout(600);
      expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
      await context.close();
    },
  );
});
