import type { Signal } from '@attachkit/sdk';
import type { Condition, Prompt } from '@attachkit/sdk/prompt';
import { DAY_MS } from './duration.ts';
import type { Due, Situation } from './situation.ts';

export const conditionsOf = ({ trigger }: Pick<Prompt, 'trigger'>): AnyCondition[] =>
  'any' in trigger ? trigger.any : [trigger];

/** A condition, read without asking first which it is. */
interface AnyCondition extends Partial<UnionToIntersection<Condition>> {}
type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** A signal, read likewise. */
interface AnySignal {
  type?: string;
  limit?: string;
  milestone?: string;
  step?: string;
  addon?: string;
  feature?: string;
  change?: string;
}

/** What reports call a condition: its kind and what it is about. */
const nameOf = (condition: AnyCondition): string => Object.entries(condition)[0]!.join(':');

type Facts = Pick<Situation, 'limit' | 'state' | 'nowMs'>;

/** The condition of a prompt that a signal meets. Without a signal: the one that holds as a state now. */
export function meets(prompt: Prompt, signal: Signal | undefined, facts: Facts): string | undefined {
  const met = conditionsOf(prompt).find((condition) => isMet(condition, prompt, signal as AnySignal, facts));
  return met && nameOf(met);
}

/** Whether a trigger that is a state still holds: what was due may not be true any more when its moment comes. */
export const stillHolds = ({ prompt, trigger }: Due, facts: Facts): boolean =>
  conditionsOf(prompt).every(
    (one) => nameOf(one) !== trigger || !(one.limit || one.trialEndsWithin) || isMet(one, prompt, undefined, facts),
  );

function isMet(condition: AnyCondition, { addon }: Prompt, signal: AnySignal | undefined, facts: Facts): unknown {
  const { limit, atLeast = 1, trialEndsWithin, milestone, step, gate, crossing } = condition;
  const { type, ...told } = signal ?? ({} as AnySignal);
  if (limit) {
    const status = (!signal || told.limit === limit) && facts.limit(limit);
    // Negated, so that a limit of 0 counts as reached.
    return status && !(status.used / status.max < atLeast);
  }
  if (trialEndsWithin) {
    const leftMs = Date.parse(`${facts.state?.addons[addon]?.trialEndsAt}`) - facts.nowMs;
    return leftMs > 0 && leftMs <= trialEndsWithin * DAY_MS;
  }
  if (type === 'gate') return gate === true ? told.addon === addon : told.feature === gate;
  if (type === 'crossing') return told.addon === addon && told.change === crossing;
  return (type === 'milestone' && told.milestone === milestone) || (type === 'step' && told.step === step);
}
