/** Makes one message of one call, and hands it to the queue. */
import type { Core } from './core.ts';
import { LIMITS, type Message } from './protocol.ts';
import type { Scalar } from './public-api.ts';
import { append } from './queue.ts';
import { wake } from './sender.ts';
import { safely, tell, tellDelivery } from './signals.ts';

/** @returns the message, kept; `undefined` where nothing may be kept; `null` where it never will be counted */
export function record(core: Core, fields: Partial<Message>, at = core.options_.now()): Message | undefined | null {
  const objection = core.consent_ === 'denied' ? (core.objection_ ?? 'consent') : core.identity_.optedOut && 'opt-out';
  if (objection) return void tellDelivery(core, 'withheld', 1, objection);
  let message: Message | null | undefined = {
    // Ids sort by time.
    messageId: `${at}-${core.pageId_}-${core.made_++}`,
    timestamp: new Date(at).toISOString(),
    anonymousId: core.identity_.anonymousId,
    userId: core.identity_.userId,
    context: { groupId: core.identity_.groupId, token: core.identity_.token },
    ...fields,
  } as Message;
  const { beforeSend } = core.options_;
  // What could not be redacted must not leave.
  if (beforeSend) message = safely(() => beforeSend(message as Message));
  const json = JSON.stringify(message);
  const bytes = new TextEncoder().encode(json).length;
  if (!message || bytes > LIMITS.eventBytesMax) {
    tellDelivery(core, 'withheld', 1, message ? 'event_too_large' : 'beforeSend');
    return null;
  }
  append(core, { id: message.messageId, at, json, bytes, lease: 0 });
  wake(core);
  tell(core, { type: 'event', message });
  return message;
}

export const recordTrack = (
  core: Core,
  event: string,
  properties: Record<string, Scalar | undefined>,
  at?: number,
): Message | undefined | null => record(core, { type: 'track', event, properties }, at);
