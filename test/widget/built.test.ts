import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINE_NAMES, type Engine, type Tab } from '../engines/engine.ts';
import { findEngine } from '../engines/find.ts';
import { launch } from '../engines/launch.ts';
import { FRAME, START, startBuiltSite } from './built-site.ts';
import { banner, dialog, inline, meter, onboarding, question, slideout, tip, trialEnding } from './catalog.ts';

/** What was promised, in bytes on the wire. */
const FIRST_PROMPT_BYTES_MAX = 10_000;
const ALL_BYTES_MAX = 16_000;

/** Headless engines do not all take their page for focused; the rule for that has tests of its own. */
const moment = { quietMs: 0, notWhile: [] };
const ending = {
  ...trialEnding,
  trigger: { step: 'ending' },
  content: { en: { ...trialEnding.content.en!, title: 'Your Copilot trial ends soon' } },
};
/** A saving is said of a bundle wherever it is offered. */
const bundled = {
  ...slideout,
  id: 'bundled',
  trigger: { step: 'bundled' },
  pricing: dialog.pricing!,
  actions: dialog.actions,
  content: { en: { ...slideout.content.en!, title: 'Growth' } },
};
const prompts = [slideout, dialog, banner, tip, inline, meter, ending, onboarding, question, bundled].map((prompt) => {
  const conditions = 'any' in prompt.trigger ? prompt.trigger.any : [prompt.trigger];
  const isOfLimit = /inline|meter/.test(prompt.placement.kind);
  return { ...prompt, trigger: isOfLimit ? { limit: 'ai_credits', atLeast: 0.8 } : conditions.at(-1)!, moment };
});
/** Placements that come in a chunk of their own; the others share one. */
const CHUNKS: Record<string, string> = { dialog: 'dialog', tip: 'tip', question: 'question' };
const ours = prompts[0]!;
const modal = prompts[1]!;

const until = (condition: string) =>
  `for (let tries = 0; tries < 25 && !(${condition}); tries++) await new Promise((r) => setTimeout(r, 80));`;
const painted = (tab: Tab) =>
  tab.evaluate<boolean>(
    `${until(FRAME)} await new Promise((r) => requestAnimationFrame(() => setTimeout(r))); return !!(${FRAME});`,
  );
/** Whether an answer follows. */
const press = (tab: Tab) =>
  tab.evaluate<boolean>(
    `const frame = ${FRAME}; frame.querySelector('[data-answer=more]').click(); ${until("frame.querySelector('.choices')")}
     return !!frame.querySelector('.choices');`,
  );
const sum = (taken: { bytes: number }[]) => taken.reduce((total, { bytes }) => total + bytes, 0);

describe('what a page asks the network for', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launch('chromium');
  });
  const measured: Record<string, object> = {};
  afterAll(() => {
    console.table(measured);
    return engine?.close();
  });

  it.each(prompts.map((prompt) => [prompt.placement.kind, prompt.id, prompt] as const))(
    'until a %s (%s) is painted, and until it is answered',
    async (kind, id, prompt) => {
      const site = await startBuiltSite(prompt);
      const tab = await engine.open(site.url);
      await tab.evaluate('await new Promise((r) => setTimeout(r, 200));');
      const before = site.taken();
      await tab.evaluate(START(prompt.id, prompt.trigger));
      expect(await painted(tab)).toBe(true);
      const shown = [...site.taken()];
      // The core alone, as long as nothing is due.
      expect(before.map(({ file }) => file)).toEqual(['attachkit.js']);
      expect(shown[0]!.file).toBe('attachkit-widget.js');
      expect(await press(tab)).toBe(true);
      const answered = site.taken();
      expect(answered.map(({ file }) => file)).toContain('attachkit-widget-answer.js');
      measured[id] = { core: sum(before), shown: sum(shown), requests: shown.length, answered: sum(answered) };
      // What it needs, and nothing else: no list of hashes, nothing of an answer.
      const of = id === 'bundled' ? 'dialog' : (CHUNKS[kind] ?? 'cards');
      const chunk = id === slideout.id ? [] : [`attachkit-widget-placements-${of}.js`];
      expect(shown.map(({ file }) => file)).toEqual(['attachkit-widget.js', ...chunk]);
      expect(sum(shown)).toBeLessThanOrEqual(FIRST_PROMPT_BYTES_MAX);
      // Showing and answering together is less than all placements may take.
      expect(sum(shown) + sum(answered)).toBeLessThanOrEqual(ALL_BYTES_MAX);
      await tab.close();
      await site.close();
    },
  );
});

it('the global explains a prompt that nothing has brought in yet', async () => {
  const engine = await launch('chromium');
  const site = await startBuiltSite(ours);
  const tab = await engine.open(site.url);
  await tab.evaluate(START(ours.id, {}));
  expect(site.taken().map(({ file }) => file)).toEqual(['attachkit.js']);
  const failing = (id: string) =>
    tab.evaluate<string[]>(
      'return (await attachkit.explain(args[0])).filter(({ pass }) => !pass).map(({ rule }) => rule);',
      id,
    );
  expect(await failing(ours.id)).toEqual(['trigger']);
  expect(await failing('unknown')).toEqual([]);
  await tab.close();
  await site.close();
  await engine.close();
});

/** No script but the site's own, and no string that becomes the address of one, but for the SDK's policy. */
const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types attachkit";

it('a strict page with Trusted Types takes the built files, and refuses what was tampered with', async () => {
  const engine = await launch('chromium');
  const site = await startBuiltSite(modal, { 'content-security-policy': STRICT });
  for (const tampered of [undefined, 'attachkit-widget-placements-dialog.js']) {
    site.tamper(tampered);
    const tab = await engine.open(`${site.url}?${tampered}`);
    await tab.evaluate(START(modal.id, modal.trigger));
    expect(await painted(tab)).toBe(!tampered);
    expect(await tab.evaluate('return globalThis.tampered')).toBeFalsy();
    await tab.close();
  }
  await site.close();
  await engine.close();
});

describe.each(ENGINE_NAMES.filter((name) => findEngine(name)))('in %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launch(name);
  });
  afterAll(() => engine?.close());

  it.each([
    ['a placement', modal, 'attachkit-widget-placements-dialog.js', false],
    ['what follows an answer', ours, 'attachkit-widget-answer.js', true],
    ['the list of hashes itself', ours, 'attachkit-widget-integrity.js', true],
    ['the widget', ours, 'attachkit-widget.js', false],
  ] as const)('nothing runs of %s that is not what was built', async (_, prompt, file, isShown) => {
    const site = await startBuiltSite(prompt);
    for (const tampered of [undefined, file]) {
      site.tamper(tampered);
      const tab = await engine.open(`${site.url}?${tampered}`);
      await tab.evaluate(START(prompt.id, prompt.trigger));
      const isPainted = await painted(tab);
      expect(isPainted).toBe(!tampered || isShown);
      if (isPainted) expect(await press(tab)).toBe(!tampered);
      expect(site.taken().map((one) => one.file)).toContain(file);
      expect(await tab.evaluate('return globalThis.tampered')).toBeFalsy();
      await tab.close();
    }
    await site.close();
  });
});
