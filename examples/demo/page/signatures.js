import { element } from './element.js';
import { has } from './host.js';
import { toast } from './toast.js';

const REQUESTS = [
  { title: 'Retainer agreement 2027', to: 'Fenwick Hotels', state: 'Draft' },
  { title: 'Harbour redevelopment: proposal', to: 'City of Aldermouth', state: 'Draft' },
];

export function signaturesView() {
  return element(
    'section',
    {},
    element('header.view-head', {}, element('h1', {}, 'Signatures')),
    element(
      'p.lead',
      {},
      has('signatures')
        ? 'Send a document, see who has signed, keep the proof.'
        : 'Your documents can be signed without leaving Northfold. Signatures is an add-on.',
    ),
    element('ul.rows.card', {}, ...REQUESTS.map(requestRow)),
  );
}

function requestRow(request) {
  const state = element('span.badge', {}, request.state);
  const send = () => {
    if (!has('signatures')) {
      window.attachkit.gated('signature_request', 'signatures');
      return toast('This belongs to Signatures. Plan and billing says more.');
    }
    request.state = 'Sent';
    state.textContent = 'Sent';
    window.attachkit.used('signature_request');
    toast(`Sent to ${request.to}.`);
  };
  return element(
    'li',
    {},
    element('span.grow', {}, element('strong', {}, request.title), element('span.muted', {}, request.to)),
    state,
    element('button', { onclick: send, 'data-ask-signature': true }, 'Ask for signature'),
  );
}
