import type { Placement, Prompt } from '@attachkit/sdk/prompt';
import { conditionsOf } from '../decide/trigger.ts';
import type { Report } from './report.ts';

/** Where a prompt stands, and the ways out of it. */
export function lintShape(prompt: Prompt, report: Report): void {
  lintPlacement(prompt.placement, prompt, ['placement'], report);
  for (const [name, variant] of Object.entries(prompt.variants ?? {})) {
    if (variant.placement) lintPlacement(variant.placement, prompt, ['variants', name, 'placement'], report);
    for (const field of Object.keys(variant))
      if (!/^(weight|placement|content)$/.test(field))
        report(
          ['variants', name, field],
          `variants may differ in words and placement, not in ${field}: one price for all`,
        );
  }
  const weights = Object.values(prompt.variants ?? {}).map(({ weight }) => weight);
  if (weights.length && !weights.some((weight) => weight > 0)) report(['variants'], 'no variant has a weight');
  if (prompt.frequency?.optOut?.length === 0) report(['frequency', 'optOut'], 'there must be a way to refuse for good');
  if (prompt.moment?.notWhile && prompt.placement.kind !== 'inline' && prompt.placement.kind !== 'meter')
    for (const state of ['typing', 'dialog-open', 'hidden-tab'] as const)
      if (!prompt.moment.notWhile.includes(state))
        report(['moment', 'notWhile'], `may interrupt: "${state}" is not listed`, 'warning');
}

function lintPlacement(placement: Placement, prompt: Prompt, path: (string | number)[], report: Report): void {
  const { kind, slot, anchor, fallback = [] } = placement;
  const conditions = conditionsOf(prompt);
  for (const one of [kind, ...fallback]) {
    if (one === 'dialog' && !conditions.every(({ gate }) => gate !== undefined))
      report(path, 'a dialog blocks the page: only after the user’s own attempt, that is with `gate` triggers alone');
    if ((one === 'inline' || one === 'meter') && !slot) report(path, `"${one}" needs the name of a slot`);
    if (one === 'tip' && !anchor) report(path, 'a tip needs the selector of its anchor');
    if (one === 'meter' && !conditions.some(({ limit }) => limit))
      report(path, 'a meter needs a limit among its triggers');
    if (one === 'trial-ending' && !conditions.every(({ trialEndsWithin }) => trialEndsWithin))
      report(path, 'a notice of a trial’s end needs the trigger `trialEndsWithin` alone');
    if ((one === 'question') !== (prompt.actions.primary.type === 'feedback'))
      report(path, 'the placement `question` and the action `feedback` belong together');
  }
}
