/** Telling whoever listens, in this page and in the other tabs. */
import type { Core, Use } from './core.ts';
import { isGranted } from './permission.ts';
import type { DeliverySignal, Signal } from './public-api.ts';

export function tell(core: Core, signal: Signal): void {
  for (const listener of core.listeners_)
    try {
      listener(signal);
    } catch (error) {
      // A listener's mistake is its own: it must not stop the count.
      console.error(error);
    }
}

export function tellDelivery(
  core: Core,
  state: DeliverySignal['state'],
  count: number,
  reason?: string | number,
): void {
  tell(core, { type: 'delivery', state, count, reason });
}

export interface TabMessage {
  /** Events that this tab sends: the others need not, at their end. */
  ids?: string[];
  /** Events that the collector has answered for. */
  done?: string[];
  /** More uses, stored already, and not sent yet. */
  uses?: Use[];
}

export function tellTabs(core: Core, message: TabMessage): void {
  // Without consent the tabs keep to themselves.
  if (isGranted(core)) core.channel_?.postMessage(message);
}
