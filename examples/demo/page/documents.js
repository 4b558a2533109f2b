import { assistantPanel } from './assistant.js';
import { element } from './element.js';

const DOCUMENTS = [
  {
    id: 'harbour',
    title: 'Harbour redevelopment: proposal',
    client: 'City of Aldermouth',
    edited: 'Edited 2 hours ago',
    text: [
      'The old harbour has three strengths that most waterfronts have lost: deep water at the quay, a working market, and twelve hectares under one owner. This proposal keeps all three.',
      'We suggest to begin with the market hall. It can be opened within one season, it pays for itself from the second year on, and it gives the quarter a reason to come back to.',
      'The second phase joins the quay to the old town by two new streets for people on foot. Cars stay possible, but slow.',
    ],
  },
  {
    id: 'retainer',
    title: 'Retainer agreement 2027',
    client: 'Fenwick Hotels',
    edited: 'Edited yesterday',
    text: [
      'This agreement covers brand, photography and the seasonal campaigns of all four houses, for twelve months from 1 January.',
      'The monthly fee includes up to sixty hours. Unused hours move to the next month once; after that they are gone.',
      'Either side may end the agreement at the end of any quarter with four weeks of notice.',
    ],
  },
  {
    id: 'workshop',
    title: 'Notes: positioning workshop',
    client: 'Marlow Tea',
    edited: 'Edited on Monday',
    text: [
      'Everybody in the room named the same competitor, and nobody could name one thing it does better.',
      'Regulars buy the tea for its taste and recommend it for its story. The shelf tells neither.',
      'Open question: is the shop in the arcade a shop, or the best advertisement we have?',
    ],
  },
  {
    id: 'summary',
    title: 'Quarterly summary for the board',
    client: 'Internal',
    edited: 'Edited last week',
    text: [
      'Fourteen projects were delivered, two of them late by a week. Margin rose by three points, mostly because fewer drafts went back and forth.',
      'Two clients asked for signatures inside our documents; one of them twice.',
    ],
  },
];

export function documentsView(id) {
  const found = DOCUMENTS.find((candidate) => candidate.id === id);
  return found ? editor(found) : list();
}

function list() {
  return element(
    'section',
    {},
    element(
      'header.view-head',
      {},
      element('h1', {}, 'Documents'),
      element('button.primary', { onclick: create }, 'New document'),
    ),
    element(
      'ul.document-list',
      {},
      ...DOCUMENTS.map((item) =>
        element(
          'li',
          {},
          element(
            'a.document-card',
            { href: `#/documents/${item.id}` },
            element('span.sheet', { 'aria-hidden': 'true' }, ...item.text.map((line) => element('i', {}, line))),
            element('strong', {}, item.title),
            element('span.muted', {}, `${item.client} · ${item.edited}`),
          ),
        ),
      ),
    ),
  );
}

function create() {
  const id = `new-${DOCUMENTS.length + 1}`;
  DOCUMENTS.unshift({ id, title: 'Untitled document', client: 'Internal', edited: 'Just now', text: ['Write here …'] });
  window.attachkit.used('documents');
  location.hash = `#/documents/${id}`;
}

function editor(item) {
  const body = element(
    'div.paper-body',
    {
      contenteditable: 'plaintext-only',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': 'Text',
      spellcheck: 'false',
    },
    ...item.text.map((line) => element('p', {}, line)),
  );
  // An edit counts once per visit to the document, not once per key.
  body.addEventListener('input', () => window.attachkit.used('documents'), { once: true });
  return element(
    'section.editor',
    {},
    element(
      'article.paper',
      {},
      element('p.crumb', {}, element('a', { href: '#/documents' }, 'Documents'), ` / ${item.client}`),
      element('h1', {}, item.title),
      body,
    ),
    assistantPanel(
      () =>
        [...body.children]
          .map((child) => child.textContent)
          .join(' ')
          .trim() || body.textContent.trim(),
    ),
  );
}
