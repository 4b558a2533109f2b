/** Who a page speaks for, told by the host. */
import type { Core } from './core.ts';
import type { Traits } from './public-api.ts';

export function createIdentityMethods({ identity_: identity, record_, account_, changed_: changed }: Core) {
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return {
    identify(userId: string, traits?: Traits, token?: string) {
      const before = identity.current_();
      // Somebody else without a logout: nothing of the first may pass to the second.
      if (before.userId && before.userId !== userId) identity.renew_();
      const { userId: known, userTraits, token: knownToken } = identity.current_();
      const from = account_();
      identity.change_({ userId, userTraits: traits ?? userTraits, token: token ?? knownToken });
      if (known && (!traits || isSame(traits, userTraits))) return;
      record_({ type: 'identify', traits });
      changed(!known && from);
    },
    group(groupId: string, traits?: Traits, token?: string) {
      const { groupId: known, accountTraits, token: knownToken } = identity.current_();
      const isKnown = known === groupId;
      const from = account_();
      identity.change_({
        groupId,
        accountTraits: traits ?? (isKnown ? accountTraits : {}),
        token: token ?? knownToken,
      });
      if (isKnown && (!traits || isSame(traits, accountTraits))) return;
      record_({ type: 'group', groupId, traits });
      changed(!known && from);
    },
    reset() {
      identity.renew_();
      changed();
    },
  };
}
