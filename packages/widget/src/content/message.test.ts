import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLanguage, directionOf } from './language.ts';
import { formatMessage, type Values } from './message.ts';
import { clean, TEXT_MAX } from './text.ts';

const say = (message: string, values: Values, locale = 'en') =>
  formatMessage(message, values, { locale, currency: 'EUR' });

describe('a message', () => {
  it('formats numbers, money, shares, days and dates by the locale', () => {
    expect(say('{used} of {max, number}', { used: 1234, max: 5000 })).toBe('1,234 of 5,000');
    expect(say('{used} von {max, number}', { used: 1234, max: 5000 }, 'de')).toBe('1.234 von 5.000');
    expect(say('{price, currency}', { price: 49 })).toBe('€49');
    expect(say('{price, currency}', { price: 49.5 })).toBe('€49.50');
    expect(say('{price, currency}', { price: 49 }, 'de')).toBe('49\u00a0€');
    expect(formatMessage('{price, currency}', { price: 500 }, { locale: 'ja', currency: 'JPY' })).toBe('￥500');
    expect(say('{share, percent}', { share: 0.85 })).toBe('85%');
    expect(say('{n, days}', { n: 1 })).toBe('1 day');
    expect(say('{n, days}', { n: 14 }, 'de')).toBe('14 Tage');
    expect(say('{at, date}', { at: Date.UTC(2026, 11, 5, 12) })).toBe('December 5, 2026');
  });

  it('chooses plurals by the language, exact cases first', () => {
    const message = '{n, plural, =0 {nothing} one {# report of {max}} other {# reports of {max}}}';
    expect(say(message, { n: 0, max: 5 })).toBe('nothing');
    expect(say(message, { n: 1, max: 5 })).toBe('1 report of 5');
    expect(say(message, { n: 1200, max: 5 })).toBe('1,200 reports of 5');
    const polish = '{n, plural, one {# raport} few {# raporty} many {# raportów} other {# raportu}}';
    expect([1, 3, 5, 22].map((n) => say(polish, { n }, 'pl'))).toEqual([
      '1 raport',
      '3 raporty',
      '5 raportów',
      '22 raporty',
    ]);
  });

  it('throws for what is not known, also under names that every object has', () => {
    for (const message of ['{used}', '{constructor}', '{__proto__}', '{toString, number}'])
      expect(() => say(message, {})).toThrow(RangeError);
    expect(() => say('{used}', { used: Number.NaN })).toThrow(RangeError);
  });

  it('leaves text without placeholders as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[{}]/.test(text)),
        (text) => {
          expect(say(text, {})).toBe(text);
        },
      ),
    );
  });
});

describe('text', () => {
  it('loses what hides or turns around, and no more', () => {
    expect(clean('a\u202ereversed\u202c\u0000b\u2066c')).toBe('areversedbc');
    expect(clean('Zeile\nZeile 👩‍💻 عربي')).toBe('Zeile\nZeile 👩‍💻 عربي');
  });

  it('is never endless, and never cut within a letter', () => {
    expect(clean('x'.repeat(10_000))).toHaveLength(TEXT_MAX + 1);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect([...clean(text)].length).toBeLessThanOrEqual(TEXT_MAX + 1);
        expect(clean(text)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }),
    );
    expect(clean('👍'.repeat(TEXT_MAX + 5)).isWellFormed()).toBe(true);
  });
});

describe('a language', () => {
  it.each([
    [['en', 'de'], ['de-AT'], 'de'],
    [['en', 'de-AT'], ['de'], 'de-AT'],
    [['pt-BR', 'en'], ['pt-PT'], 'pt-BR'],
    [['en', 'pt-BR', 'pt-PT'], ['pt-PT'], 'pt-PT'],
    [['de', 'en'], ['fr', 'en-GB'], 'en'],
    [['de', 'en'], ['ja'], 'de'],
    [['fil', 'en'], ['fi', 'en'], 'en'],
  ])('of %j for %j is %s', (available, wanted, chosen) => {
    const texts = Object.fromEntries(available.map((tag) => [tag, {}]));
    expect(chooseLanguage(texts, [undefined, ...wanted])).toBe(chosen);
  });

  it('knows which is written from the right', () => {
    expect(['ar', 'ar-EG', 'he', 'fa-IR', 'ur'].map(directionOf)).toEqual(Array(5).fill('rtl'));
    expect(['en', 'de', 'es-AR', 'arn'].map(directionOf)).toEqual(Array(4).fill('ltr'));
  });
});
