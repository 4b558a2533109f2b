/** What a host tells of its users: who they are, and what they do. */

import type { Core } from './core.ts';
import { evaluate, recount } from './crossings.ts';
import { changeIdentity, randomId, renewIdentity } from './identity.ts';
import { put } from './journal.ts';

import { EVENTS, type Message } from './protocol.ts';
import type { Scalar, Traits } from './public-api.ts';
import { record, recordTrack } from './recorder.ts';
import { tell, tellDelivery, tellTabs } from './signals.ts';
import { addUse } from './usage.ts';

/** `identify` and `group`: the same but for the fields. */
export function become(core: Core, type: 'identify' | 'group', id: string, traits?: Traits, token?: string): void {
  const isUser = type === 'identify';
  const [idField, traitsField] = isUser ? (['userId', 'userTraits'] as const) : (['groupId', 'accountTraits'] as const);
  // Somebody else without a logout: nothing of the first may pass to the second.
  if (isUser && core.identity_.userId && core.identity_.userId !== id) renewIdentity(core);
  const known = core.identity_;
  const isKnown = known[idField] === id;
  const fields = traits ?? (isKnown ? known[traitsField] : {});
  changeIdentity(core, { [idField]: id, [traitsField]: fields, token: token ?? known.token });
  if (isKnown && JSON.stringify(fields) === JSON.stringify(known[traitsField])) return;
  record(core, { type, traits, [idField]: id });
  identityChanged(core);
}

export function identityChanged(core: Core): void {
  core.told_ = {};
  core.limitsSeen_ = {};
  // How far this account had come is not news.
  recount(core, 'identity', true);
}

/** @param event one of the wire contract, or one the catalog maps: it then counts as what it is mapped to */
export function track(core: Core, event: string, properties: Record<string, Scalar | undefined> = {}): void {
  const meaning: Record<string, Scalar | undefined> = { event, ...properties, ...core.catalog_?.events?.[event] };
  const { feature, quantity = 1 } = meaning;
  const isUse = meaning.event === EVENTS.featureUsed;
  if (isUse && !(Number.isInteger(quantity) && (quantity as number) > 0))
    return void tellDelivery(core, 'withheld', 1, 'quantity');
  const message = recordTrack(core, event, properties);
  if (isUse && message !== null) countUse(core, message, feature as string, quantity as number);
}

function countUse(core: Core, message: Message | undefined, feature: string, quantity: number): void {
  const person = core.identity_;
  const use = {
    id: message?.messageId ?? randomId(),
    at: core.options_.now(),
    feature,
    quantity,
    user: person.userId ?? person.anonymousId,
    group: person.groupId ?? '',
  };
  addUse(core, use);
  put(core, `u${use.id}`, use);
  // The other tabs hear of it in one message, after this turn.
  if (!core.untold_.length) queueMicrotask(() => tellTabs(core, { uses: core.untold_.splice(0) }));
  core.untold_.push(use);
  tell(core, { type: 'used', feature, quantity });
  if (!core.isStarted_) core.early_[feature] = (core.early_[feature] ?? 0) + quantity;
  evaluate(core, feature);
}

export function gated(core: Core, feature: string, addon?: string): void {
  const addons = core.catalog_?.addons;
  addon ??= Object.keys(addons ?? {}).find((id) => addons![id]!.features.includes(feature));
  recordTrack(core, EVENTS.featureGated, { feature, addon });
  tell(core, { type: 'gate', feature, addon: addon! });
}
