import type { PlacementKind } from '@attachkit/sdk/prompt';
import type { PlacementModule } from '../view/view.ts';
import * as slideout from './slideout.tsx';

/** The commonest placement is at hand, the others come when they are needed. */
export const placements: Record<PlacementKind, () => PlacementModule | Promise<PlacementModule>> = {
  slideout: () => slideout,
  banner: () => slideout,
  dialog: () => slideout,
  tip: () => slideout,
  inline: () => slideout,
  meter: () => slideout,
  'trial-ending': () => slideout,
  onboarding: () => slideout,
  question: () => slideout,
};
