import type { PlacementKind } from '@attachkit/sdk/prompt';
import type { PlacementModule } from '../view/view.ts';
import { draw } from './slideout.tsx';

/** With it comes what a bundle saves. */
export const loadDialog = (): Promise<typeof import('./dialog.tsx')> => import('./dialog.tsx');

const apart: Partial<Record<PlacementKind, () => PlacementModule | Promise<PlacementModule>>> = {
  slideout: () => ({ draw }),
  dialog: loadDialog,
  tip: () => import('./tip.tsx'),
  question: () => import('./question.tsx'),
};

/** The commonest placement is at hand, the others come when they are needed. */
export const loadPlacement = async (kind: PlacementKind): Promise<PlacementModule> =>
  apart[kind]?.() ?? (await import('./cards.ts')).cards[kind]!;
