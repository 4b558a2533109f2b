/** Telling whoever listens, in this page and in the other tabs. */
import type { Core, Use } from './core.ts';
import { isGranted } from './permission.ts';
import type { DeliverySignal, Signal } from './public-api.ts';

/** A mistake, ours or a listener's, stops neither the page nor the count. */
export function safely<Answer>(work: () => Answer): Answer | undefined {
  try {
    return work();
  } catch (error) {
    console.error(error);
  }
}

export function tell(core: Core, signal: Signal): void {
  for (const listener of core.listeners_) safely(() => listener(signal));
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
  /** More uses, stored already, and not sent yet. */
  uses?: Use[];
}

export function tellTabs(core: Core, message: TabMessage): void {
  // Without consent the tabs keep to themselves.
  if (isGranted(core)) core.channel_?.postMessage(message);
}
