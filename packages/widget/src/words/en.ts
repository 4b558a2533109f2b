/** What the widget says by itself when it asks, in message format. Texts of prompts come from the catalog. */
export const en = {
  month: '{price, currency} per month',
  excluded: ', plus tax',
  included: ', tax included',
  renews: 'Renews monthly until you cancel.',
  free: 'Free for {days, days}, until {end, date}.',
  noCard: 'No card needed.',
  card: 'A card is needed.',
  ends: 'Then it ends by itself.',
  keep: 'To keep it: {price}.',
  later: 'Then {price}.',
  used: '{used} of {max} used',
  fewer: 'Fewer like this',
};

export type Words = typeof en;
