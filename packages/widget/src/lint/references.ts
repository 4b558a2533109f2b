import type { Prompt } from '@attachkit/sdk/prompt';
import { conditionsOf } from '../decide/trigger.ts';
import type { LintedCatalog, Report } from './report.ts';

/** What a prompt names must be in the catalog, or it can never be due, or never for the right people. */
export function lintReferences(prompt: Prompt, catalog: LintedCatalog, report: Report): void {
  const { addons, limits = {}, milestones = {}, product } = catalog;
  const expect = (known: object | undefined, id: string, what: string, path: (string | number)[]) => {
    if (known && !Object.hasOwn(known, id)) report(path, `the catalog has no ${what} "${id}"`);
  };
  expect(addons, prompt.addon, 'add-on', ['addon']);
  const features = new Set([...(product?.features ?? []), ...Object.values(addons).flatMap((addon) => addon.features)]);
  const isOne = !('any' in prompt.trigger);
  if (!isOne && !conditionsOf(prompt)[0]) report(['trigger', 'any'], 'a trigger needs at least one condition');
  for (const [index, condition] of conditionsOf(prompt).entries()) {
    const path = isOne ? ['trigger'] : ['trigger', 'any', index];
    if (condition.limit !== undefined) expect(limits, condition.limit, 'limit', [...path, 'limit']);
    if (condition.milestone !== undefined) expect(milestones, condition.milestone, 'milestone', [...path, 'milestone']);
    // Hosts may gate what no add-on lists; but nobody then can say whether the name is right.
    if (typeof condition.gate === 'string' && features.size && !features.has(condition.gate))
      report([...path, 'gate'], `no add-on lists the feature "${condition.gate}"`, 'warning');
  }
  for (const [index, rule] of (prompt.audience?.all ?? []).entries())
    if ('addon' in rule) expect(addons, rule.addon, 'add-on', ['audience', 'all', index, 'addon']);
}
