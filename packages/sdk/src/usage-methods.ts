/** What the page's user does, and where that leaves the account. */
import type { Core } from './core.ts';
import { type AccountState, EVENTS } from './protocol.ts';
import type { Scalar } from './public-api.ts';

export function createUsageMethods({ record_, count_, catalog_, crossings_, usage_, tell_, tellDelivery_ }: Core) {
  const track = (event: string, properties: Record<string, Scalar | undefined> = {}) => {
    // As the collector does: a mapped event is what it is mapped to, with its own properties beside.
    const mapped = catalog_.current_()?.events?.[event];
    const { event: meaning, feature, quantity = 1 } = { event, ...properties, ...mapped } as Record<string, Scalar>;
    const isUse = meaning === EVENTS.featureUsed && typeof feature === 'string';
    if (isUse && !((quantity as number) >= 1 && Number.isInteger(quantity)))
      return tellDelivery_('refused', 1, 'quantity');
    const message = record_({ type: 'track', event, properties });
    if (isUse && message !== null) count_(message, feature, quantity as number);
  };
  const addonOf = (feature: string) => {
    const addons = catalog_.current_()?.addons;
    for (const addon in addons) if (addons[addon]!.features?.includes(feature)) return addon;
  };
  return {
    used: (feature: string, quantity?: number) => track(EVENTS.featureUsed, { feature, quantity }),
    viewed: (feature: string) => track(EVENTS.featureViewed, { feature }),
    setUp: (feature: string) => track(EVENTS.featureSetUp, { feature }),
    gated(feature: string, addon = addonOf(feature)) {
      track(EVENTS.featureGated, { feature, addon });
      tell_({ type: 'gate', feature, addon: addon! });
    },
    step: (step: string) => tell_({ type: 'step', step }),
    track,
    limit: crossings_.limit_,
    status: crossings_.status_,
    hydrate(state: AccountState) {
      usage_.hydrate_(state);
      crossings_.evaluate_();
      tell_({ type: 'hydrated' });
    },
    hydrated: usage_.hydrated_,
  };
}
