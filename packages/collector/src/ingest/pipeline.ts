/**
 * Ingestion: what happens to one message, in order. Every step has the same shape, and the first
 * that refuses ends the message's way; the other messages of its request go theirs.
 */
import type { StoredEvent } from '../store/schema.ts';
import type { IncomingEvent } from '../store/store.ts';
import { type Draft, type IngestContext, type Step, startDraft } from './draft.ts';
import { type Refusal, refuse } from './refusals.ts';
import { checkCatalogNames } from './steps/check-catalog-names.ts';
import { checkProperties } from './steps/check-properties.ts';
import { interpretName } from './steps/interpret-name.ts';
import { readIdentity } from './steps/read-identity.ts';
import { readMessage } from './steps/read-message.ts';
import { readTraits } from './steps/read-traits.ts';
import { refuseErased } from './steps/refuse-erased.ts';
import { refuseUnsigned } from './steps/refuse-unsigned.ts';
import { requireIdentity } from './steps/require-identity.ts';
import { requireServerKey } from './steps/require-server-key.ts';
import { sortProperties } from './steps/sort-properties.ts';
import { stampTime } from './steps/stamp-time.ts';
import { toStoredEvent } from './to-stored-event.ts';

export const STEPS: readonly Step[] = [
  readMessage,
  readIdentity,
  refuseErased,
  interpretName,
  requireServerKey,
  requireIdentity,
  refuseUnsigned,
  stampTime,
  sortProperties,
  checkProperties,
  checkCatalogNames,
  readTraits,
];

export type Ingested =
  | { incoming: IncomingEvent; warnings: Draft['warnings'] }
  | { refusal: Refusal; messageId: string | null };

export function ingest(message: unknown, context: IngestContext): Ingested {
  if (!isRecord(message)) return { refusal: refuse('message_invalid'), messageId: null };
  const draft = startDraft(message);
  for (const step of STEPS) {
    const refusal = step(draft, context);
    if (refusal) return { refusal, messageId: draft.messageId || null };
  }
  const event: Omit<StoredEvent, 'sequence'> = toStoredEvent(draft, context);
  return { incoming: { event, traits: draft.traits }, warnings: draft.warnings };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
