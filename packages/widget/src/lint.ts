/**
 * What an honest prompt may not do, found before it is served: `attachkit check` refuses a catalog with
 * errors, and the widget's debug mode holds such prompts back. Pure; knows nothing of a page.
 */
import type { Catalog, PublicCatalog } from '@attachkit/sdk/catalog';
import type { Content, Prompt } from '@attachkit/sdk/prompt';
import { lintContent } from './lint/content.ts';
import { lintDurations } from './lint/durations.ts';
import { lintOffer } from './lint/offer.ts';
import { lintReferences } from './lint/references.ts';
import { lintShape } from './lint/shape.ts';

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

/** Checks every prompt of a catalog whose form is already right. Findings come in the catalog's order. */
export function lintPrompts(catalog: LintedCatalog): Finding[] {
  const findings: Finding[] = [];
  const prompts = catalog.prompts ?? [];
  for (const [index, prompt] of prompts.entries()) {
    const report: Report = (path, message, severity = 'error') =>
      findings.push({ path: ['prompts', index, ...path], message, severity });
    if (prompts.findIndex(({ id }) => id === prompt.id) < index)
      report(['id'], `another prompt has the id "${prompt.id}"`);
    lintReferences(prompt, catalog, report);
    lintShape(prompt, report);
    lintDurations(prompt, report);
    lintOffer(prompt, catalog, report);
    for (const placed of contentsOf(prompt)) lintContent(placed, prompt, catalog, report);
  }
  return findings;
}

function contentsOf({ content, variants = {} }: Prompt): PlacedContent[] {
  return [
    ...Object.entries(content).map(([tag, texts]) => ({
      path: ['content', tag],
      tag,
      content: texts,
      isPartial: false,
    })),
    ...Object.entries(variants).flatMap(([name, variant]) =>
      Object.entries(variant.content ?? {}).map(([tag, texts]) => ({
        path: ['variants', name, 'content', tag],
        tag,
        content: texts,
        isPartial: true,
      })),
    ),
  ];
}
