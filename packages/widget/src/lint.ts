/**
 * What an honest prompt may not do, found before it is served: `attachkit check` refuses a catalog with
 * errors, and the widget's debug mode holds such prompts back. Pure; knows nothing of a page.
 */
import type { Prompt } from '@attachkit/sdk/prompt';
import { lintContent } from './lint/content.ts';
import { lintDurations } from './lint/durations.ts';
import { lintOffer } from './lint/offer.ts';
import { lintReferences } from './lint/references.ts';
import type { Finding, LintedCatalog, PlacedContent, Report } from './lint/report.ts';
import { lintShape } from './lint/shape.ts';

export type { Finding, LintedCatalog } from './lint/report.ts';

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
