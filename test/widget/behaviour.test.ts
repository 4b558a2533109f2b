import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { banner, catalog, dialog, inline, meter, onboarding, question, slideout, tip, trialEnding } from './catalog.ts';
import { frameOf, HOST_PAGE, only, openHostPage, prepare, trigger } from './prompt-page.ts';
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

const names = (events: { event: string }[]) => events.map(({ event }) => event);
const copilot = catalog.addons.copilot!;

describe('cause', () => {
  it('records the decision in both arms alike, and shows in one', async () => {
    for (const [holdout, expected] of [
      [0, ['Prompt Triggered', 'Prompt Shown']],
      [1, ['Prompt Triggered']],
    ] as const) {
      const held = { ...only(slideout), addons: { ...catalog.addons, copilot: { ...copilot, holdout } } };
      const { page, events, context, complaints } = await openHostPage(browser, site, { start: { catalog: held } });
      await page.evaluate(() => window.page.kit.client.used('ai_summary', 850));
      await page.waitForTimeout(1800);
      const sent = await events();
      expect(names(sent)).toEqual(expected);
      expect(sent[0]!.properties).toEqual({
        prompt: 'ai-credits-80',
        addon: 'copilot',
        trigger: 'limit:ai_credits',
        placement: 'slideout',
        arm: holdout ? 'control' : 'treated',
      });
      // Capped alike: neither arm is decided on again.
      await page.evaluate(() => window.page.kit.client.used('ai_summary', 10));
      await page.waitForTimeout(600);
      expect(names(await events())).toEqual(expected);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('counts as shown only what was half visible for a second', async () => {
    const { page, events, context } = await openHostPage(browser, site, {
      start: { catalog: only(inline) },
      viewport: { width: 900, height: 500 },
    });
    await page.evaluate(() => {
      document.querySelector('main')!.style.paddingTop = '2000px';
    });
    await trigger(page, inline);
    await page.waitForTimeout(1600);
    expect(names(await events())).toEqual(['Prompt Triggered']);
    await frameOf(page).scrollIntoViewIfNeeded();
    await page.waitForTimeout(1700);
    expect(names(await events())).toEqual(['Prompt Triggered', 'Prompt Shown']);
    await context.close();
  });
});

describe('an answer', () => {
  it('runs the host’s action once, however often it is pressed, and says how it went', async () => {
    const { page, events, context } = await openHostPage(browser, site, { start: { catalog: only(slideout) } });
    await trigger(page, slideout);
    const accept = page.getByRole('button', { name: 'Try Copilot for 14 days' });
    await accept.dblclick();
    // Not by the pointer, which would be on something else by now.
    await accept.evaluate((button: HTMLElement) => button.click(), null, { timeout: 500 }).catch(() => {});
    await page.getByRole('heading', { name: 'Your trial of Copilot has started' }).waitFor();
    expect(await page.evaluate(() => window.page.calls)).toEqual([{ prompt: 'ai-credits-80', addon: 'copilot' }]);
    // The focus was on a button that is gone: it stays in the prompt.
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className)).toBe('title');
    await page.getByRole('button', { name: 'Close' }).click();
    await frameOf(page).waitFor({ state: 'detached' });
    expect(names(await events()).filter((name) => name !== 'Prompt Shown')).toEqual([
      'Prompt Triggered',
      'Prompt Clicked',
    ]);
    expect(
      (await page.evaluate(() => window.page.prompts.explain('ai-credits-80'))).find(
        ({ rule }) => rule === 'not-chosen',
      ),
    ).toEqual({ rule: 'not-chosen', pass: false });
    await context.close();
  });

  it('says that it did not work, and can be tried again', async () => {
    const { page, context, events } = await openHostPage(browser, site, {
      start: { catalog: only(slideout), host: 'fails' },
    });
    await trigger(page, slideout);
    const accept = page.getByRole('button', { name: 'Try Copilot for 14 days' });
    await accept.click();
    await page.getByRole('alert').filter({ hasText: 'That did not work' }).waitFor();
    await accept.click();
    await page.waitForFunction(() => window.page.calls.length === 2);
    expect(names(await events()).filter((name) => name === 'Prompt Clicked')).toHaveLength(1);
    await context.close();
  });

  it('refuses for good in two clicks, survives a reload, and can be taken back', async () => {
    const { page, context, events } = await openHostPage(browser, site, {
      start: { catalog: only(slideout), writeKey: 'wk_refuse' },
    });
    await trigger(page, slideout);
    await page.getByRole('button', { name: 'Fewer like this' }).click();
    await page.getByRole('button', { name: 'Nothing more about Copilot' }).click();
    await page.getByRole('heading', { name: 'You won’t see this again' }).waitFor();
    const optOut = (await events()).find(({ event }) => event === 'Prompt Opted Out');
    expect(optOut?.properties).toMatchObject({ prompt: slideout.id, addon: 'copilot', scope: 'addon' });
    await page.getByRole('button', { name: 'Close' }).click();
    await prepare(page, site, {
      lang: 'en',
      dir: 'ltr',
      path: '/',
      start: { catalog: only(slideout), writeKey: 'wk_refuse', at: '2026-06-01T12:00:00Z' },
    });
    const refusal = () =>
      page.evaluate(
        async () =>
          (await window.page.prompts.explain('ai-credits-80')).find(({ rule }) => rule === 'not-refused')?.pass,
      );
    await expect.poll(refusal).toBe(false);
    await page.evaluate(() => document.body.append(document.createElement('attachkit-preferences')));
    await page.getByText('Everything about Copilot').waitFor();
    await page.getByRole('button', { name: 'Allow again' }).click();
    await page.getByText('You have not turned off any suggestions.').waitFor();
    await expect.poll(refusal).toBe(true);
    await context.close();
  });

  it('snoozes, and undoes a refusal on the spot', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(slideout) } });
    await trigger(page, slideout);
    await page.getByRole('button', { name: 'Fewer like this' }).click();
    await page.getByRole('button', { name: 'Don’t show this again' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Fewer like this' }).click();
    await page.getByRole('button', { name: 'Remind me tomorrow' }).click();
    await frameOf(page).waitFor({ state: 'detached' });
    const rules = await page.evaluate(() => window.page.prompts.explain('ai-credits-80'));
    expect(rules.find(({ rule }) => rule === 'not-refused')?.pass).toBe(true);
    expect(rules.find(({ rule }) => rule === 'not-snoozed')?.pass).toBe(false);
    await context.close();
  });

  it('asks one question, with nothing preselected', async () => {
    const { page, context, events } = await openHostPage(browser, site, { start: { catalog: only(question) } });
    await trigger(page, question);
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByRole('radio', { name: '9' }).check();
    await expect.poll(() => page.getByRole('radio', { name: '9' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect((await events()).find(({ event }) => event === 'Feedback Given')?.properties).toEqual({
      addon: 'copilot',
      kind: 'nps',
      score: 9,
    });
    await context.close();
  });

  it('leads only where it may', async () => {
    for (const [to, leads] of [
      ['javascript:alert(1)', false],
      ['data:text/html,x', false],
      ['https://evil.example/', false],
      ['//evil.example/', false],
      ['/share', true],
    ] as const) {
      const prompt = { ...onboarding, actions: { primary: { type: 'navigate' as const, to } } };
      const { page, context } = await openHostPage(browser, site, { start: { catalog: only(prompt) } });
      await page.evaluate(() => window.page.prompts.show('onboarding'));
      await page.waitForTimeout(500);
      expect(await frameOf(page).count()).toBe(leads ? 1 : 0);
      if (leads) {
        await page.getByRole('button', { name: 'Share summary' }).click();
        await page.waitForURL('**/share');
      }
      await context.close();
    }
  });
});

describe('a bundle', () => {
  it('is named when it was bought, and none of its add-ons is offered again', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(dialog, banner) } });
    await page.evaluate(() => window.page.kit.client.gated('report_builder'));
    await page.getByRole('button', { name: 'Get Growth' }).click();
    await page.getByRole('heading', { name: 'Growth is yours' }).waitFor();
    expect(await page.evaluate(() => window.page.calls)).toEqual([
      { prompt: 'dialog', addon: 'analytics', bundle: 'growth' },
    ]);
    // Before any server has told so.
    const owned = () =>
      page.evaluate(async () => {
        const rules = await window.page.prompts.explain('banner');
        return rules.find(({ rule }) => rule === 'not-owned')?.pass;
      });
    await expect.poll(owned).toBe(false);
    await context.close();
  });
});

