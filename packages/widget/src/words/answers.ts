/** What the widget says by itself after the user's answer, and in the elements. */
export const answersEn = {
  remind: 'Remind me {when}',
  never: 'Don’t show this again',
  neverAddon: 'Nothing more about {addon}',
  refused: 'You won’t see this again',
  reversible: 'Changed your mind? Undo it here, or later in your preferences.',
  undo: 'Undo',
  close: 'Close',
  pending: 'One moment…',
  trialDone: 'Your trial of {addon} has started',
  trialUntil: 'It runs until {end, date}.',
  buyDone: '{addon} is yours',
  done: 'Done',
  thanks: 'Thank you',
  failed: 'That did not work. You can try again.',
  resets: 'Counts anew on {end, date}.',
  preferences: 'Suggestions you turned off',
  nothing: 'You have not turned off any suggestions.',
  allAbout: 'Everything about {addon}',
  allow: 'Allow again',
};

export type AnswerWords = typeof answersEn;
