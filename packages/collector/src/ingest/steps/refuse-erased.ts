import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';

/** An erased id does not come back by itself. */
export const refuseErased: Step = (draft, context) => {
  const { userId, anonymousId, previousId, groupId } = draft;
  for (const id of [userId, anonymousId, previousId]) {
    if (id !== null && context.isErased('user', id)) return refuse('erased');
  }
  return groupId !== null && context.isErased('account', groupId) ? refuse('erased') : undefined;
};
