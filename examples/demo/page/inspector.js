/** Not part of Northfold: shows a visitor of the demo what Attachkit sees and does in this page. */
import { element } from './element.js';
import { onSale, session } from './host.js';

const EVENTS_MAX = 40;

export function startInspector(root, { freshWorkspace }) {
  const open = matchMedia('(min-width: 1360px)').matches;
  const effects = element('div.status', { 'aria-live': 'polite' });
  const events = element('ol.signals');
  const status = element('div.status');
  root.append(
    element(
      'details',
      { open },
      element('summary', {}, 'Behind the scenes'),
      element(
        'p',
        {},
        'Ask Fold AI a few times. At 40 of 50 credits Attachkit may speak up: start the trial, buy, and watch the attach rate move.',
      ),
      element(
        'div.actions',
        {},
        element(
          'a.button',
          {
            href: new URL('/', document.querySelector('script[src$="/attachkit.js"]').src).href,
            target: '_blank',
            rel: 'noopener',
          },
          'Dashboard',
        ),
        element('button', { onclick: freshWorkspace }, 'Start anew'),
      ),
      effects,
      element('h2', {}, 'What this page knows'),
      status,
      element('p.hint', {}, 'Attached means used enough, bought or not. The attach rate counts who bought.'),
      element('h2', {}, 'What just happened, newest first'),
      events,
    ),
  );
  const note = (text) => {
    events.prepend(element('li', {}, text));
    while (events.children.length > EVENTS_MAX) events.lastChild.remove();
  };
  const refresh = () => status.replaceChildren(...statusRows());
  window.attachkit.subscribe?.((signal) => {
    refresh();
    const text = describe(signal);
    if (text) note(text);
  });
  onSale(({ sent, effects: changes }) => {
    for (const { event, addon } of sent) note(`${event}: ${nameOf(addon)}, sent by the server`);
    effects.replaceChildren(...effectRows(changes));
  });
  refresh();
  const clear = () => {
    events.replaceChildren();
    effects.replaceChildren();
  };
  return { refresh, clear };
}

function nameOf(addon) {
  return session.catalog?.addons[addon]?.name ?? addon;
}

const COUNTS = { bought: 'Bought', boughtOrTry: 'Bought or try' };

/** What a sale did to the attach rate; nothing where the server may not read it. */
function effectRows(changes) {
  const rows = changes.flatMap(({ addon, before, after }) => {
    if (!before || !after) return [];
    const moved = Object.keys(COUNTS).filter((count) => before[count] !== after[count]);
    return (moved.length > 0 ? moved : ['bought']).map((count) =>
      element(
        'p',
        {},
        element('strong', {}, `${COUNTS[count]} ${nameOf(addon)}`),
        element('span', {}, `${before[count]} → ${after[count]} of ${after.customers} customers`),
      ),
    );
  });
  return rows.length > 0 ? [element('h2', {}, 'What it changed'), ...rows] : [];
}

function statusRows() {
  const { state, catalog } = session;
  if (!catalog) return [];
  return Object.entries(catalog.addons).map(([id, addon]) => {
    const progress = window.attachkit.status?.(id);
    const known = state?.addons?.[id];
    const use = !progress
      ? 'waiting for the catalog'
      : progress.attached
        ? `attached: ${progress.uses} uses on ${progress.days} days`
        : `${progress.usesLeft} uses and ${progress.daysLeft} days to go`;
    const arm = known?.arm === 'control' ? ' · held out: sees no prompts' : '';
    return element('p', {}, element('strong', {}, addon.name), element('span', {}, use + arm));
  });
}

/** In words; nothing where another signal says the same. */
function describe(signal) {
  const words = {
    event: () => signal.message.event ?? signal.message.type,
    limit: () => `${signal.limit}: ${signal.used} of ${signal.max}`,
    crossing: () => `${signal.addon} ${signal.change}`,
    delivery: () => `${signal.count} event${signal.count === 1 ? '' : 's'} ${signal.state}`,
    catalog: () => 'catalog loaded',
    hydrated: () => 'account state from the server',
  };
  return words[signal.type]?.();
}
