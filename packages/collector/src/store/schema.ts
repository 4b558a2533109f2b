/**
 * The raw tables: what arrived, as it arrived. Everything else (rollup/) can be computed anew from them.
 * Instants are microseconds since the epoch (BIGINT), so that their arithmetic is the same in every engine;
 * days are DATEs in the catalog's time zone; money is in hundredths (BIGINT), so that sums are exact.
 */

/** One accepted message. Columns named after a property hold it where the event's meaning needs it, else NULL. */
export interface StoredEvent {
  /** Order of arrival; grows with every stored event, over restarts too. */
  sequence: number;
  /** Write and server keys deduplicate apart. */
  keySpace: 'write' | 'server';
  messageId: string;
  type: 'track' | 'identify' | 'group' | 'page' | 'screen' | 'alias';
  /** `track`: as received. */
  receivedName: string | null;
  /** The event of the wire contract that it means (after the catalog's `events`), or `null`. */
  name: string | null;
  /** After clock-skew correction. Never changes. */
  at: number;
  day: string;
  arrivedAt: number;
  userId: string | null;
  anonymousId: string | null;
  /** `group`: its `groupId`; otherwise `context.groupId`. */
  groupId: string | null;
  /** `alias`: its `previousId`, else its `anonymousId`. */
  previousId: string | null;
  addon: string | null;
  feature: string | null;
  /** `Feature Used`: ≥ 1. `Add-on Purchased`: default 1. */
  quantity: number | null;
  /** Of `mrr`. */
  mrrCents: number | null;
  seats: number | null;
  plan: string | null;
  bundle: string | null;
  /** `Trial Started`: of `endsAt`, microseconds. */
  endsAt: number | null;
  prompt: string | null;
  arm: 'treated' | 'control' | null;
  trigger: string | null;
  placement: string | null;
  variant: string | null;
  /** `Feedback Given`. */
  kind: string | null;
  score: number | null;
  /** `Limit …`: the limit's id. `Milestone Reached`: the milestone's. `Offer Presented`: the channel. */
  subject: string | null;
  /** The scalar properties that no column holds, as a JSON object, or `null` without any. */
  properties: string | null;
}

/** One trait of a stored `group` or `identify` call. */
export interface StoredTrait {
  /** Of the event it came with. */
  sequence: number;
  name: string;
  /** As a string: numbers and booleans as JSON writes them; `null` for null. */
  value: string | null;
}

/** A message that was not stored, as received, so that it can be taken in after the catalog was mended. */
export interface RefusedEvent {
  refusedAt: number;
  keySpace: 'write' | 'server';
  messageId: string | null;
  /** One of the closed list in ingest/refusals.ts. */
  code: string;
  reason: string;
  /** The correction of the sender's clock that held for it, microseconds. */
  skew: number;
  /** The message as JSON, its batch's context merged in. */
  message: string;
}

/** Column name and portable type, in the tables' order. */
export const EVENT_COLUMNS = [
  ['sequence', 'BIGINT'],
  ['key_space', 'VARCHAR'],
  ['message_id', 'VARCHAR'],
  ['type', 'VARCHAR'],
  ['received_name', 'VARCHAR'],
  ['name', 'VARCHAR'],
  ['at', 'BIGINT'],
  ['day', 'DATE'],
  ['arrived_at', 'BIGINT'],
  ['user_id', 'VARCHAR'],
  ['anonymous_id', 'VARCHAR'],
  ['group_id', 'VARCHAR'],
  ['previous_id', 'VARCHAR'],
  ['addon', 'VARCHAR'],
  ['feature', 'VARCHAR'],
  ['quantity', 'BIGINT'],
  ['mrr_cents', 'BIGINT'],
  ['seats', 'BIGINT'],
  ['plan', 'VARCHAR'],
  ['bundle', 'VARCHAR'],
  ['ends_at', 'BIGINT'],
  ['prompt', 'VARCHAR'],
  ['arm', 'VARCHAR'],
  ['trigger', 'VARCHAR'],
  ['placement', 'VARCHAR'],
  ['variant', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['score', 'BIGINT'],
  ['subject', 'VARCHAR'],
  ['properties', 'VARCHAR'],
] as const;

export const TRAIT_COLUMNS = [
  ['sequence', 'BIGINT'],
  ['name', 'VARCHAR'],
  ['value', 'VARCHAR'],
] as const;

export const REFUSED_COLUMNS = [
  ['refused_at', 'BIGINT'],
  ['key_space', 'VARCHAR'],
  ['message_id', 'VARCHAR'],
  ['code', 'VARCHAR'],
  ['reason', 'VARCHAR'],
  ['skew', 'BIGINT'],
  ['message', 'VARCHAR'],
] as const;

/** Names of the raw tables. */
export const EVENT_TABLE = 'event';
export const TRAIT_TABLE = 'trait';
export const REFUSED_TABLE = 'refused_event';
