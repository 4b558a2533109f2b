/** What the widget says by itself after the user's answer. */
export const answersEn = {
  remind: 'Remind me {when}',
  never: 'Don’t show this again',
  neverAddon: 'Nothing more about {addon}',
  refused: 'You won’t see this again',
  reversible: 'You can take it back here, or later in your preferences.',
  undo: 'Undo',
  close: 'Close',
  pending: 'One moment…',
  trialDone: 'Your trial of {addon} has started',
  trialUntil: 'It runs until {end, date}.',
  buyDone: '{addon} is yours',
  done: 'Done',
  thanks: 'Thank you',
  failed: 'That did not work. You can try again.',
};

export type AnswerWords = typeof answersEn;

/** By language; words/load.ts adds those that the page needs. */
export const answerLanguages: Record<string, AnswerWords> = { en: answersEn };

export const answerWords = (lang: string): AnswerWords => answerLanguages[lang.replace(/-.*/, '')] ?? answersEn;
