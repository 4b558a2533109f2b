/** Why a prompt is, or is not, shown: every rule with pass or fail. */
import { isBarred, resolveVariant } from './decide/decision.ts';
import { isUntimely } from './decide/moment.ts';
import type { Due } from './decide/situation.ts';
import { meets } from './decide/trigger.ts';
import { gather, type Page } from './page/page.ts';

export interface RuleResult {
  rule: string;
  pass: boolean;
}

/** In the order in which the decision looks at them. */
export const RULES = [
  // decide/decision.ts
  'live',
  'not-paused',
  'account',
  'known-addon',
  'not-owned',
  'audience',
  'not-refused',
  'not-chosen',
  // decide/frequency.ts
  'not-snoozed',
  'after-dismissal',
  'cooldown',
  'prompt-cap',
  'global-cap',
  // decide/decision.ts
  'memory',
  'not-expired',
  'still-true',
  'action',
  // decide/moment.ts
  'route',
  'quiet',
  'not-while',
  'one-at-a-time',
  'placement',
  'content',
] as const;

export async function explain(id: string, page: Page): Promise<RuleResult[]> {
  page.further ??= await import('./decide/further.ts');
  // Asked right after the start, what is stored may not be read yet.
  await page.memory.load(page.user);
  const at = gather(page);
  const waiting = page.dues.get(id);
  const prompt = at?.catalog.prompts.find((one) => one.id === id);
  if (!at || !prompt) return [];
  const trigger = waiting?.trigger ?? meets(prompt, undefined, at);
  const due: Due = waiting ?? {
    ...resolveVariant(prompt, at.account ?? ''),
    trigger: trigger ?? 'host',
    value: 0,
    sinceMs: at.nowMs,
  };
  const results = [
    { rule: 'trigger', pass: !!trigger },
    { rule: 'storage', pass: !!page.memory.history },
  ];
  let index = 0;
  const note = (bars: unknown) => {
    results.push({ rule: RULES[index++]!, pass: !bars });
  };
  isBarred(due, at, note);
  isUntimely(due, at, note);
  return results;
}
