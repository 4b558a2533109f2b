import type { AnswerWords } from './answers.ts';
import type { Words } from './en.ts';
import type { SavingWords } from './saving.ts';

export const words: Words & AnswerWords & SavingWords = {
  month: '{price, currency} im Monat',
  excluded: ', zuzüglich Steuern',
  included: ', inklusive Steuern',
  renews: 'Verlängert sich monatlich, bis Sie kündigen.',
  free: '{days, days} kostenlos, bis {end, date}.',
  noCard: 'Keine Karte nötig.',
  card: 'Eine Karte ist nötig.',
  ends: 'Danach endet es von selbst.',
  keep: 'Zum Behalten: {price}.',
  later: 'Danach {price}.',
  used: '{used} von {max} verbraucht',
  fewer: 'Weniger davon',
  remind: '{when} erinnern',
  never: 'Nicht mehr zeigen',
  neverAddon: 'Nichts mehr zu {addon}',
  refused: 'Das sehen Sie nicht wieder',
  reversible: 'Anders überlegt? Hier rückgängig machen oder später in den Einstellungen.',
  undo: 'Rückgängig',
  close: 'Schließen',
  pending: 'Einen Moment …',
  trialDone: 'Ihr Test von {addon} hat begonnen',
  trialUntil: 'Er läuft bis {end, date}.',
  buyDone: '{addon} gehört Ihnen',
  done: 'Erledigt',
  thanks: 'Vielen Dank',
  failed: 'Das hat nicht geklappt. Sie können es noch einmal versuchen.',
  saving:
    '{bundle} mit {addons}. Einzeln {list, currency}: Sie sparen {saving, currency} ({share, percent}). Listenpreise vom {version}.',
  resets: 'Zählt neu ab {end, date}.',
  preferences: 'Abgeschaltete Hinweise',
  nothing: 'Sie haben keine Hinweise abgeschaltet.',
  allAbout: 'Alles zu {addon}',
  allow: 'Wieder zulassen',
};
