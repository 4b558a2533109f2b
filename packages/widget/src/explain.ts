/** Why a prompt is, or is not, shown: every rule with pass or fail. */
import { isBarred, resolveVariant } from './decide/decision.ts';
import { isUntimely } from './decide/moment.ts';
import type { Due, Situation } from './decide/situation.ts';
import { meets } from './decide/trigger.ts';

export interface RuleResult {
  rule: string;
  pass: boolean;
}

export function explain(
  id: string,
  waiting: Due | undefined,
  at: Situation | undefined,
  hasStorage: unknown,
): RuleResult[] {
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
    { rule: 'storage', pass: !!hasStorage },
  ];
  const note = (rule: string, bars: unknown) => {
    results.push({ rule, pass: !bars });
  };
  isBarred(due, at, note);
  isUntimely(due.prompt, at, note);
  return results;
}
