import { drawing, element } from './element.js';
import { has } from './host.js';
import { toast } from './toast.js';

const HOURS = [
  ['Jul', 212],
  ['Aug', 168],
  ['Sep', 254],
  ['Oct', 291],
  ['Nov', 236],
];
const PROJECTS = [
  ['Harbour redevelopment', 96, 'On time'],
  ['Fenwick winter campaign', 61, 'On time'],
  ['Marlow positioning', 44, 'One week late'],
  ['Board material', 12, 'On time'],
];

export function reportsView() {
  const studio = has('analytics');
  return element(
    'section',
    {},
    element(
      'header.view-head',
      {},
      element('h1', {}, 'Reports'),
      element(
        'div.actions',
        {},
        element(
          'button',
          { onclick: () => studioAction('report_schedule', 'Sent to your clients every Monday.') },
          studio ? 'Schedule' : 'Schedule …',
        ),
        element(
          'button.primary',
          { onclick: () => studioAction('report_builder', 'A copy is on your desk: change what you like.') },
          'Build a report',
        ),
      ),
    ),
    element('div.card', {}, element('h2', {}, 'Hours by month'), chart()),
    element('div.card.scroll', {}, element('h2', {}, 'Projects this quarter'), table()),
  );
}

/** With Report Studio it happens and counts as a use; without, the attempt is told, and a prompt may answer. */
function studioAction(feature, done) {
  if (!has('analytics')) {
    window.attachkit.gated(feature, 'analytics');
    return toast('This belongs to Report Studio. Plan and billing says more.');
  }
  window.attachkit.used(feature);
  // Built, but nobody gets it yet: the moment to show how.
  if (feature === 'report_builder') window.attachkit.step('report-built');
  toast(done);
}

/** Behind the onboarding step's button, too. */
export function schedule() {
  window.attachkit.used('report_schedule');
}

function chart() {
  const width = 640;
  const height = 200;
  const most = Math.max(...HOURS.map(([, hours]) => hours));
  const step = width / HOURS.length;
  const bars = HOURS.flatMap(([month, hours], index) => {
    const size = (hours / most) * 140;
    const x = index * step + step * 0.26;
    const label = (y, text) => drawing('text', { x: index * step + step / 2, y, 'text-anchor': 'middle' }, text);
    return [
      drawing('rect', { x, y: 168 - size, width: step * 0.48, height: size, rx: 5 }),
      label(190, month),
      label(160 - size, String(hours)),
    ];
  });
  const summary = HOURS.map(([month, hours]) => `${month} ${hours}`).join(', ');
  return drawing(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Hours by month: ${summary}`, class: 'bars' },
    ...bars,
  );
}

function table() {
  const row = (cells, cell) =>
    element('tr', {}, ...cells.map((text, index) => element(index === 1 ? `${cell}.number` : cell, {}, String(text))));
  return element(
    'table',
    {},
    element('thead', {}, row(['Project', 'Hours', 'State'], 'th')),
    element('tbody', {}, ...PROJECTS.map((cells) => row(cells, 'td'))),
  );
}
