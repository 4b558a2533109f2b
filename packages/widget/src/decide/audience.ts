import type { AudienceRule, Prompt } from '@attachkit/sdk/prompt';
import { owns, type Situation, sells, traitOf } from './situation.ts';
import { conditionsOf } from './trigger.ts';

/** The first rule that does not hold. */
export const outsideOf = ({ audience }: Prompt, at: Situation): AudienceRule | undefined =>
  audience?.all.find((rule) => {
    if ('addon' in rule) return !owns(at, rule.addon) === rule.owned;
    if ('plan' in rule) return !rule.plan.includes(traitOf(at, 'plan') as string);
    if ('in' in rule) return !rule.in.includes(traitOf(at, rule.trait));
    if ('notIn' in rule) return rule.notIn.includes(traitOf(at, rule.trait));
    const isOutside = at.further?.isOutsideTenure ?? (() => true);
    return 'sinceAcquired' in rule
      ? isOutside(rule.sinceAcquired, at.state?.acquired ?? traitOf(at, 'createdAt'), at)
      : isOutside(rule.sinceActivated, traitOf(at, 'activatedAt'), at);
  });

/**
 * Nobody is offered what they have. Prompts that sell nothing may speak to owners: a question, an
 * onboarding step, one about the attachment itself, or one whose audience names owners.
 */
export const isOwned = (prompt: Prompt, at: Situation): unknown =>
  owns(at, prompt.addon) &&
  (sells(prompt) ||
    !(
      /^(qu|on)/.test(prompt.placement.kind) ||
      conditionsOf(prompt).every(({ crossing }) => crossing) ||
      prompt.audience?.all.some((rule) => 'owned' in rule && rule.owned && rule.addon === prompt.addon)
    ));