describe('the page it stands on', () => {
  it('points with its tip at what it speaks of', async () => {
    const { page, context } = await openHostPage(browser, site, {
      start: { catalog: only(tip) },
      reducedMotion: 'reduce',
    });
    for (const [place, side] of [
      ['', 'top'],
      ['position: fixed; left: 4px; bottom: 4px', 'bottom'],
      ['position: fixed; right: 4px; top: 200px', 'top'],
    ] as const) {
      await page.locator('#export').evaluate((element, style) => element.setAttribute('style', style), place);
      if (!place) await trigger(page, tip);
      await page.waitForTimeout(100);
      const arrow = await page.evaluate(() => {
        const host = [...document.querySelectorAll('attachkit-prompt')].find((one) =>
          one.shadowRoot?.querySelector('.tip'),
        )!;
        const frame = host.shadowRoot!.querySelector<HTMLElement>('.tip')!;
        const { left, top, bottom } = frame.getBoundingClientRect();
        const anchor = document.querySelector('#export')!.getBoundingClientRect();
        const x = left + Number.parseFloat(getComputedStyle(frame, '::before').left);
        return {
          x,
          left: anchor.left,
          right: anchor.right,
          isBelow: top > anchor.bottom,
          isAbove: bottom < anchor.top,
        };
      });
      expect(side === 'top' ? arrow.isBelow : arrow.isAbove).toBe(true);
      // A round corner is no place for it: at the window's edge it points as near as it can.
      expect(arrow.x).toBeGreaterThan(arrow.left - 4);
      expect(arrow.x).toBeLessThan(arrow.right + 4);
    }
    await context.close();
  });

  it('is not covered by the keyboard of a phone, and does not move when the user zooms in', async () => {
    const { page, context } = await openHostPage(browser, site, {
      start: { catalog: only(slideout) },
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    await trigger(page, slideout);
    const bottom = async () => {
      const { y, height } = (await frameOf(page).boundingBox())!;
      return y + height;
    };
    const seen = (visible: object) =>
      page.evaluate((value) => Object.defineProperty(window, 'visualViewport', { value, configurable: true }), visible);
    expect(await bottom()).toBe(828);
    await seen({ scale: 1, height: 544, offsetTop: 0 });
    await expect.poll(bottom).toBe(528);
    expect((await frameOf(page).boundingBox())!.y).toBeGreaterThanOrEqual(0);
    await seen({ scale: 2, height: 422, offsetTop: 100 });
    await expect.poll(bottom).toBe(828);
    await context.close();
  });

  it('asks again at the end of a snooze, within the visit', async () => {
    const hourly = { ...slideout, frequency: { ...slideout.frequency, snooze: ['PT1H'] } };
    const { page, context, events } = await openHostPage(browser, site, {
      start: { catalog: only(hourly), options: { caps: { perDay: 9, perWeek: 9 } } },
    });
    await trigger(page, slideout);
    await page.getByRole('button', { name: 'Fewer like this' }).click();
    await page.getByRole('button', { name: 'Remind me in 1 hour' }).click();
    await frameOf(page).waitFor({ state: 'detached' });
    await page.evaluate(() => window.page.kit.clock.advance({ minutes: 59 }));
    await page.waitForTimeout(600);
    expect(await frameOf(page).count()).toBe(0);
    await page.evaluate(() => window.page.kit.clock.advance({ minutes: 2 }));
    await frameOf(page).waitFor();
    expect(names(await events()).filter((name) => name === 'Prompt Triggered')).toHaveLength(2);
    await context.close();
  });

  it('is shown in one tab only, and the next may come when it is gone', async () => {
    const writeKey = 'wk_tabs';
    const options = { caps: { perDay: 9, perWeek: 9 } };
    const first = await openHostPage(browser, site, {
      start: { catalog: only(banner, onboarding), writeKey, options },
    });
    const page = await first.context.newPage();
    await prepare(page, site, {
      lang: 'en',
      dir: 'ltr',
      path: '/',
      start: { catalog: only(banner, onboarding), writeKey, options },
    });
    await page.bringToFront();
    await first.page.evaluate(() => window.page.prompts.show('banner'));
    // Both pages take themselves for focused in a headless browser: the lock alone keeps them apart.
    await frameOf(first.page).waitFor({ state: 'attached' });
    await page.evaluate(() => window.page.prompts.show('onboarding'));
    await page.waitForTimeout(800);
    expect(await frameOf(page).count()).toBe(0);
    await frameOf(first.page).getByRole('button', { name: 'Not now' }).last().click();
    await frameOf(page).waitFor({ state: 'attached' });
    await first.context.close();
  });

  it('waits while the host’s dialog is open, and while the user types', async () => {
    const calm = { ...banner, moment: { quietMs: 3000 } };
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(calm) } });
    await page.evaluate(() => {
      const element = document.createElement('dialog');
      element.textContent = 'The host’s own';
      document.body.append(element);
      element.showModal();
      window.page.prompts.show('banner');
    });
    await page.waitForTimeout(700);
    expect(await frameOf(page).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.locator('#name').pressSequentially('Ada');
    await page.waitForTimeout(700);
    expect(await frameOf(page).count()).toBe(0);
    await page.locator('#name').blur();
    await frameOf(page).waitFor();
    await context.close();
  });

  it('goes when its route does, and its tip when its anchor does, before it is seen elsewhere', async () => {
    const routed = { ...banner, moment: { ...banner.moment, route: '/app/**' } };
    const { page, context, events } = await openHostPage(browser, site, {
      start: { catalog: only(routed, tip), options: { caps: { perDay: 9, perWeek: 9 } } },
    });
    await page.evaluate(() => window.page.prompts.show('banner'));
    await frameOf(page).waitFor();
    await page.evaluate(() => history.pushState(null, '', '/elsewhere'));
    await frameOf(page).waitFor({ state: 'detached' });
    await page.evaluate(() => window.page.prompts.show('tip'));
    await frameOf(page).waitFor();
    await page.waitForTimeout(400);
    const [anchor, frame] = [await page.locator('#export').boundingBox(), await frameOf(page).boundingBox()];
    expect(Math.abs(frame!.y - (anchor!.y + anchor!.height))).toBeLessThan(14);
    const places = await page.evaluate(async () => {
      const host = [...document.querySelectorAll('attachkit-prompt')].find((element) =>
        element.shadowRoot?.querySelector('.tip'),
      )!;
      const frame = host.shadowRoot!.querySelector<HTMLElement>('.tip')!;
      const before = frame.getBoundingClientRect().top;
      document.querySelector('#export')!.remove();
      const seen: number[] = [];
      for (let step = 0; step < 5; step++) {
        await new Promise(requestAnimationFrame);
        if (frame.isConnected && frame.style.visibility !== 'hidden') seen.push(frame.getBoundingClientRect().top);
      }
      return { before, seen };
    });
    expect(places.seen.every((top) => top === places.before)).toBe(true);
    expect(await frameOf(page).count()).toBe(0);
    // The page moved on; the user refused nothing.
    expect(names(await events())).not.toContain('Prompt Dismissed');
    await context.close();
  });

  it('shows nothing while prompts are paused, and takes away what is open', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(banner) } });
    await page.evaluate(() => window.page.prompts.show('banner'));
    await frameOf(page).waitFor();
    await page.evaluate(() => {
      (window.page.kit.client.catalog() as { promptsPaused: boolean }).promptsPaused = true;
    });
    await frameOf(page).waitFor({ state: 'detached' });
    expect(
      await page.evaluate(
        async () => (await window.page.prompts.explain('banner')).find(({ rule }) => rule === 'not-paused')?.pass,
      ),
    ).toBe(false);
    await context.close();
  });

  it('goes when what it offers was bought in another way', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(slideout) } });
    await trigger(page, slideout);
    await page.evaluate(() => {
      const { client } = window.page.kit;
      const state = client.hydrated()!;
      const copilot = { ...state.addons.copilot!, purchased: true };
      client.hydrate({ ...state, asOf: new Date(client.now()).toISOString(), addons: { ...state.addons, copilot } });
    });
    await frameOf(page).waitFor({ state: 'detached' });
    await context.close();
  });

  it('keeps what waits over a navigation of the visit', async () => {
    const elsewhere = { ...onboarding, moment: { quietMs: 0, route: '/app/**' } };
    const start = { catalog: only(elsewhere), writeKey: 'wk_wake' };
    const { page, context } = await openHostPage(browser, site, { path: '/setup', start });
    await page.evaluate(() => window.page.kit.client.step('first-summary'));
    await expect.poll(() => page.evaluate(() => sessionStorage.getItem('attachkit:wake'))).toContain('onboarding');
    expect(await frameOf(page).count()).toBe(0);
    await prepare(page, site, { lang: 'en', dir: 'ltr', path: '/app/boards', start });
    await frameOf(page).waitFor();
    await expect.poll(() => page.evaluate(() => sessionStorage.getItem('attachkit:wake'))).toBeNull();
    await context.close();
  });

  it('starts anew with another user, and forgets on request', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(banner, onboarding) } });
    await page.evaluate(() => window.page.prompts.show('banner'));
    await frameOf(page).waitFor();
    await page.evaluate(() => window.page.kit.client.group('another'));
    await frameOf(page).waitFor({ state: 'detached' });
    await page.evaluate(() => window.page.prompts.show('banner'));
    await frameOf(page).waitFor();
    await page.evaluate(() => window.page.kit.client.optOut({ purge: true }));
    await frameOf(page).waitFor({ state: 'detached' });
    await context.close();
  });

  it('holds back in debug mode what the linter refuses, and says why', async () => {
    const dark = { ...banner, content: { en: { ...banner.content.en!, body: 'Hurry, last chance' } } };
    const { page, context, complaints } = await openHostPage(browser, site, {
      start: { catalog: only(dark), options: { debug: true } },
    });
    await expect.poll(() => complaints.join()).toContain('pressure of time');
    await page.evaluate(() => window.page.prompts.show('banner'));
    await page.waitForTimeout(500);
    expect(await frameOf(page).count()).toBe(0);
    await context.close();
  });

  it('shows nothing where there is no storage', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    });
    const page = await context.newPage();
    await prepare(page, site, { lang: 'en', dir: 'ltr', path: '/', start: { catalog: only(banner) } });
    await page.evaluate(() => window.page.prompts.show('banner'));
    await page.waitForTimeout(800);
    expect(await frameOf(page).count()).toBe(0);
    expect(
      await page.evaluate(async () =>
        (await window.page.prompts.explain('banner')).find(({ rule }) => rule === 'storage'),
      ),
    ).toEqual({ rule: 'storage', pass: false });
    await context.close();
  });

  it('keeps text text', async () => {
    const attack = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202eevil';
    const content = { en: { ...banner.content.en!, title: attack, body: 'y'.repeat(10_000), dismiss: `${attack}` } };
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only({ ...banner, content }) } });
    await page.evaluate(() => window.page.prompts.show('banner'));
    await frameOf(page).waitFor();
    const [title, body] = await page.evaluate(() => {
      const host = [...document.querySelectorAll('attachkit-prompt')].find((element) =>
        element.shadowRoot?.querySelector('.frame'),
      )!;
      return ['.title', '.body'].map((part) => host.shadowRoot!.querySelector(part)!.textContent!);
    });
    expect(title).toBe(attack.replace('\u202e', ''));
    expect(body!.length).toBeLessThan(600);
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    await context.close();
  });
});

