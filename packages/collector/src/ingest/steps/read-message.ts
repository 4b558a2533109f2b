import { LIMITS } from '@attachkit/sdk/protocol';
import type { StoredEvent } from '../../store/schema.ts';
import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';
import { isTooLong } from '../text-length.ts';

const TYPES: ReadonlySet<unknown> = new Set(['track', 'identify', 'group', 'page', 'screen', 'alias']);

/** Its id, its type, and whether the parts that must be objects are. */
export const readMessage: Step = (draft, _context) => {
  const { messageId, type, properties, traits, context } = draft.message;
  if (typeof messageId !== 'string' || messageId.length === 0 || isTooLong(messageId, LIMITS.messageIdLengthMax)) {
    return refuse('message_id_invalid');
  }
  draft.messageId = messageId;
  if (!TYPES.has(type)) return refuse('type_invalid');
  draft.type = type as StoredEvent['type'];
  if (!isObjectOrAbsent(properties)) return refuse('properties_invalid');
  if (!isObjectOrAbsent(traits)) return refuse('traits_invalid');
  if (!isObjectOrAbsent(context)) return refuse('context_invalid');
  return undefined;
};

/** Clients write `null` for what they leave out. */
function isObjectOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
