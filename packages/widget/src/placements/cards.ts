/** Placements that differ by little but their styles come together: that is smaller than each alone. */
import type { PlacementKind } from '@attachkit/sdk/prompt';
import type { PlacementModule } from '../view/view.ts';
import * as banner from './banner.tsx';
import * as inline from './inline.tsx';
import * as meter from './meter.tsx';
import * as onboarding from './onboarding.tsx';
import * as ending from './trial-ending.tsx';

export const cards: Partial<Record<PlacementKind, PlacementModule>> = {
  banner,
  inline,
  meter,
  onboarding,
  'trial-ending': ending,
};
