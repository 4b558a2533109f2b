import type { PublicCatalog } from '@attachkit/sdk/catalog';
import type { Prompt } from '@attachkit/sdk/prompt';
import { DAY_MS } from '../decide/duration.ts';
import { sells } from '../decide/situation.ts';
import type { Words } from '../words/en.ts';
import { chooseLanguage } from './language.ts';
import { formatMessage, type Style, type Values } from './message.ts';

/**
 * What stands beside the button of a prompt that sells, never in a tooltip: first the price, or what is free
 * for how long; then the price after a trial, renewal, how to cancel.
 * @returns no lines for a prompt that sells nothing. Throws where it sells and the catalog has no price.
 */
export function offerOf(
  prompt: Prompt,
  { addons, bundles }: PublicCatalog,
  nowMs: number,
  words: Words,
  style: Style,
): string[] {
  const { pricing, addon, actions } = prompt;
  if (!pricing && !sells(prompt)) return [];
  const say = (message: string, values: Values) => formatMessage(message, values, style);
  const { trialDays: days, price: alone } = addons[addon]!;
  const { tax, trial, cancel, bundle } = pricing ?? {};
  const mrr = bundle ? bundles[bundle]!.mrr : alone?.mrr;
  const isTrial = actions.primary.type === 'trial';
  const price = isTrial && mrr === undefined ? '' : say(words.month, { price: mrr }) + (tax ? words[tax] : '');
  const howToCancel = typeof cancel === 'object' ? cancel[chooseLanguage(cancel, [style.locale])!] : cancel;
  const renews = !isTrial || trial?.afterTrial === 'renews';
  return [
    isTrial ? say(words.free, { days, end: nowMs + days * DAY_MS }) : price,
    isTrial &&
      [
        trial && (trial.card ? words.card : words.noCard),
        !renews && words.ends,
        price && say(renews ? words.later : words.keep, { price }),
      ]
        .filter(Boolean)
        .join(' '),
    renews && words.renews,
    howToCancel,
  ].filter((line): line is string => !!line);
}
