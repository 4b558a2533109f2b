import type { Step } from '../draft.ts';
import { type MessageRefusalCode, type Refusal, refuse } from '../refusals.ts';
import { isTooLong } from '../text-length.ts';

/** Who it is about. `null` and the empty string are what clients send for "nobody". */
export const readIdentity: Step = (draft, context) => {
  const { message, type } = draft;
  const own = (message.context ?? {}) as Record<string, unknown>;
  const groupId = type === 'group' ? message.groupId : (own.groupId ?? context.batchContext.groupId);
  const ids = [
    ['user_id_invalid', message.userId],
    ['anonymous_id_invalid', message.anonymousId],
    ['group_id_invalid', groupId],
    ['previous_id_invalid', type === 'alias' ? message.previousId : null],
  ] as const;
  for (const [code, value] of ids) {
    if (!isIdOrAbsent(value)) return refuse(code satisfies MessageRefusalCode);
  }
  draft.userId = toId(message.userId);
  draft.anonymousId = toId(message.anonymousId);
  draft.groupId = toId(groupId);
  draft.token = toToken(own.token ?? context.batchContext.token);
  return type === 'alias' ? readAlias(draft) : undefined;
};

function readAlias(draft: Parameters<Step>[0]): Refusal | undefined {
  draft.previousId = toId(draft.message.previousId) ?? draft.anonymousId;
  if (draft.userId === null) return refuse('user_id_missing');
  return draft.previousId === null ? refuse('previous_id_missing') : undefined;
}

function isIdOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !isTooLong(value));
}

function toId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function toToken(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 4096 ? value : null;
}
