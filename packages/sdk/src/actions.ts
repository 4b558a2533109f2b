/** What a host tells of its users: who they are, and what they do. */

import type { Core, Report, Use } from './core.ts';
import { evaluate, recount } from './crossings.ts';
import { changeIdentity, meet, randomId, renewIdentity } from './identity.ts';
import { put } from './journal.ts';
import { EVENTS } from './protocol.ts';
import type { Scalar, Traits } from './public-api.ts';
import { record, recordTrack } from './recorder.ts';
import { safely, tell, tellDelivery, tellTabs } from './signals.ts';
import { addUse } from './usage.ts';

/** More in one turn are counted at once. */
const REPORTS_MAX = 1000;

/** What an event counts as. */
interface Meaning {
  event: string;
  feature: string;
  quantity?: number;
}

/** `identify` and `group`: the same but for the fields. */
export function become(
  core: Core,
  type: 'identify' | 'group',
  idField: 'userId' | 'groupId',
  traitsField: 'userTraits' | 'accountTraits',
  id: string,
  traits?: Traits,
  token?: string,
): void {
  // Somebody else without a logout: nothing of the first may pass to the second.
  if (type === 'identify' && core.identity_.userId && core.identity_.userId !== id) renewIdentity(core);
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

/**
 * Notes what the page says; it is counted when the page's own turn is over.
 * @param event one of the wire contract, or one the catalog maps: it then counts as what it is mapped to
 */
export function report(core: Core, event: string, properties?: Record<string, Scalar | undefined>): void {
  const waiting = core.reported_.push([event, { ...properties }, core.options_.now()]);
  if (waiting < 2) queueMicrotask(() => settle(core));
  if (waiting > REPORTS_MAX) settle(core);
}

/** Counts what was reported, in its order. */
export function settle(core: Core): void {
  meet(core);
  const uses: Use[] = [];
  for (const said of core.reported_.splice(0)) safely(() => track(core, uses, ...said));
  if (uses[0]) tellTabs(core, { uses });
}

function track(core: Core, uses: Use[], event: string, properties: Report[1], at: number): void {
  const meaning = { event, ...properties, ...core.catalog_?.events?.[event] } as Meaning;
  const { feature, quantity = 1 } = meaning;
  const isUse = meaning.event === EVENTS.featureUsed;
  if (isUse && !(Number.isInteger(quantity) && quantity > 0)) {
    tellDelivery(core, 'withheld', 1, 'quantity');
    return;
  }
  const message = recordTrack(core, event, properties, at);
  if (!isUse || message === null) return;
  const use = {
    id: message?.messageId ?? randomId(),
    at,
    feature,
    quantity,
    user: core.identity_.userId ?? core.identity_.anonymousId,
    group: core.identity_.groupId ?? '',
  };
  addUse(core, use);
  put(core, `u${use.id}`, use);
  uses.push(use);
  tell(core, { type: 'used', feature, quantity });
  if (!core.isStarted_) core.early_[feature] = (core.early_[feature] ?? 0) + quantity;
  evaluate(core, feature);
}

export function gated(core: Core, feature: string, addon?: string): void {
  const addons = core.catalog_?.addons;
  for (const id in addons) if (addons[id]!.features.includes(feature)) addon ??= id;
  const tried = { feature, addon: addon! };
  recordTrack(core, EVENTS.featureGated, tried);
  tell(core, { type: 'gate', ...tried });
}
