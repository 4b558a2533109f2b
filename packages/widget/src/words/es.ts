import type { AnswerWords } from './answers.ts';
import type { Words } from './en.ts';
import type { SavingWords } from './saving.ts';

export const words: Words & AnswerWords & SavingWords = {
  month: '{price, currency} al mes',
  excluded: ', más impuestos',
  included: ', impuestos incluidos',
  renews: 'Se renueva cada mes hasta que lo canceles.',
  free: 'Gratis durante {days, days}, hasta el {end, date}.',
  noCard: 'Sin tarjeta.',
  card: 'Se necesita una tarjeta.',
  ends: 'Después termina por sí sola.',
  keep: 'Para conservarlo: {price}.',
  later: 'Después {price}.',
  used: '{used} de {max} usados',
  fewer: 'Ver menos de esto',
  remind: 'Recordármelo {when}',
  never: 'No volver a mostrar',
  neverAddon: 'Nada más sobre {addon}',
  refused: 'No volverás a verlo',
  reversible: '¿Has cambiado de idea? Deshazlo aquí o más tarde en tus preferencias.',
  undo: 'Deshacer',
  close: 'Cerrar',
  pending: 'Un momento…',
  trialDone: 'Tu prueba de {addon} ha empezado',
  trialUntil: 'Dura hasta el {end, date}.',
  buyDone: '{addon} es tuyo',
  done: 'Hecho',
  thanks: 'Gracias',
  failed: 'No ha funcionado. Puedes intentarlo de nuevo.',
  saving:
    '{bundle} con {addons}. Por separado {list, currency}: ahorras {saving, currency} ({share, percent}). Precios de lista del {version}.',
  resets: 'Vuelve a contar el {end, date}.',
  preferences: 'Sugerencias desactivadas',
  nothing: 'No has desactivado ninguna sugerencia.',
  allAbout: 'Todo sobre {addon}',
  allow: 'Volver a permitir',
};
