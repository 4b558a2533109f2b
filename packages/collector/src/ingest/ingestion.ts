/** One request's messages: through the pipeline, into the write buffer, and what came of each. */
import { type BatchAnswer, LIMITS, type Rejection, type Warning } from '@attachkit/sdk/protocol';
import type { CompiledCatalog } from '../catalog/compiled-catalog.ts';
import { log, reasonOf } from '../log.ts';
import type { RefusedEvents } from '../operations/refused-events.ts';
import type { RefusedEvent } from '../store/schema.ts';
import { type IncomingEvent, StoreFull, StoreOverloaded } from '../store/store.ts';
import type { IngestContext } from './draft.ts';
import { ingest, isRecord } from './pipeline.ts';
import { type Refusal, RequestRefused, refuse } from './refusals.ts';
import { measureSkew } from './steps/stamp-time.ts';
import { isTooLong } from './text-length.ts';
import type { TokenVerifier } from './token-verifier.ts';
import type { WriteBuffer } from './write-buffer.ts';

export interface IngestionDependencies {
  buffer: WriteBuffer;
  refusedEvents: RefusedEvents;
  catalog: () => CompiledCatalog;
  tokens: TokenVerifier;
  isErased(kind: 'user' | 'account', id: string): boolean;
  observe: IngestionObserver;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Told what happened, for the health report. */
export interface IngestionObserver {
  /** @param isHistory a server sent it without saying when: an import, not a sender that is behind */
  stored(event: IncomingEvent, isHistory: boolean): void;
  duplicate(event: IncomingEvent): void;
  refused(code: string): void;
}

export interface IngestRequest {
  messages: unknown[];
  sentAt: unknown;
  /** The batch's. */
  context: unknown;
  keySpace: 'write' | 'server';
  /** Of the body, decompressed. */
  bytes: number;
}

interface Sorted {
  events: { index: number; incoming: IncomingEvent }[];
  rejected: Rejection[];
  refused: RefusedEvent[];
  warnings: Warning[];
}

/** What came of refused events that were tried again. */
export interface Retaken {
  accepted: number;
  duplicates: number;
  stillRefused: RefusedEvent[];
}

export class Ingestion {
  readonly #dependencies: IngestionDependencies;

  constructor(dependencies: IngestionDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws {RequestRefused} when nothing of the request could be stored */
  async take(request: IngestRequest): Promise<BatchAnswer> {
    const arrivedAt = this.#dependencies.now() * 1000;
    const batchContext = isRecord(request.context) ? request.context : {};
    const { keySpace, sentAt, messages } = request;
    const skew = measureSkew(sentAt, arrivedAt);
    const context = await this.#contextOf({ keySpace, arrivedAt, skew, batchContext, messages });
    const { events, rejected, refused, warnings } = sort(request, context);
    const incoming = events.map((event) => event.incoming);
    const isHistory = keySpace === 'server' && (sentAt === undefined || sentAt === null);
    const kept = this.#dependencies.refusedEvents.admit(refused);
    const accepted = await this.#write(incoming, kept, { bytes: request.bytes, isHistory });
    for (const { code } of rejected) this.#dependencies.observe.refused(code);
    return { success: true, accepted, duplicates: events.length - accepted, rejected, warnings };
  }

  /** Tries refused events again, each as if it came when it came. They are not kept a second time. */
  async retake(refused: RefusedEvent[]): Promise<Retaken> {
    const events: IncomingEvent[] = [];
    const stillRefused: RefusedEvent[] = [];
    for (const one of refused) {
      const message: unknown = JSON.parse(one.message);
      const { keySpace, skew, refusedAt: arrivedAt } = one;
      const result = ingest(
        message,
        await this.#contextOf({ keySpace, arrivedAt, skew, batchContext: {}, messages: [message] }),
      );
      if ('incoming' in result) events.push(result.incoming);
      else stillRefused.push({ ...one, code: result.refusal.code, reason: result.refusal.message });
    }
    const accepted = await this.#write(events, [], { bytes: 0, isHistory: false });
    return { accepted, duplicates: events.length - accepted, stillRefused };
  }

  async #contextOf(
    request: Pick<IngestContext, 'keySpace' | 'arrivedAt' | 'skew' | 'batchContext'> & { messages: unknown[] },
  ): Promise<IngestContext> {
    const { catalog, tokens, isErased } = this.#dependencies;
    const { messages, ...context } = request;
    const compiled = catalog();
    const claims =
      compiled.signedIdentity && context.keySpace === 'write'
        ? await tokens.verifyAll(tokensOf(messages, context.batchContext), context.arrivedAt / 1000)
        : undefined;
    return {
      ...context,
      catalog: compiled,
      isErased,
      claims: (token) => claims?.get(token) ?? { fault: 'could not be verified' },
    };
  }

