/**
 * The slow reference of the metric contract: plain loops over events, no SQL, nothing kept between questions.
 * Written from the contract's text, to be wrong in other ways than the collector.
 * This part reads the log: who a message is about, and when it happened.
 */
import { dayOf } from '../../packages/sdk/src/calendar.ts';
import type { Catalog } from '../../packages/sdk/src/catalog.ts';

/** A message as on the wire, and the kind of key it came under. */
export interface SentMessage {
  key: 'write' | 'server';
  message: Record<string, any>;
  /** By the sender's clock, when its batch was sent; RFC 3339. */
  sentAt?: string;
}

export interface LogEvent {
  atMs: number;
  day: number;
  messageId: string;
  key: 'write' | 'server';
  type: string;
  /** The event of the contract, or `null`. */
  name: string | null;
  properties: Record<string, any>;
  traits: Record<string, any>;
  userId: string | null;
  anonymousId: string | null;
  groupId: string | null;
  previousId: string | null;
}

export interface AccountLog {
  id: string;
  /** In the contract's order. */
  events: LogEvent[];
}

export interface Log {
  catalog: Catalog;
  timeZone: string;
  accounts: AccountLog[];
  userOf(event: LogEvent): string | null;
}

const SERVER_ONLY_TRAITS = [
  'createdAt',
  'activatedAt',
  'healthScore',
  'renewalAt',
  'budgetConfirmed',
  'owner',
  'internal',
];

export function compareEvents(a: LogEvent, b: LogEvent): number {
  return (
    a.atMs - b.atMs || Buffer.compare(Buffer.from(a.messageId), Buffer.from(b.messageId)) || (a.key < b.key ? -1 : 1)
  );
}

/** @param sent in order of arrival @param arrivedMs when all of it arrived */
export function readLog(catalog: Catalog, sent: readonly SentMessage[], arrivedMs: number): Log {
  const timeZone = catalog.timezone ?? 'UTC';
  const stored = new Map<string, LogEvent>();
  for (const one of sent) {
    const id = `${one.key} ${one.message.messageId}`;
    if (!stored.has(id)) stored.set(id, readEvent(catalog, timeZone, one, arrivedMs));
  }
  const events = [...stored.values()].sort(compareEvents);
  const userOf = findUsers(events);
  const accountOf = findAccounts(catalog, events, userOf);
  const accounts = new Map<string, AccountLog>();
  for (const event of events) {
    const id = accountOf(event);
    if (id === null) continue;
    if (!accounts.has(id)) accounts.set(id, { id, events: [] });
    accounts.get(id)!.events.push(event);
  }
  return { catalog, timeZone, accounts: [...accounts.values()], userOf };
}

export interface Owners {
  accountOf(sent: SentMessage): string | null;
  /** Those that the latest call ties to the user. */
  anonymousIdsOf(user: string): string[];
}

/** @param sent all of the log, each under an id of its own */
export function readOwners(catalog: Catalog, sent: readonly SentMessage[], arrivedMs: number): Owners {
  const read = (one: SentMessage) => readEvent(catalog, catalog.timezone ?? 'UTC', one, arrivedMs);
  const events = sent.map(read).sort(compareEvents);
  const userOf = findUsers(events);
  const accountOf = findAccounts(catalog, events, userOf);
  const anonymousIds = new Set(events.flatMap(({ anonymousId, previousId }) => [anonymousId, previousId]));
  anonymousIds.delete(null);
  const isTiedTo = (user: string, anonymousId: string) =>
    anonymousId !== user && userOf({ ...events[0]!, userId: null, anonymousId }) === user;
  return {
    accountOf: (one) => accountOf(read(one)),
    anonymousIdsOf: (user) => ([...anonymousIds] as string[]).filter((anonymousId) => isTiedTo(user, anonymousId)),
  };
}

const TOLERANCE_MS = 5 * 60_000;

/** When it happened, by the collector's clock: a sender's clock that is off is put right, the future becomes now. */
export function readInstant({ message, sentAt }: SentMessage, arrivedMs: number): number {
  const told = message.timestamp ?? message.originalTimestamp;
  if (told === undefined) return arrivedMs;
  const skewMs = sentAt === undefined ? 0 : arrivedMs - Date.parse(sentAt);
  const atMs = Date.parse(told) + (Math.abs(skewMs) > TOLERANCE_MS ? skewMs : 0);
  return atMs > arrivedMs + TOLERANCE_MS ? arrivedMs : atMs;
}

function readEvent(catalog: Catalog, timeZone: string, sent: SentMessage, arrivedMs: number): LogEvent {
  const { key, message } = sent;
  const atMs = readInstant(sent, arrivedMs);
  let name: string | null = message.type === 'track' ? message.event : null;
  let properties = message.properties ?? {};
  const mapping = catalog.events?.[message.event];
  if (message.type === 'track' && mapping) {
    const { event, ...constants } = mapping;
    name = event;
    properties = { ...properties, ...constants };
  }
  const traits = { ...message.traits };
  if (key === 'write') for (const trait of SERVER_ONLY_TRAITS) delete traits[trait];
  return {
    atMs,
    day: dayOf(atMs, timeZone),
    messageId: message.messageId,
    key,
    type: message.type,
    name,
    properties,
    traits,
    userId: message.userId ?? null,
    anonymousId: message.anonymousId ?? null,
    groupId: (message.type === 'group' ? message.groupId : message.context?.groupId) ?? null,
    previousId: message.type === 'alias' ? (message.previousId ?? message.anonymousId ?? null) : null,
  };
}

/** The user of a message: its own, else whom its anonymous id was tied to last, else the anonymous id. */
function findUsers(events: readonly LogEvent[]): (event: LogEvent) => string | null {
  const tied = new Map<string, string>();
  for (const { type, userId, anonymousId, previousId } of events) {
    if (userId === null) continue;
    if (type === 'identify' && anonymousId !== null) tied.set(anonymousId, userId);
    if (type === 'alias' && previousId !== null) tied.set(previousId, userId);
  }
  return ({ userId, anonymousId }) => userId ?? (anonymousId === null ? null : (tied.get(anonymousId) ?? anonymousId));
}

function findAccounts(
  catalog: Catalog,
  events: readonly LogEvent[],
  userOf: (event: LogEvent) => string | null,
): (event: LogEvent) => string | null {
  if (catalog.account === 'user') {
    const known = new Set<string>();
    for (const { type, userId, anonymousId, previousId } of events) {
      if (userId === null) continue;
      if (type === 'identify' && anonymousId !== null) known.add(anonymousId);
      if (type === 'alias' && previousId !== null) known.add(previousId);
    }
    return (event) =>
      event.userId ?? (event.anonymousId !== null && known.has(event.anonymousId) ? userOf(event) : null);
  }
  const groups = new Map<string, string>();
  for (const event of events) {
    const user = userOf(event);
    if (event.type === 'group' && user !== null && event.groupId !== null) groups.set(user, event.groupId);
  }
  return (event) => {
    if (event.groupId !== null) return event.groupId;
    const user = userOf(event);
    return user === null ? null : (groups.get(user) ?? null);
  };
}
