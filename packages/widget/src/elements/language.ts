import { chooseLanguage, directionOf } from '../content/language.ts';
import type { Style } from '../content/message.ts';
import type { Page } from '../page/page.ts';
import { answerWords } from '../words/answer-words.ts';
import type { AnswerWords } from '../words/answers.ts';
import type { Words } from '../words/en.ts';
import { loadWords, wordsOf } from '../words/languages.ts';

const SPOKEN = { ar: 0, de: 0, en: 0, es: 0, fr: 0 };

export interface Speech {
  lang: string;
  dir: 'ltr' | 'rtl';
  words: Words & AnswerWords;
  style: Style;
}

/** The language of an element: its own `lang`, the host's wish, the page's; English where the widget speaks none of them. */
export function speechOf({ options, client }: Page, element: Element, redraw: () => void): Speech {
  const own = element.closest('[lang]')?.getAttribute('lang');
  const spoken = chooseLanguage(SPOKEN, [own ?? undefined, options.locale, ...navigator.languages, 'en']) ?? 'en';
  const words = wordsOf(spoken);
  if (spoken !== 'en' && words === wordsOf('en'))
    void loadWords(spoken).then(() => words !== wordsOf(spoken) && redraw());
  const style = { locale: own || spoken, currency: client.catalog()?.currency ?? 'EUR' };
  return { lang: spoken, dir: directionOf(spoken), words: { ...words, ...answerWords(spoken) }, style };
}
