/** Not part of Northfold: shows a visitor of the demo what Attachkit sees and does in this page. */
import { element } from './element.js';
import { session } from './host.js';

const EVENTS_MAX = 40;
const seen = [];

export function startInspector(root, { freshWorkspace }) {
  const open = matchMedia('(min-width: 1360px)').matches;
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
      element('h2', {}, 'What this page knows'),
      status,
      element('h2', {}, 'What just happened'),
      events,
    ),
  );
  const refresh = () => status.replaceChildren(...statusRows());
  window.attachkit.subscribe?.((signal) => {
    refresh();
    const text = describe(signal);
    if (!text) return;
    seen.unshift(text);
    seen.length = Math.min(seen.length, EVENTS_MAX);
    events.replaceChildren(...seen.map((line) => element('li', {}, line)));
  });
  refresh();
  return refresh;
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
