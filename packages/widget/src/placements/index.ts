import type { PlacementKind } from '@attachkit/sdk/prompt';
import type { PlacementModule } from '../view/view.ts';
import * as slideout from './slideout.tsx';

const cards = () => import('./cards.ts');

/** The commonest placement is at hand, the others come when they are needed. */
export const placements: Record<PlacementKind, () => PlacementModule | Promise<PlacementModule>> = {
  slideout: () => slideout,
  banner: () => cards().then(({ banner }) => banner),
  dialog: () => import('./dialog.tsx'),
  tip: () => import('./tip.tsx'),
  inline: () => cards().then(({ inline }) => inline),
  meter: () => cards().then(({ meter }) => meter),
  'trial-ending': () => cards().then(({ trialEnding }) => trialEnding),
  onboarding: () => cards().then(({ onboarding }) => onboarding),
  question: () => import('./question.tsx'),
};
