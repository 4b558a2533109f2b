import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';

/** Add-ons, features and the currency are the catalog's. */
export const checkCatalogNames: Step = (draft, context) => {
  const { addon, feature, currency } = draft.known;
  const { catalog } = context;
  if (typeof addon === 'string' && !catalog.addons.has(addon)) {
    return refuse('addon_unknown', `The catalog knows no add-on "${addon}".`);
  }
  if (typeof feature === 'string' && !catalog.features.has(feature)) {
    return refuse('feature_unknown', `The catalog knows no feature "${feature}".`);
  }
  if (typeof currency === 'string' && currency !== catalog.currency) {
    return refuse('currency_unknown', `Amounts are in ${catalog.currency}, this one is in ${currency}.`);
  }
  return undefined;
};
