/** Makes one message of one call, and hands it to the queue. */
import type { Core } from './core.ts';
import { LIMITS, type Message } from './protocol.ts';
import type { Scalar } from './public-api.ts';
import { append } from './queue.ts';
import { wake } from './sender.ts';
import { tell, tellDelivery } from './signals.ts';

const encoder = new TextEncoder();

/** @returns the message, kept; `undefined` where nothing may be kept; `null` where it never will be counted */
export function record(core: Core, fields: Partial<Message>): Message | undefined | null {
  const person = core.identity_;
  const objection = core.consent_ === 'denied' ? (core.objection_ ?? 'consent') : person.optedOut && 'opt-out';
  if (objection) return void tellDelivery(core, 'withheld', 1, objection);
  const at = core.options_.now();
  const { beforeSend } = core.options_;
  let message: Message | null | undefined = {
    // Ids sort by time.
    messageId: `${at.toString(36)}-${core.pageId_}-${(core.made_++).toString(36)}`,
    timestamp: new Date(at).toISOString(),
    anonymousId: person.anonymousId,
    userId: person.userId,
    context: { groupId: person.groupId, token: person.token },
    ...fields,
  } as Message;
  try {
    if (beforeSend) message = beforeSend(message);
  } catch {
    // What could not be redacted must not leave.
    message = null;
  }
  const json = JSON.stringify(message);
  const bytes = encoder.encode(json).length;
  if (!message || bytes > LIMITS.eventBytesMax) {
    tellDelivery(core, 'withheld', 1, message ? 'event_too_large' : 'beforeSend');
    return null;
  }
  append(core, { id: message.messageId, at, json, bytes, lease: 0 });
  wake(core);
  tell(core, { type: 'event', message });
  return message;
}

export function recordTrack(core: Core, event: string, properties?: Record<string, Scalar | undefined>) {
  return record(core, { type: 'track', event, properties });
}
