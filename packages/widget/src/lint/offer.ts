import type { Prompt } from '@attachkit/sdk/prompt';
import { sells } from '../decide/situation.ts';
import type { LintedCatalog, Report } from './report.ts';

/** Total price, interval, tax, renewal and the end of a trial stand beside the button. */
export function lintOffer(prompt: Prompt, { addons, bundles = {} }: LintedCatalog, report: Report): void {
  const { pricing, actions } = prompt;
  const addon = Object.hasOwn(addons, prompt.addon) ? addons[prompt.addon] : undefined;
  if (!sells(prompt) && !pricing) return;
  const isTrial = actions.primary.type === 'trial';
  if (!addon?.price && !pricing?.bundle)
    report(
      ['addon'],
      `"${prompt.addon}" has no price in the catalog: the prompt could not name what it asks for`,
      isTrial ? 'warning' : 'error',
    );
  if (!pricing) {
    report(
      ['actions', 'primary'],
      'a prompt that sells needs `pricing`: tax, trial and how to cancel stand beside the button',
    );
    return;
  }
  if (!pricing.tax) report(['pricing'], 'say whether tax is included');
  if (!pricing.cancel) report(['pricing'], 'say how to cancel', 'warning');
  if (isTrial && !pricing.trial)
    report(['pricing'], 'say what a trial needs and how it ends: `trial.card` and `trial.afterTrial`');
  if (pricing.bundle === undefined) return;
  const bundle = Object.hasOwn(bundles, pricing.bundle) ? bundles[pricing.bundle] : undefined;
  if (!bundle) report(['pricing', 'bundle'], `the catalog has no bundle "${pricing.bundle}"`);
  else if (!bundle.addons.includes(prompt.addon))
    report(['pricing', 'bundle'], `the bundle does not contain "${prompt.addon}"`);
}
