import type { AudienceRule, Prompt } from '@attachkit/sdk/prompt';
import { owns, type Situation, sells } from './situation.ts';
import { conditionsOf } from './trigger.ts';

/** The first rule that does not hold. */
export const outsideOf = ({ audience }: Prompt, at: Situation): AudienceRule | undefined =>
  audience?.all.find((rule) => {
    if ('owned' in rule) return !owns(at, rule.addon) === rule.owned;
    return at.further?.isOutside(rule, at) ?? true;
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
