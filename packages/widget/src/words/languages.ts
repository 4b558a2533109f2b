import { en, type Words } from './en.ts';

/** What the widget itself says, by language. Others than English are brought in when a prompt speaks them. */
export const languages: Record<string, Words> = { en };

const further: Record<string, () => Promise<{ words: Words }>> = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
};

const baseOf = (tag: string) => tag.replace(/-.*/, '');

/** The words for a text of that language; English for one that the widget does not speak. */
export const wordsOf = (tag: string): Words => languages[baseOf(tag)] ?? en;

/** Brings in the words of a language, so that {@link wordsOf} has them. Without a network it stays English. */
export async function loadWords(tag: string): Promise<void> {
  const base = baseOf(tag);
  try {
    languages[base] ??= (await further[base]!()).words;
  } catch {}
}
