import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';

/** A message is about somebody. After the key's own check, so that a forged purchase is named as one. */
export const requireIdentity: Step = (draft, context) => {
  if (draft.type === 'group' && draft.groupId === null) return refuse('group_id_missing');
  if (draft.userId !== null || draft.anonymousId !== null) return undefined;
  return context.keySpace === 'server' && draft.groupId !== null ? undefined : refuse('identity_missing');
};
