/** Northfold in the browser: which workspace, which view, and the few lines that speak to Attachkit. */
import { documentsView } from './documents.js';
import { element } from './element.js';
import { has, onSession, openWorkspace, sell, session } from './host.js';
import { startInspector } from './inspector.js';
import { planView } from './plan.js';
import { reportsView, schedule } from './reports.js';
import { signaturesView } from './signatures.js';

const VIEWS = { documents: documentsView, reports: reportsView, signatures: signaturesView, plan: planView };
const FIRST_VIEW = '#/documents/harbour';
const main = document.querySelector('#main');
const switcher = document.querySelector('#workspace');

// The workspaces of this visitor

/** How many there are before a visitor makes one. */
const OWN = 4;
const workspaces = new Map([
  ['ws_larkin', 'Larkin Studio'],
  ['ws_quayside', 'Quayside Partners'],
  ['ws_ivorystone', 'Ivorystone Law'],
  ['ws_fernhill', 'Fernhill Press'],
  ...JSON.parse(localStorage.getItem('northfold:workspaces') ?? '[]'),
]);

function listWorkspaces(current) {
  switcher.replaceChildren(
    ...[...workspaces].map(([id, name]) => element('option', { value: id, selected: id === current }, name)),
  );
}

async function open(id) {
  // What happened, happened to another customer.
  inspector.clear();
  localStorage.setItem('northfold:workspace', id);
  if (!workspaces.has(id)) workspaces.set(id, 'New workspace');
  listWorkspaces(id);
  try {
    await openWorkspace(id);
  } catch (error) {
    main.replaceChildren(
      element(
        'section.empty',
        {},
        element('h1', {}, 'Northfold cannot reach its server'),
        element('p', {}, error.message),
      ),
    );
  }
}

function freshWorkspace() {
  const id = `ws_${Math.random().toString(36).slice(2, 10).padEnd(8, '0')}`;
  workspaces.set(id, `New workspace ${workspaces.size - OWN + 1}`);
  localStorage.setItem('northfold:workspaces', JSON.stringify([...workspaces].slice(OWN)));
  open(id);
}

// Views

function show() {
  const [view, id] = location.hash.slice(2).split('/');
  const draw = VIEWS[view] ?? documentsView;
  for (const link of document.querySelectorAll('[data-view]')) {
    if (link.dataset.view !== view) link.removeAttribute('aria-current');
    else {
      link.setAttribute('aria-current', 'page');
      // On a narrow screen the links stand in a row that scrolls.
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }
  main.replaceChildren(draw(id));
  document.title = `${main.querySelector('h1')?.textContent ?? 'Northfold'} · Northfold`;
}

function showCredits() {
  const box = document.querySelector('#credits');
  const limit = window.attachkit.limit?.('ai_credits');
  box.hidden = !limit;
  if (!limit) return;
  const lifted = has('copilot');
  const used = Math.min(limit.used, limit.max);
  box.replaceChildren(
    element('p', {}, 'AI credits', element('span', {}, lifted ? 'no limit' : `${used} of ${limit.max}`)),
    lifted
      ? ''
      : element('progress', { value: used, max: limit.max, 'aria-label': `AI credits: ${used} of ${limit.max} used` }),
  );
}

function showPerson() {
  const { person } = session;
  document
    .querySelector('#person')
    .replaceChildren(
      element('span.avatar', { 'aria-hidden': 'true' }, person.name[0]),
      element('span', {}, person.name, element('small.muted', {}, person.role)),
    );
}

// Attachkit: counts here, prompts come from the catalog, selling stays with us.

window.attachkit.init({ writeKey: document.querySelector('meta[name="attachkit-write-key"]').content });
window.attachkit.prompts({
  actions: {
    trial: ({ addon }) => sell('trial', addon),
    buy: ({ addon, bundle }) => sell('purchase', bundle ?? addon),
    schedule,
  },
  // A product keeps the default of one a day; a visitor of a demo wants to see them all.
  caps: { perDay: 6, perWeek: 30 },
});

const inspector = startInspector(document.querySelector('#inspector'), { freshWorkspace });
window.attachkit.subscribe((signal) => {
  if (signal.type === 'limit' || signal.type === 'hydrated' || signal.type === 'catalog') showCredits();
});

let shownFor = '';
onSession(() => {
  showPerson();
  showCredits();
  inspector.refresh();
  // A purchase changes what a view offers, but must not wipe the document one is writing in.
  const key = session.workspace.id;
  if (shownFor !== key || !location.hash.startsWith('#/documents/')) show();
  shownFor = key;
});
addEventListener('hashchange', show);
switcher.addEventListener('change', () => open(switcher.value));
if (!location.hash) history.replaceState(null, '', FIRST_VIEW);
open(localStorage.getItem('northfold:workspace') ?? 'ws_larkin');
