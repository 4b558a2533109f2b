/**
 * Properties by which the widget's parts know one another: in what a page loads they get short names. None of them may
 * be anybody else's (the host's, the SDK's, a catalog's, a stored record's), which
 * packages/widget/src/private-names.test.ts looks after; nor one that the widget reads of the browser, which
 * test/widget/built.test.ts would notice.
 */
export const PRIVATE_NAMES = [
  // page/page.ts, page/stage.ts, show.ts
  ...['memory', 'attention', 'dues', 'decided', 'isDeciding', 'hasElements', 'drawElements', 'look'],
  ...['history', 'frame', 'view', 'held', 'user', 'root'],
  ...['due', 'wording', 'about', 'stage', 'isOpen'],
  // decide/situation.ts
  ...['further', 'nowMs', 'canAct', 'place', 'canSay', 'doing', 'occupied', 'sinceMs', 'overlays', 'byPrompt'],
  // view/view.ts, content/wording.ts
  ...['offer', 'hasChoices', 'below', 'instead', 'leave', 'usedText', 'percentText', 'level'],
  // words
  ...['renews', 'free', 'noCard', 'ends', 'keep', 'later', 'fewer', 'remind', 'neverAddon', 'reversible', 'undo'],
  ...['trialDone', 'trialUntil', 'buyDone', 'thanks', 'failed', 'resets', 'preferences', 'nothing', 'allAbout'],
  // answers/outcome.tsx
  ...['isGood', 'choices'],
];

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What esbuild needs to shorten them alike in every module. */
export const shortNames = {
  mangleProps: new RegExp(`^(${PRIVATE_NAMES.join('|')})$`),
  mangleCache: Object.fromEntries(PRIVATE_NAMES.map((name, index) => [name, shortNameOf(index)])),
};

function shortNameOf(index) {
  const rest = index - LETTERS.length;
  return rest < 0 ? LETTERS[index] : shortNameOf(Math.floor(rest / LETTERS.length)) + LETTERS[rest % LETTERS.length];
}
