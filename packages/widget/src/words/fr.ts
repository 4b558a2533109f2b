import type { AnswerWords } from './answers.ts';
import type { Words } from './en.ts';
import type { SavingWords } from './saving.ts';

export const words: Words & AnswerWords & SavingWords = {
  month: '{price, currency} par mois',
  excluded: ', hors taxes',
  included: ', taxes comprises',
  renews: 'Renouvelé chaque mois jusqu’à résiliation.',
  free: 'Gratuit pendant {days, days}, jusqu’au {end, date}.',
  noCard: 'Sans carte bancaire.',
  card: 'Une carte bancaire est nécessaire.',
  ends: 'L’essai s’arrête ensuite de lui-même.',
  keep: 'Pour continuer : {price}.',
  later: 'Ensuite {price}.',
  used: '{used} sur {max} utilisés',
  fewer: 'En voir moins',
  remind: 'Me le rappeler {when}',
  never: 'Ne plus afficher',
  neverAddon: 'Plus rien sur {addon}',
  refused: 'Vous ne le verrez plus',
  reversible: 'Vous avez changé d’avis ? Annulez ici, ou plus tard dans vos préférences.',
  undo: 'Annuler',
  close: 'Fermer',
  pending: 'Un instant…',
  trialDone: 'Votre essai de {addon} a commencé',
  trialUntil: 'Il dure jusqu’au {end, date}.',
  buyDone: '{addon} est à vous',
  done: 'C’est fait',
  thanks: 'Merci',
  failed: 'Cela n’a pas fonctionné. Vous pouvez réessayer.',
  saving:
    '{bundle} avec {addons}. Séparément {list, currency} : vous économisez {saving, currency} ({share, percent}). Prix catalogue du {version}.',
  resets: 'Remis à zéro le {end, date}.',
  preferences: 'Suggestions désactivées',
  nothing: 'Vous n’avez désactivé aucune suggestion.',
  allAbout: 'Tout sur {addon}',
  allow: 'Réautoriser',
};
