/**
 * The decision: named rules over a prompt that is due. All must pass, in both arms alike; only then is the
 * arm looked at.
 */
import type { Prompt } from '@attachkit/sdk/prompt';
import { type Arm, armOf, variantOf } from './assignment.ts';
import { isOwned, outsideOf } from './audience.ts';
import { durationMs } from './duration.ts';
import { SHOWS_MAX } from './history.ts';
import { isUntimely } from './moment.ts';
import { type Due, type Note, needsFurther, type Situation } from './situation.ts';
import { stillHolds } from './trigger.ts';

const EXPIRES_AFTER = 'PT10M';
const decide: Note = (bars) => bars;

function isOnTrial({ addon, actions }: Prompt, { state, nowMs }: Situation): boolean {
  return actions.primary.type === 'trial' && Date.parse(`${state?.addons[addon]?.trialEndsAt}`) > nowMs;
}

/** What it offers is there already, by whatever way: it says nothing true any more. */
export const isOvertaken = (prompt: Prompt, at: Situation): unknown => isOwned(prompt, at) || isOnTrial(prompt, at);

/** Rules that no waiting of minutes can change; their names, in this order, are in explain.ts. */
export function isBarred(due: Due, at: Situation, note: Note = decide): unknown {
  const { prompt, sinceMs } = due;
  const {
    id,
    addon,
    moment,
    actions: { primary },
  } = prompt;
  const { catalog, history, state, nowMs } = at;
  const { optOuts } = state ?? {};
  const isRefused = (what: string, elsewhere = false) =>
    history.refused.includes(what) || (elsewhere && !history.allowed.includes(what));
  return (
    note(prompt.status === 'draft') ||
    note(catalog.promptsPaused) ||
    note(!at.account) ||
    note(!Object.hasOwn(catalog.addons, addon)) ||
    note(isOwned(prompt, at)) ||
    note(outsideOf(prompt, at)) ||
    note(
      isRefused(`prompt:${id}`, optOuts?.prompts.includes(id)) ||
        isRefused(`addon:${addon}`, optOuts?.addons.includes(addon)),
    ) ||
    // A choice once made is not asked again.
    note(history.accepted.includes(`${primary.type}:${addon}`) || isOnTrial(prompt, at)) ||
    (at.further ? at.further.isTooOften(prompt, at, note) : needsFurther(due, at)) ||
    note(history.shows.length >= SHOWS_MAX) ||
    note(nowMs - Math.max(sinceMs, history.snoozed[id] ?? 0) > durationMs(moment?.expiresAfter ?? EXPIRES_AFTER)) ||
    note(!stillHolds(due, at)) ||
    note(!at.canAct(prompt))
  );
}

/** The prompt as the account's variant has it. */
export function resolveVariant(prompt: Prompt, account: string): Pick<Due, 'prompt' | 'variant'> {
  const variant = variantOf(account, prompt);
  const { placement = prompt.placement, content: changes } = prompt.variants?.[variant!] ?? {};
  const content = { ...prompt.content };
  for (const tag in changes) content[tag] = { ...content[tag]!, ...changes[tag] };
  return { prompt: { ...prompt, placement, content }, variant };
}

/** What to do about everything that is due: the one whose turn it is, and those to look at again. */
export function choose(dues: Iterable<Due>, at: Situation): { chosen?: Due; waiting: Due[] } {
  const all = [...dues];
  const ready = all.filter((due) => !isBarred(due, at));
  const chosen = [...ready]
    .sort((one, other) => (other.prompt.priority ?? 0) - (one.prompt.priority ?? 0) || one.sinceMs - other.sinceMs)
    .find((due) => !isUntimely(due, at, decide));
  // Who snoozes asks to be asked again: that is worth waiting for.
  const waiting = all.filter((due) => ready.includes(due) || at.history.snoozed[due.prompt.id]! > at.nowMs);
  return { chosen, waiting };
}

/** The arm an account is in for an add-on: as recorded anywhere before, else by the draw. */
export const armFor = ({ history, state, account, catalog }: Situation, addon: string): Arm =>
  state?.addons[addon]?.arm ?? history.arms[addon] ?? armOf(account!, addon, catalog.addons[addon]!.holdout);
