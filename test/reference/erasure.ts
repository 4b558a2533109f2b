/** What of a log is a person's, or an account's: by the same rules by which it is counted. Plain loops. */
import type { Catalog } from '../../packages/sdk/src/catalog.ts';
import { readOwners, type SentMessage } from './log.ts';

export type ErasedKind = 'user' | 'account';

export interface Erased {
  /** What stays. */
  left: SentMessage[];
  /** Later messages that come back as `erased`, until that is lifted. */
  isRefused(message: Record<string, any>): boolean;
}

export function erase(
  catalog: Catalog,
  sent: readonly SentMessage[],
  asked: ErasedKind,
  id: string,
  arrivedMs: number,
): Erased {
  const owners = readOwners(catalog, sent, arrivedMs);
  const kind = catalog.account === 'user' ? 'user' : asked;
  const ids = kind === 'user' ? [id, ...owners.anonymousIdsOf(id)] : [id];
  const previousIdOf = ({ type, previousId, anonymousId }: Record<string, any>) =>
    type === 'alias' ? (previousId ?? anonymousId) : undefined;
  const groupOf = (message: Record<string, any>) =>
    message.type === 'group' ? message.groupId : message.context?.groupId;
  const isOfUser = (message: Record<string, any>) =>
    ids.includes(message.userId ?? message.anonymousId) || ids.includes(previousIdOf(message));
  const isRefused = (message: Record<string, any>) => {
    const named = [message.userId, message.anonymousId, previousIdOf(message)];
    if (kind === 'user' && named.some((one) => ids.includes(one))) return true;
    return asked === 'account' && groupOf(message) === id;
  };
  const goes = (one: SentMessage) => (kind === 'user' ? isOfUser(one.message) : owners.accountOf(one) === id);
  return { left: sent.filter((one) => !goes(one)), isRefused };
}
