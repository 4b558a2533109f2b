import type { PublicCatalog } from '@attachkit/sdk/catalog';
import { wordsOf } from '../words/languages.ts';
import { savingEn } from '../words/saving.ts';
import { formatMessage } from './message.ts';
import type { Wording } from './wording.ts';

/**
 * A bundle's saving against the list prices of its members: computed, with its basis and date, never typed.
 * @returns `undefined` where there is none, or a member has no price
 */
export function savingOf(
  id: string,
  { bundles, addons, version }: PublicCatalog,
  { lang, style }: Pick<Wording, 'lang' | 'style'>,
): string | undefined {
  const bundle = bundles[id]!;
  const cents = (amount: number | undefined) => Math.round((amount ?? Number.NaN) * 100);
  const listCents = bundle.addons.reduce((sum, member) => sum + cents(addons[member]?.price?.mrr), 0);
  const savingCents = listCents - cents(bundle.mrr);
  if (!(savingCents > 0)) return undefined;
  const values = {
    bundle: bundle.name ?? id,
    addons: new Intl.ListFormat(lang).format(bundle.addons.map((member) => addons[member]!.name)),
    list: listCents / 100,
    saving: savingCents / 100,
    share: savingCents / listCents,
    version,
  };
  return formatMessage({ ...savingEn, ...wordsOf(lang) }.saving, values, style);
}
