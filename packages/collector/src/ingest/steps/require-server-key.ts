import { COMMERCIAL_EVENTS } from '@attachkit/sdk/protocol';
import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';

const COMMERCIAL: ReadonlySet<string> = new Set(COMMERCIAL_EVENTS);

/** No page may claim a purchase. */
export const requireServerKey: Step = (draft, context) => {
  const claimsMoney = draft.name !== null && COMMERCIAL.has(draft.name);
  return claimsMoney && context.keySpace === 'write' ? refuse('server_key_required') : undefined;
};
