/** A message on its way through the pipeline, and what the steps may know besides it. */
import type { Warning } from '@attachkit/sdk/protocol';
import type { CompiledCatalog } from '../catalog/compiled-catalog.ts';
import type { StoredEvent, StoredTrait } from '../store/schema.ts';
import type { Refusal } from './refusals.ts';

export type Scalar = string | number | boolean | null;

/** Filled step by step; complete once every step has passed. */
export interface Draft {
  readonly message: Readonly<Record<string, unknown>>;
  type: StoredEvent['type'];
  messageId: string;
  userId: string | null;
  anonymousId: string | null;
  /** `group`: its `groupId`; otherwise `context.groupId`. */
  groupId: string | null;
  previousId: string | null;
  /** `context.token`. */
  token: string | null;
  receivedName: string | null;
  /** The event it means, or `null`. */
  name: string | null;
  at: number;
  /** Properties that the event's schema knows. */
  known: Record<string, Scalar>;
  /** The other scalar properties. */
  rest: [name: string, value: Scalar][];
  traits: Pick<StoredTrait, 'name' | 'value'>[];
  warnings: Omit<Warning, 'index'>[];
}

/** The same for every message of one request. */
export interface IngestContext {
  catalog: CompiledCatalog;
  /** Of the key: what it may send, and where its ids are deduplicated. */
  keySpace: StoredEvent['keySpace'];
  /** The batch's `context`: holds where a message's lacks a field. */
  batchContext: Readonly<Record<string, unknown>>;
  /** Microseconds. */
  arrivedAt: number;
  /** Microseconds to add to every timestamp of the request, to mend the sender's clock. */
  skew: number;
  isErased(kind: 'user' | 'account', id: string): boolean;
  /** What a token says, or why it says nothing. Verified before the pipeline runs. */
  claims(token: string): TokenClaims | TokenFault;
}

export interface TokenClaims {
  user: string | null;
  account: string | null;
}

export interface TokenFault {
  fault: string;
}

/** Reads, completes or refuses a draft. @returns why it is refused, or nothing */
export type Step = (draft: Draft, context: IngestContext) => Refusal | undefined;

export function startDraft(message: Record<string, unknown>): Draft {
  return {
    message,
    type: 'track',
    messageId: '',
    userId: null,
    anonymousId: null,
    groupId: null,
    previousId: null,
    token: null,
    receivedName: null,
    name: null,
    at: 0,
    known: {},
    rest: [],
    traits: [],
    warnings: [],
  };
}
