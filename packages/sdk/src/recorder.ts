/** Makes one message of one call, and hands it to the queue. */
import type { IdentityKeeper } from './identity.ts';
import { randomId } from './identity.ts';
import { LIMITS, type Message } from './protocol.ts';
import type { AttachkitOptions, DeliverySignal, Signal } from './public-api.ts';
import type { Waiting } from './queue.ts';

export interface RecorderContext {
  options_: AttachkitOptions;
  now_: () => number;
  identity_: IdentityKeeper;
  append_: (event: Waiting) => void;
  /** Why nothing may be recorded, if so. */
  objection_: () => string | undefined;
  tell_: (signal: Signal) => void;
  tellDelivery_: (state: DeliverySignal['state'], count: number, reason?: string) => void;
}

/** @returns the message, kept; or why it was not: `false` as nothing may be kept, `null` as the host dropped it */
export type Recorder = (fields: Partial<Message>) => Message | false | null;

const encoder = new TextEncoder();

export function createRecorder(context: RecorderContext): Recorder {
  const { options_: options, tellDelivery_: tellDelivery } = context;
  const page = randomId();
  let made = 0;

  const redact = (message: Message) => {
    try {
      return options.beforeSend ? options.beforeSend(message) : message;
    } catch {
      // What could not be redacted must not leave.
      return null;
    }
  };

  return (fields) => {
    const objection = context.objection_();
    if (objection) {
      tellDelivery('withheld', 1, objection);
      return false;
    }
    const at = context.now_();
    const { anonymousId, userId, groupId, token } = context.identity_.current_();
    const message = redact({
      // Ids sort by time; 46656 keeps the page's own counter at four digits.
      messageId: `${at.toString(36)}-${page}-${(46656 + made++).toString(36)}`,
      timestamp: new Date(at).toISOString(),
      anonymousId,
      userId,
      context: { groupId, token },
      ...fields,
    } as Message);
    if (!message) {
      tellDelivery('withheld', 1, 'beforeSend');
      return null;
    }
    const json = JSON.stringify(message);
    const bytes = encoder.encode(json).length;
    if (bytes > LIMITS.eventBytesMax) {
      tellDelivery('refused', 1, 'event_too_large');
      return null;
    }
    context.append_({ id: message.messageId, at, json, bytes, lease: 0 });
    context.tell_({ type: 'event', message });
    return message;
  };
}