describe('the keyboard', () => {
  it('finds the dialog’s way out first, stays inside, and comes back where it was', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(dialog) } });
    await page.locator('#export').focus();
    await page.evaluate(() => window.page.kit.client.gated('report_builder'));
    await page.getByRole('dialog', { name: 'The report builder is part of Advanced analytics' }).waitFor();
    const focused = () =>
      page.evaluate(() => {
        const inner = document.activeElement?.shadowRoot?.activeElement;
        return inner ? (inner.getAttribute('aria-label') ?? inner.textContent) : document.activeElement?.id;
      });
    expect(await focused()).toBe('Not now');
    const visited = new Set<string | null | undefined>();
    for (let step = 0; step < 10; step++) {
      await page.keyboard.press('Tab');
      visited.add(await focused());
    }
    expect(visited).toContain('Get Growth');
    expect(visited).toContain('Fewer like this');
    expect(visited).not.toContain('name');
    await page.keyboard.press('Escape');
    await frameOf(page).waitFor({ state: 'detached' });
    expect(await focused()).toBe('export');
    await context.close();
  });

  const nonModal = [slideout, banner, tip, inline, meter, trialEnding, onboarding, question];
  it.each(nonModal.map((prompt) => [prompt.placement.kind, prompt] as const))(
    'is left alone by a %s, which it can reach, answer and leave',
    async (_, prompt) => {
      const { page, context, events } = await openHostPage(browser, site, { start: { catalog: only(prompt) } });
      await page.locator('#export').focus();
      await trigger(page, prompt);
      await page.waitForTimeout(100);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('export');
      // Escape belongs to the page as long as the focus does.
      await page.keyboard.press('Escape');
      await page.waitForTimeout(200);
      expect(await frameOf(page).count()).toBe(1);
      const isInside = () => page.evaluate(() => !!document.activeElement?.shadowRoot?.activeElement);
      for (let step = 0; step < 6 && !(await isInside()); step++) await page.keyboard.press('Tab');
      expect(await isInside()).toBe(true);
      // On through all of it and out again: no trap.
      for (let step = 0; step < 20 && (await isInside()); step++) await page.keyboard.press('Tab');
      expect(await isInside()).toBe(false);
      if (!(await page.evaluate(() => document.hasFocus()))) await page.bringToFront();
      await page.keyboard.press('Shift+Tab');
      expect(await isInside()).toBe(true);
      await page.keyboard.press('Escape');
      await frameOf(page).waitFor({ state: 'detached' });
      expect(names(await events())).toContain('Prompt Dismissed');
      // Back in the page, on what the user had come from.
      expect(await page.evaluate(() => document.activeElement?.id)).toMatch(/^(export|name)$/);
      await context.close();
    },
  );

  it.each(nonModal.map((prompt) => [prompt.placement.kind, prompt] as const))(
    'is led through a %s in reading order: the way out, yes, no, and fewer of these',
    async (_, prompt) => {
      const { page, context } = await openHostPage(browser, site, { start: { catalog: only(prompt) } });
      await trigger(page, prompt);
      await page.locator('#name').focus();
      const focused = () =>
        page.evaluate(() => {
          const inner = document.activeElement?.shadowRoot?.activeElement as HTMLInputElement | undefined;
          return inner && (inner.getAttribute('aria-label') ?? (inner.textContent || `score ${inner.value}`));
        });
      const order: string[] = [];
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press('Tab');
        const name = await focused();
        if (name) order.push(name);
        else if (order.length) break;
      }
      const { primary, secondary, dismiss } = prompt.content.en!;
      const scale = prompt === question ? ['score 0'] : [];
      expect(order).toEqual([
        dismiss,
        ...scale,
        primary,
        dismiss,
        ...(secondary ? [secondary] : []),
        'Fewer like this',
      ]);
      await context.close();
    },
  );

  it('keeps its place when a prompt changes under it', async () => {
    const { page, context } = await openHostPage(browser, site, { start: { catalog: only(slideout), host: 'fails' } });
    await trigger(page, slideout);
    const focused = () =>
      page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement as HTMLElement | null)?.dataset.answer);
    await page.getByRole('button', { name: 'Fewer like this' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remind me tomorrow' }).waitFor();
    expect(await focused()).toBe('more');
    await page.getByRole('button', { name: 'Try Copilot for 14 days' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await focused()).toBe('primary');
    await context.close();
  });
});
