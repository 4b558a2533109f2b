import type { Prompt } from '@attachkit/sdk/prompt';
import { formatMessage, PLACEHOLDER, type Values } from '../content/message.ts';
import { conditionsOf } from '../decide/trigger.ts';
import type { Report } from './report.ts';

const KINDS = ['number', 'currency', 'percent', 'date', 'days', 'plural'];
const FROM_LIMIT = ['used', 'max', 'left', 'percent', 'resetsAt'];
const FROM_TRIAL = ['trialEndsAt', 'daysLeft'];

/** Placeholders that can be read, and whose value every trigger of the prompt brings along. */
export function lintPlaceholders(text: string, path: (string | number)[], prompt: Prompt, report: Report): void {
  const conditions = conditionsOf(prompt);
  const known: Record<string, boolean> = { addon: true, price: true, trialDays: true };
  // A limit can be read at any time, so that one among the triggers is enough.
  for (const name of FROM_LIMIT) known[name] = conditions.some(({ limit }) => limit);
  for (const name of FROM_TRIAL) known[name] = conditions.every(({ trialEndsWithin }) => trialEndsWithin);
  known.value = conditions.every(({ milestone }) => milestone);
  for (const [part, name, kind, options] of text.matchAll(PLACEHOLDER)) {
    if (!Object.hasOwn(known, name!)) report(path, `there is no value "${name}"`);
    else if (!known[name!]) report(path, `"${name}" is not known whenever this prompt is triggered`);
    if (kind && !KINDS.includes(kind)) report(path, `"${kind}" is no format: ${KINDS.join(', ')}`);
    if (kind === 'plural' && !/\bother\s*\{/.test(options ?? '')) report(path, `${part} lacks its case "other"`);
  }
  const rest = text.replace(PLACEHOLDER, '');
  if (/[{}]/.test(rest)) report(path, 'has a brace that belongs to no placeholder');
  lintFormatting(text, path, report);
}

/** What throws here would keep the prompt from being shown. */
function lintFormatting(text: string, path: (string | number)[], report: Report): void {
  const values: Values = Object.fromEntries(
    [...text.matchAll(PLACEHOLDER)].map(([, name]) => [name, name === 'addon' ? 'x' : 1]),
  );
  for (const [, , , options] of text.matchAll(PLACEHOLDER))
    for (const [, name] of (options ?? '').matchAll(PLACEHOLDER)) values[name!] ??= 1;
  try {
    formatMessage(text, values, { locale: 'en', currency: 'EUR' });
  } catch (error) {
    report(path, `cannot be read: ${String(error)}`);
  }
}
