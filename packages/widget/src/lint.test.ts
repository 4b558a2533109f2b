import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalog, dialog, question, slideout, trialEnding } from '../../../test/widget/catalog.ts';
import type { Catalog } from '../../sdk/src/catalog.ts';
import type { Content, Prompt } from '../../sdk/src/prompt.ts';
import { lintPrompts } from './lint.ts';

/** The form in which prompts are handed in, as the documentation prints it. */
const written = JSON.parse(`{"id":"ai-credits-80","status":"live","priority":60,"addon":"copilot",
"trigger":{"any":[{"limit":"ai_credits","atLeast":0.8},{"gate":"ai_bulk"}]},
"audience":{"all":[{"trait":"plan","in":["starter"]},{"sinceAcquired":{"from":"P60D","to":"P120D"}},{"addon":"copilot","owned":false}]},
"moment":{"route":"/app/**","quietMs":4000,"notWhile":["typing","dialog-open","hidden-tab"],"expiresAfter":"PT10M"},
"frequency":{"max":{"count":3,"per":"P30D"},"cooldown":"P7D","afterDismiss":"P14D","snooze":["P1D","P7D"],"optOut":["prompt","addon"]},
"variants":{"a":{"weight":50},"b":{"weight":50,"placement":{"kind":"inline","slot":"usage-panel"}}},
"placement":{"kind":"slideout","fallback":["banner"]},
"content":{"en":{"title":"You have used {used, number} of {max, number} AI credits","body":"…","primary":"Try Copilot for 14 days","secondary":"See usage","dismiss":"Not now"}},
"pricing":{"from":"catalog","tax":"excluded","trial":{"card":false,"afterTrial":"ends"}},
"actions":{"primary":{"type":"trial"},"secondary":{"type":"navigate","to":"/usage"}}}`) as Prompt;

const find = (prompt: unknown) => lintPrompts({ ...catalog, prompts: [prompt as Prompt] });
const errors = (prompt: unknown) => find(prompt).filter(({ severity }) => severity === 'error');
const withText = (text: Partial<Content>, prompt = slideout) => ({
  ...prompt,
  content: { en: { ...prompt.content.en!, ...text } },
});