  /** @returns how many of the events were stored now */
  async #write(
    events: IncomingEvent[],
    refused: RefusedEvent[],
    { bytes, isHistory }: { bytes: number; isHistory: boolean },
  ): Promise<number> {
    const { buffer, observe } = this.#dependencies;
    const stored = await buffer.write(events, refused, bytes).catch(refuseRequest);
    events.forEach((event, index) => {
      if (stored[index]) observe.stored(event, isHistory);
      else observe.duplicate(event);
    });
    return stored.filter(Boolean).length;
  }
}

function refuseRequest(error: unknown): never {
  if (error instanceof StoreOverloaded) throw new RequestRefused('overloaded');
  if (error instanceof StoreFull) throw new RequestRefused('disk_full', { retryAfterSeconds: 10 });
  log('error', 'store_failed', { reason: reasonOf(error) });
  throw new RequestRefused('store_failed', { retryAfterSeconds: 5 });
}

function sort(request: IngestRequest, context: IngestContext): Sorted {
  const sorted: Sorted = { events: [], rejected: [], refused: [], warnings: [] };
  const checkSizes = request.bytes > LIMITS.eventBytesMax;
  request.messages.forEach((message, index) => {
    const tooLarge = checkSizes && isTooLarge(message);
    const result = tooLarge
      ? { refusal: refuse('message_too_large'), messageId: idOf(message) }
      : ingest(message, context);
    if ('refusal' in result) {
      sorted.rejected.push({ index, messageId: result.messageId, ...result.refusal });
      if (!tooLarge && isWorthKeeping(result.refusal)) sorted.refused.push(toRefused(message, result, context));
      return;
    }
    sorted.events.push({ index, incoming: result.incoming });
    for (const warning of result.warnings) sorted.warnings.push({ index, ...warning });
  });
  return sorted;
}

function isTooLarge(message: unknown): boolean {
  const text = JSON.stringify(message);
  return text.length > LIMITS.eventBytesMax || Buffer.byteLength(text) > LIMITS.eventBytesMax;
}

/** An erased person's events are not kept anywhere. */
function isWorthKeeping(refusal: Refusal): boolean {
  return refusal.code !== 'erased';
}

function toRefused(
  message: unknown,
  { refusal, messageId }: { refusal: Refusal; messageId: string | null },
  context: IngestContext,
): RefusedEvent {
  const whole =
    isRecord(message) && Object.keys(context.batchContext).length > 0
      ? { ...message, context: { ...context.batchContext, ...(isRecord(message.context) ? message.context : {}) } }
      : message;
  return {
    refusedAt: context.arrivedAt,
    keySpace: context.keySpace,
    messageId,
    code: refusal.code,
    reason: refusal.message,
    skew: context.skew,
    message: JSON.stringify(whole) ?? 'null',
  };
}

function idOf(message: unknown): string | null {
  const id = isRecord(message) ? message.messageId : undefined;
  return typeof id === 'string' && id.length > 0 && !isTooLong(id, LIMITS.messageIdLengthMax) ? id : null;
}

function tokensOf(messages: unknown[], batchContext: Record<string, unknown>): Set<string> {
  const contexts = [batchContext, ...messages.map((message) => (isRecord(message) ? message.context : undefined))];
  return new Set(
    contexts.flatMap((context) => (isRecord(context) && typeof context.token === 'string' ? [context.token] : [])),
  );
}
