import type { Placement } from '@attachkit/sdk/prompt';
import { isInPage } from '../decide/situation.ts';
import { visible } from './attention.ts';

/** The first of a placement's kinds that has what it needs in the page: a slot of that name, a visible anchor. */
export function placeIn(placement: Placement): Placement | undefined {
  const kind = [placement.kind, ...(placement.fallback ?? [])].find((kind) =>
    isInPage({ kind }) ? slotOf(placement) : kind !== 'tip' || anchorOf(placement),
  );
  return kind && { ...placement, kind };
}

export const slotOf = ({ slot }: Placement): Element | null =>
  document.querySelector(`attachkit-slot[name="${CSS.escape(`${slot}`)}"]`);

export function anchorOf({ anchor }: Placement): Element | undefined {
  try {
    return visible(anchor!)[0];
  } catch {} // no valid selector
}
