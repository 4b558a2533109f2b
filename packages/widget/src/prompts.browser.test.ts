import type { PageCatalog } from '@attachkit/sdk';
import { createTestKit, type TestKit } from '@attachkit/sdk/testing';
import { afterEach, expect, test } from 'vitest';
import { catalog, question, slideout } from '../../../test/widget/catalog.ts';
import { createPrompts, type PromptOptions, type Prompts } from './index.ts';

let prompts: Prompts | undefined;
afterEach(() => prompts?.stop());

const frame = () =>
  [...document.querySelectorAll('attachkit-prompt')]
    .map((host) => host.shadowRoot?.querySelector<HTMLElement>('.frame'))
    .find((element) => element);
const button = (label: string) =>
  [...(frame()?.querySelectorAll<HTMLElement>('button') ?? [])].find(({ textContent }) => textContent === label)!;
const until = (holds: () => unknown) => expect.poll(holds).toBeTruthy();

/** Headless engines do not all take their page for focused; the rule for that has tests of its own. */
const moment = { quietMs: 0, notWhile: [] };

function start(prompt: typeof slideout, options: PromptOptions = {}) {
  const kit: TestKit = createTestKit({ catalog: { ...catalog, prompts: [{ ...prompt, moment }] } as PageCatalog });
  kit.client.identify('ada');
  kit.client.group(`account-${Math.random()}`);
  prompts = createPrompts(kit.client as never, options);
  return kit;
}

test('a limit brings the slide-out, and its button the trial', async () => {
  const calls: unknown[] = [];
  const kit = start(slideout, { actions: { trial: async (about) => calls.push(about) } });
  kit.client.used('ai_summary', 850);
  await until(frame);
  expect(frame()!.matches(':popover-open')).toBe(true);
  expect(frame()!.querySelector('.title')!.textContent).toBe('You have used 850 of 1,000 AI credits');
  expect(frame()!.getBoundingClientRect().height).toBeGreaterThan(200);
  button('Try Copilot for 14 days').click();
  await until(() => frame()?.textContent?.includes('Your trial of Copilot has started'));
  expect(calls).toHaveLength(1);
  button('Close').click();
  await until(() => !frame());
  await kit.client.flush();
  const events = kit.delivered.map(({ event }) => event).filter((event) => event?.startsWith('Prompt'));
  expect(events.filter((event) => event !== 'Prompt Shown')).toEqual(['Prompt Triggered', 'Prompt Clicked']);
});

test('a question is answered', async () => {
  const kit = start(question);
  prompts!.show('question');
  await until(frame);
  frame()!.querySelectorAll<HTMLElement>('input')[10]!.click();
  await until(() => frame()!.querySelectorAll<HTMLInputElement>('input')[10]!.checked);
  button('Send answer').click();
  await until(() => frame()?.textContent?.includes('Thank you'));
  await kit.client.flush();
  expect(kit.delivered.find(({ event }) => event === 'Feedback Given')?.properties).toMatchObject({ score: 10 });
});
