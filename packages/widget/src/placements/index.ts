import type { PlacementKind } from '@attachkit/sdk/prompt';
import type { PlacementModule } from '../view/view.ts';
import * as slideout from './slideout.tsx';

/** The commonest placement is at hand, the others come when they are needed. */
export const placements: Record<PlacementKind, () => PlacementModule | Promise<PlacementModule>> = {
  slideout: () => slideout,
  banner: () => import('./banner.tsx'),
  dialog: () => import('./dialog.tsx'),
  tip: () => import('./tip.tsx'),
  inline: () => import('./inline.tsx'),
  meter: () => import('./meter.tsx'),
  'trial-ending': () => import('./trial-ending.tsx'),
  onboarding: () => import('./onboarding.tsx'),
  question: () => import('./question.tsx'),
};
