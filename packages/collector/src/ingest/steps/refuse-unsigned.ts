import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';

/** With `"identity": "signed"` a page may name a user or an account only with the host's word for it. */
export const refuseUnsigned: Step = (draft, context) => {
  if (!context.catalog.signedIdentity || context.keySpace === 'server') return undefined;
  const { userId, groupId, token } = draft;
  if (userId === null && groupId === null) return undefined;
  if (token === null) return refuse('identity_unsigned');
  const claims = context.claims(token);
  if ('fault' in claims) return refuse('identity_unsigned', `The token in context.token ${claims.fault}.`);
  if (userId !== null && claims.user !== userId)
    return refuse('identity_unsigned', 'The token speaks for another user.');
  if (groupId !== null && claims.account !== groupId) {
    return refuse('identity_unsigned', 'The token speaks for another account.');
  }
  return undefined;
};
