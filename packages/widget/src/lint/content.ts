import type { Content, Prompt } from '@attachkit/sdk/prompt';
import { HIDDEN_CHARACTERS, TEXT_MAX } from '../content/text.ts';
import { lintClaims } from './claims.ts';
import { lintPlaceholders } from './placeholders.ts';
import type { LintedCatalog, PlacedContent, Report } from './report.ts';

/** Labels wrap to two lines on a narrow screen; more is no label. */
const LABEL_MAX = 60;
const LABELS: readonly (keyof Content)[] = ['primary', 'secondary', 'dismiss'];

/** Every text: present, readable, filled in from what is known, and true whenever it can be seen. */
export function lintContent(placed: PlacedContent, prompt: Prompt, catalog: LintedCatalog, report: Report): void {
  const { path, tag, content, isPartial } = placed;
  try {
    Intl.getCanonicalLocales(tag);
  } catch {
    report(path, `"${tag}" is no language tag`);
  }
  for (const part of ['title', 'primary', 'dismiss'] as const)
    if (!isPartial && !content[part]?.trim())
      report([...path, part], part === 'dismiss' ? 'the way out needs a label' : `"${part}" is missing`);
  for (const [part, text] of Object.entries(content) as [keyof Content, string][]) {
    const at = [...path, part];
    if (isPartial && !text.trim()) report(at, 'a variant may not take a label away');
    if ([...text].length > TEXT_MAX) report(at, `longer than ${TEXT_MAX} characters`);
    if (text.search(HIDDEN_CHARACTERS) >= 0)
      report(at, 'has control characters, or such as change the order of reading');
    lintPlaceholders(text, at, prompt, report);
    lintClaims(text, at, tag, part, prompt, catalog, report);
  }
  lintChoices(content, path, report);
}

/** Accept and decline alike: a decline that is a mere sign, or an accept as a whole paragraph, is not. */
function lintChoices(content: Partial<Content>, path: (string | number)[], report: Report): void {
  for (const label of LABELS) {
    const text = content[label];
    if (text === undefined) continue;
    if ([...text].length > LABEL_MAX)
      report([...path, label], `a label of more than ${LABEL_MAX} characters`, 'warning');
    if (text.trim() && !/\p{L}{2}/u.test(text)) report([...path, label], 'a label needs words, not a sign');
  }
  const { primary, dismiss } = content;
  if (primary && dismiss && primary.trim().toLowerCase() === dismiss.trim().toLowerCase())
    report([...path, 'dismiss'], 'accept and decline have the same label');
}
