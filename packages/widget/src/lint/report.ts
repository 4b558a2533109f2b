/** What the checks are given, and what they find. */
import type { Catalog, PublicCatalog } from '@attachkit/sdk/catalog';
import type { Content } from '@attachkit/sdk/prompt';

export interface Finding {
  /** From the catalog's root, such as `['prompts', 0, 'content', 'en', 'dismiss']`. */
  path: (string | number)[];
  message: string;
  /** An error keeps the prompt from being served; a warning is for the author to judge. */
  severity: 'error' | 'warning';
}

export type LintedCatalog = Pick<Catalog | PublicCatalog, 'addons'> &
  Partial<Pick<Catalog, 'limits' | 'milestones' | 'bundles' | 'product' | 'prompts' | 'currency'>>;

/** @param severity default error */
export type Report = (path: (string | number)[], message: string, severity?: Finding['severity']) => void;

/** All texts of a prompt with their place: its own, and those that its variants change. */
export interface PlacedContent {
  path: (string | number)[];
  tag: string;
  content: Partial<Content>;
  /** A variant's changes may leave parts out. */
  isPartial: boolean;
}
