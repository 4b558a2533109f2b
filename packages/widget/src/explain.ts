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

export async function explain(id: string, page: Page): Promise<RuleResult[]> {
  page.further ??= await import('./decide/further.ts');
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
  const note = (rule: string, bars: unknown) => {
    results.push({ rule, pass: !bars });
  };
  isBarred(due, at, note);
  isUntimely(due, at, note);
  return results;
}
