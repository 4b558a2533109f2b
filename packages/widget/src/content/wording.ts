import type { Content } from '@attachkit/sdk/prompt';
import { DAY_MS } from '../decide/duration.ts';
import type { Due, Situation } from '../decide/situation.ts';
import { conditionsOf } from '../decide/trigger.ts';
import type { Words } from '../words/en.ts';
import { wordsOf } from '../words/languages.ts';
import { chooseLanguage, directionOf } from './language.ts';
import { formatMessage, type Style, type Values } from './message.ts';
import type { MeterView } from './meter-view.ts';
import { meterViewOf } from './meter-view.ts';
import { offerOf } from './offer.ts';
import { clean } from './text.ts';

/** A prompt in words. */
export interface Wording {
  text: Content;
  /** Price and terms, the leading line first; empty for a prompt that sells nothing. */
  offer: string[];
  meter: MeterView | undefined;
  words: Words;
  /** BCP 47 tag and direction of the text, which may differ from the page's. */
  lang: string;
  dir: 'ltr' | 'rtl';
  style: Style;
}

/** All texts of a prompt in one language, filled in. Throws where a value is not known. */
export function wordingOf({ prompt, value }: Due, at: Situation, locale?: string): Wording {
  const { catalog, state, nowMs } = at;
  const wanted = [locale, document.documentElement.lang, ...navigator.languages];
  const lang = chooseLanguage(prompt.content, wanted)!;
  const words = wordsOf(lang);
  const style = { locale: lang, currency: catalog.currency };
  const { name, price, trialDays } = catalog.addons[prompt.addon]!;
  const limit = conditionsOf(prompt).find((condition) => condition.limit)?.limit;
  const { used = NaN, max = NaN, resetsAt } = (limit && at.limit(limit)) || {};
  const percent = max ? used / max : 1;
  const trialEndsAt = Date.parse(`${state?.addons[prompt.addon]?.trialEndsAt}`);
  const values: Values = {
    value,
    used,
    max,
    resetsAt,
    left: Math.max(0, max - used),
    percent: Math.floor(percent * 100) / 100,
    trialEndsAt,
    daysLeft: Math.ceil((trialEndsAt - nowMs) / DAY_MS),
    addon: name,
    price: price?.mrr,
    trialDays,
  };
  const say = (message: string) => clean(formatMessage(message, values, style));
  const text = { ...prompt.content[lang]! };
  for (const part in text) text[part as 'title'] = say(text[part as 'title']);
  return {
    text,
    offer: offerOf(prompt, catalog, nowMs, words, style).map(clean),
    meter: max >= 0 ? meterViewOf(used, max, catalog.limits[limit!]?.warnAt ?? 0.8, words, style) : undefined,
    words,
    lang,
    dir: directionOf(lang),
    style,
  };
}