describe('the linter', () => {
  it('has nothing against the documented prompt, the tests’ prompts and the demo’s', () => {
    expect(errors(written)).toEqual([]);
    expect(lintPrompts(catalog).filter(({ severity }) => severity === 'error')).toEqual([]);
    const demo: Catalog = JSON.parse(
      readFileSync(new URL('../../../examples/demo/attachkit.catalog.json', import.meta.url), 'utf8'),
    );
    expect(lintPrompts(demo).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each<[why: string, prompt: unknown, path: (string | number)[]]>([
    ['a way out without a label', withText({ dismiss: ' ' }), ['content', 'en', 'dismiss']],
    ['a way out that is a sign', withText({ dismiss: '×' }), ['content', 'en', 'dismiss']],
    ['a decline that shames', withText({ dismiss: 'No thanks, I prefer to stay slow' }), ['content', 'en', 'dismiss']],
    [
      'a decline that shames, in German',
      withText({ dismiss: 'Nein danke, ich will nicht sparen' }),
      ['content', 'en', 'dismiss'],
    ],
    ['accept and decline alike', withText({ dismiss: 'Try copilot for 14 days' }), ['content', 'en', 'dismiss']],
    ['a countdown bound to nothing', withText({ title: 'Only 3 days left' }), ['content', 'en', 'title']],
    ['a clock bound to nothing', withText({ body: 'Ends in 09:59' }), ['content', 'en', 'body']],
    ['scarcity', withText({ body: 'Hurry, only 5 remaining' }), ['content', 'en', 'body']],
    ['scarcity, in German', withText({ body: 'Nur noch heute!' }), ['content', 'en', 'body']],
    ['social proof', withText({ body: 'Join 10,000 teams' }), ['content', 'en', 'body']],
    ['a typed price', withText({ primary: 'Get it for €9' }), ['content', 'en', 'primary']],
    [
      'a typed price in one variant',
      { ...slideout, variants: { a: { weight: 1 }, b: { weight: 1, content: { en: { body: 'Now 19 EUR' } } } } },
      ['variants', 'b', 'content', 'en', 'body'],
    ],
    [
      'a variant with its own price',
      { ...slideout, variants: { a: { weight: 1, pricing: { mrr: 1 } } } },
      ['variants', 'a', 'pricing'],
    ],
    [
      'a variant with its own action',
      { ...slideout, variants: { a: { weight: 1, actions: {} } } },
      ['variants', 'a', 'actions'],
    ],
    ['“all used” at 80 %', withText({ title: 'You have used all your credits' }), ['content', 'en', 'title']],
    ['a typed share', withText({ title: 'You have used 80% of your credits' }), ['content', 'en', 'title']],
    ['another length of trial', withText({ primary: 'Try Copilot for 30 days' }), ['content', 'en', 'primary']],
    ['“free” on a button that buys', withText({ title: 'Free reports' }, dialog), ['content', 'en', 'title']],
    ['a value the trigger does not bring', withText({ title: '{daysLeft} days' }), ['content', 'en', 'title']],
    ['a value there is not', withText({ title: 'Hello {name}' }), ['content', 'en', 'title']],
    ['a stray brace', withText({ title: 'Hello {' }), ['content', 'en', 'title']],
    ['a plural without its last case', withText({ title: '{used, plural, one {one}}' }), ['content', 'en', 'title']],
    ['text that reads backwards', withText({ title: 'a\u202eb' }), ['content', 'en', 'title']],
    ['text without an end', withText({ body: 'x'.repeat(10_000) }), ['content', 'en', 'body']],
    ['no tax', { ...slideout, pricing: { ...slideout.pricing, tax: undefined } }, ['pricing']],
    ['no terms of the trial', { ...slideout, pricing: { ...slideout.pricing, trial: undefined } }, ['pricing']],
    ['no terms at all', { ...slideout, pricing: undefined }, ['actions', 'primary']],
    ['an unknown bundle', { ...slideout, pricing: { ...slideout.pricing, bundle: 'x' } }, ['pricing', 'bundle']],
    ['a dialog for a limit', { ...slideout, placement: { kind: 'dialog' } }, ['placement']],
    ['a dialog as a fallback', { ...slideout, placement: { kind: 'slideout', fallback: ['dialog'] } }, ['placement']],
    [
      'a dialog in a variant',
      { ...slideout, variants: { a: { weight: 1, placement: { kind: 'dialog' } } } },
      ['variants', 'a', 'placement'],
    ],
    ['no way to refuse for good', { ...slideout, frequency: { optOut: [] } }, ['frequency', 'optOut']],
    ['an unreadable duration', { ...slideout, frequency: { cooldown: '7 days' } }, ['frequency', 'cooldown']],
    ['an endless memory', { ...slideout, frequency: { afterDismiss: 'P999D' } }, ['frequency', 'afterDismiss']],
    ['an unknown add-on', { ...slideout, addon: 'constructor' }, ['addon']],
    [
      'an unknown limit',
      { ...slideout, trigger: { limit: 'x' }, content: { en: { title: 'a', primary: 'Try it', dismiss: 'Not now' } } },
      ['trigger', 'limit'],
    ],
    ['a question without its action', { ...question, actions: { primary: { type: 'trial' } } }, ['placement']],
    ['an inline card without a slot', { ...slideout, placement: { kind: 'inline' } }, ['placement']],
    ['a tip without an anchor', { ...slideout, placement: { kind: 'tip' } }, ['placement']],
    [
      'a trial notice for a limit',
      { ...trialEnding, trigger: { limit: 'ai_credits' }, content: slideout.content },
      ['placement'],
    ],
  ])('refuses %s', (_, prompt, path) => {
    expect(errors(prompt).map((finding) => finding.path.slice(2))).toContainEqual(path);
  });

  it('sees through invisible letters', () => {
    expect(errors(withText({ title: 'Hur\u00adry' })).map(({ path }) => path.at(-1))).toEqual(['title']);
  });

  it('refuses two prompts with one id', () => {
    expect(lintPrompts({ ...catalog, prompts: [slideout, slideout] })[0]).toMatchObject({
      path: ['prompts', 1, 'id'],
      severity: 'error',
    });
  });

  it('lets pass what only sounds alike', () => {
    for (const title of [
      'Renowned for its hurrying',
      'Ring-fenced reports',
      'A most popularly called board',
      'Unlimited summaries',
    ])
      expect(errors(withText({ title })).filter(({ path }) => path.at(-1) === 'title')).toEqual([]);
    expect(
      errors(
        withText({ title: 'All {max, number} credits are used' }, { ...slideout, trigger: { limit: 'ai_credits' } }),
      ),
    ).toEqual([]);
  });
});
