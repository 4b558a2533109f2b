import { describe, expect, it } from 'vitest';
import { catalog, dialog, onboarding, slideout, trialEnding } from '../../../../test/widget/catalog.ts';
import { NOON_MS } from '../../../../test/widget/situation.ts';
import { en } from '../words/en.ts';
import { offerOf } from './offer.ts';
import { savingOf } from './saving.ts';

const style = { locale: 'en', currency: 'EUR' };
const offer = (prompt = slideout, of = catalog) => offerOf(prompt, of, NOON_MS, en, style);

describe('what stands beside the button', () => {
  it('of a trial that ends: how long, until when, what it needs, what keeping it costs', () => {
    expect(offer()).toEqual([
      'Free for 14 days, until March 24, 2026.',
      'No card needed. Then it ends by itself. To keep it: €20 per month, plus tax.',
      'Cancel any time under Plan and billing.',
    ]);
  });

  it('of a trial that renews: what it costs then, and that it renews', () => {
    const prompt = {
      ...slideout,
      pricing: { from: 'catalog', tax: 'included', trial: { card: true, afterTrial: 'renews' } },
    } as typeof slideout;
    expect(offer(prompt)).toEqual([
      'Free for 14 days, until March 24, 2026.',
      'A card is needed. Then €20 per month, tax included.',
      'Renews monthly until you cancel.',
    ]);
  });

  it('of a purchase: the price first', () => {
    expect(offer(trialEnding)[0]).toBe('€20 per month, plus tax');
    expect(offer(trialEnding)[1]).toBe('Renews monthly until you cancel.');
  });

  it('of a prompt that sells nothing: nothing', () => {
    expect(offer(onboarding)).toEqual([]);
  });

  it('refuses to sell without a price', () => {
    const bare = { ...catalog, addons: { copilot: { ...catalog.addons.copilot!, price: undefined } } };
    expect(() => offer(trialEnding, bare)).toThrow();
    expect(offer(slideout, bare)[1]).toBe('No card needed. Then it ends by itself.');
  });

  it('computes a bundle’s saving from list prices, with their date', () => {
    expect(offer(dialog)[0]).toBe('€52 per month, plus tax');
    expect(savingOf('growth', catalog, { lang: 'en', style })).toBe(
      'Growth with Advanced analytics and Copilot. One by one €69: you save €17 (25%). List prices of 2026-11-21.',
    );
    const dear = { ...catalog, bundles: { growth: { ...catalog.bundles.growth!, mrr: 69 } } };
    expect(savingOf('growth', dear, { lang: 'en', style })).toBeUndefined();
  });
});
