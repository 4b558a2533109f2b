/** What is said of a bundle's saving. */
export const savingEn = {
  saving:
    '{bundle} with {addons}. One by one {list, currency}: you save {saving, currency} ({share, percent}). List prices of {version}.',
};

export type SavingWords = typeof savingEn;
