/** What the test pages run: the real SDK over a collector in memory, and the real widget. */
import type { PublicCatalog } from '../../../packages/sdk/src/index.ts';
import { createTestKit, type TestKit } from '../../../packages/sdk/src/testing.ts';
import { createPrompts, type PromptOptions, type Prompts } from '../../../packages/widget/src/index.ts';
import { previewPrompt as previewPromptOf } from '../../../packages/widget/src/preview.ts';

export interface Start {
  catalog: PublicCatalog;
  options?: PromptOptions;
  /** What the host's action does. */
  host?: 'works' | 'fails' | 'hangs';
  at?: string;
  writeKey?: string;
  account?: string;
}

export interface TestPage {
  kit: TestKit;
  prompts: Prompts;
  /** Calls of host actions. */
  calls: unknown[];
}

declare global {
  var previewPrompt: typeof previewPromptOf;
  var start: (start: Start) => TestPage;
  var page: TestPage;
  /** What a measurement of decisions needs. */
  var decisions: () => Promise<
    typeof import('../../../packages/widget/src/decide/decision.ts') & typeof import('../situation.ts')
  >;
}

globalThis.previewPrompt = previewPromptOf;
globalThis.start = ({ catalog, options = {}, host = 'works', at, writeKey, account = 'acme' }) => {
  const calls: unknown[] = [];
  const kit = createTestKit({ catalog: catalog as never, ...(at && { at }), ...(writeKey && { writeKey }) }) as TestKit;
  const act = async (about: unknown) => {
    calls.push(about);
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (host === 'hangs') await new Promise(() => {});
    if (host === 'fails') throw new Error('no');
  };
  kit.client.identify('ada');
  kit.client.group(account, { plan: 'starter' });
  const prompts = createPrompts(kit.client, { actions: { trial: act, buy: act }, ...options });
  globalThis.page = { kit, prompts, calls };
  return globalThis.page;
};

globalThis.decisions = async () => ({
  ...(await import('../../../packages/widget/src/decide/decision.ts')),
  ...(await import('../situation.ts')),
});
