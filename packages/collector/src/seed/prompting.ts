/** What a prompt does to one account: one draw into an arm, then at most a showing a week and what came of it. */
import type { Catalog } from '@attachkit/sdk/catalog';
import { CATALOG_DEFAULTS } from '@attachkit/sdk/catalog';
import type { Condition, Prompt } from '@attachkit/sdk/prompt';
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Fields, Journal } from './journal.ts';
import type { Profile } from './profile.ts';

export type Reaction = 'trial' | 'purchase' | 'none';
export type TriggerKind = 'limit' | 'gate' | 'milestone';

const DAY_MS = 86_400_000;
const COOLDOWN_DAYS = 9;
const REACTIONS = { clicked: 20, dismissed: 46, snoozed: 9, optedOut: 4, ignored: 19 } as const;

export class Prompting {
  readonly #prompts: Prompt[];
  readonly #arm: 'treated' | 'control';
  readonly #variants: Record<string, string | undefined> = {};
  #nextMs = 0;
  #optedOut = false;

  constructor(
    catalog: Catalog,
    readonly addon: string,
    readonly profile: Profile,
    readonly journal: Journal,
  ) {
    this.#prompts = (catalog.prompts ?? []).filter((prompt) => prompt.addon === addon && prompt.status !== 'draft');
    const share = catalog.addons[addon]?.holdout ?? catalog.holdout ?? CATALOG_DEFAULTS.holdout;
    this.#arm = profile.random.chance(share) ? 'control' : 'treated';
    for (const prompt of this.#prompts) {
      const weights = Object.entries(prompt.variants ?? {}).map(([name, variant]) => [name, variant.weight]);
      if (weights.length > 0) this.#variants[prompt.id] = profile.random.weighted(Object.fromEntries(weights));
    }
  }

  /** The account came to a moment of need. The control arm is recorded alike and sees nothing. */
  meet(kind: TriggerKind, atMs: number, user: string): Reaction {
    const prompt = this.#prompts.find((candidate) => conditionsOf(candidate).some((condition) => kind in condition));
    if (!prompt || atMs < this.#nextMs || this.#optedOut) return 'none';
    const { random } = this.profile;
    const fields: Fields = { prompt: prompt.id, addon: this.addon, trigger: kind, placement: prompt.placement.kind };
    const variant = this.#variants[prompt.id];
    if (variant) fields.variant = variant;
    this.journal.track(atMs, EVENTS.promptTriggered, { ...fields, arm: this.#arm }, user);
    this.#nextMs = atMs + COOLDOWN_DAYS * DAY_MS;
    if (this.#arm === 'control' || random.chance(0.1)) return 'none';
    this.journal.track(atMs + 3000, EVENTS.promptShown, fields, user);
    return this.#react(fields, atMs + random.whole(5, 60) * 1000, user);
  }

  #react(fields: Fields, atMs: number, user: string): Reaction {
    const { random } = this.profile;
    const reaction = random.weighted(REACTIONS);
    if (reaction === 'ignored') return 'none';
    const event = {
      clicked: EVENTS.promptClicked,
      dismissed: EVENTS.promptDismissed,
      snoozed: EVENTS.promptSnoozed,
      optedOut: EVENTS.promptOptedOut,
    }[reaction];
    this.journal.track(atMs, event, fields, user);
    this.#optedOut = reaction === 'optedOut';
    if (reaction !== 'clicked') return 'none';
    return random.weighted({ trial: 70, purchase: 10, none: 20 });
  }
}

function conditionsOf(prompt: Prompt): Condition[] {
  return 'any' in prompt.trigger ? prompt.trigger.any : [prompt.trigger];
}
