/**
 * Fold AI, next to a document. Its answers come from a few rules in this file, not from a model: the
 * demo is about counting and selling it, and has to work without a network.
 */
import { element } from './element.js';
import { has } from './host.js';

const LIMIT = 'ai_credits';
const TASKS = [
  { label: 'Summarise', run: (text) => `In short: ${firstSentences(text, 1)}` },
  { label: 'Shorten', run: (text) => firstSentences(text, 2) },
  {
    label: 'Find next steps',
    run: (text) =>
      `1. Agree on: “${firstSentences(text, 1)}”\n2. Name an owner and a date.\n3. Send it to the client for comments.`,
  },
  {
    label: 'Make it friendlier',
    run: (text) => `Thank you for your time! ${firstSentences(text, 2)} Do tell us what you think.`,
  },
];

export function assistantPanel(readText) {
  const log = element(
    'ol.answers',
    { 'aria-live': 'polite', 'aria-label': 'Answers', tabindex: 0 },
    element('li.hint', {}, 'Ask for a summary, a shorter text or next steps. Each answer takes one credit.'),
  );
  const ask = (label, run) => () => {
    if (isUsedUp()) return log.append(refusal());
    log.querySelector('.hint')?.remove();
    log.append(element('li.question', {}, label), element('li.answer', {}, run(readText())));
    window.attachkit.used('assistant');
    log.scrollTop = log.scrollHeight;
  };
  return element(
    'aside.assistant',
    { 'aria-label': 'Fold AI' },
    element('h2', {}, 'Fold AI'),
    // Above the answers, where no slide-out covers them.
    element('div.tasks', {}, ...TASKS.map(({ label, run }) => element('button', { onclick: ask(label, run) }, label))),
    promptPlace(),
    log,
  );
}

/**
 * Where the prompt of a used-up limit goes, in the flow of the panel. The element comes with the limit:
 * from then on Attachkit brings its prompts in, and not before.
 */
function promptPlace() {
  const place = element('div', {});
  const fill = () => isUsedUp() && place.append(element('attachkit-slot', { name: 'assistant' }));
  const stop = window.attachkit.subscribe((signal) => {
    if (signal.type === 'limit' && !place.firstChild) fill();
    if (!place.isConnected) stop?.();
  });
  fill();
  return place;
}

function isUsedUp() {
  const limit = window.attachkit.limit?.(LIMIT);
  return Boolean(limit && limit.used >= limit.max && !has('copilot'));
}

function refusal() {
  document.querySelector('.answers .spent')?.remove();
  return element(
    'li.spent',
    {},
    'All AI credits of this month are used. ',
    element('a', { href: '#/plan' }, 'See plan and billing'),
  );
}

function firstSentences(text, count) {
  return (text.match(/[^.!?…]+[.!?…]+/g) ?? [text]).slice(0, count).join(' ').replace(/\s+/g, ' ').trim();
}
