/** A draft that passed every step, as the row it becomes. */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { StoredEvent } from '../store/schema.ts';
import type { Draft, IngestContext, Scalar } from './draft.ts';
import { parseTimestamp } from './timestamp.ts';

/** Properties that have a column; the others go into `properties`. */
const COLUMNS: ReadonlySet<string> = new Set([
  ...['addon', 'feature', 'quantity', 'mrr', 'seats', 'plan', 'bundle', 'endsAt', 'prompt', 'arm', 'trigger'],
  ...['placement', 'variant', 'kind', 'score', 'limit', 'milestone', 'channel'],
]);

type Known = Record<string, Scalar>;

export function toStoredEvent(draft: Draft, context: IngestContext): Omit<StoredEvent, 'sequence'> {
  return {
    keySpace: context.keySpace,
    messageId: draft.messageId,
    type: draft.type,
    receivedName: draft.receivedName,
    name: draft.name,
    at: draft.at,
    day: context.catalog.dayOf(draft.at),
    arrivedAt: context.arrivedAt,
    userId: draft.userId,
    anonymousId: draft.anonymousId,
    groupId: draft.groupId,
    previousId: draft.previousId,
    ...toColumns(draft.name, draft.known),
    properties: toJson(draft),
  };
}

type PropertyColumns = Pick<
  StoredEvent,
  | 'addon'
  | 'feature'
  | 'quantity'
  | 'mrrCents'
  | 'seats'
  | 'plan'
  | 'bundle'
  | 'endsAt'
  | 'prompt'
  | 'arm'
  | 'trigger'
  | 'placement'
  | 'variant'
  | 'kind'
  | 'score'
  | 'subject'
>;

/** @param known checked against the schema of `name` */
export function toColumns(name: string | null, known: Known): PropertyColumns {
  const text = (property: string) => (known[property] as string | undefined) ?? null;
  const number = (property: string) => (known[property] as number | undefined) ?? null;
  return {
    addon: text('addon'),
    feature: text('feature'),
    quantity: number('quantity') ?? (name === EVENTS.featureUsed || name === EVENTS.addonPurchased ? 1 : null),
    mrrCents: known.mrr === undefined ? null : Math.round((known.mrr as number) * 100),
    seats: number('seats'),
    plan: text('plan'),
    bundle: text('bundle'),
    endsAt: parseTimestamp(known.endsAt) ?? null,
    prompt: text('prompt'),
    arm: text('arm') as StoredEvent['arm'],
    trigger: text('trigger'),
    placement: text('placement'),
    variant: text('variant'),
    kind: text('kind'),
    score: number('score'),
    subject: text('limit') ?? text('milestone') ?? text('channel'),
  };
}

/** `Object.fromEntries` defines each key, so that one named `__proto__` is a key like any other. */
function toJson(draft: Draft): string | null {
  let entries = draft.rest;
  for (const name of Object.keys(draft.known)) {
    if (!COLUMNS.has(name) && !entries.some(([kept]) => kept === name))
      entries = [...entries, [name, draft.known[name]!]];
  }
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}
