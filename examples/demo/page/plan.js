import { element, money } from './element.js';
import { has, sell, session } from './host.js';
import { toast } from './toast.js';

const WORDS = {
  analytics: 'Your own reports, sent to clients on a schedule.',
  copilot: 'The writing assistant without a monthly limit, for everybody in the workspace.',
  signatures: 'Documents signed inside Northfold, with proof.',
};

export function planView() {
  const { workspace, catalog } = session;
  return element(
    'section',
    {},
    element('header.view-head', {}, element('h1', {}, 'Plan and billing')),
    element(
      'p.lead',
      {},
      `${workspace.name} is on the ${workspace.plan} plan with ${workspace.seats} seats. Prices are per month, without tax. Cancel any time, here.`,
    ),
    element(
      'div.offers',
      {},
      ...Object.entries(catalog.addons).map(([id, addon]) => addonCard(id, addon)),
      ...Object.entries(catalog.bundles).map(([id, bundle]) => bundleCard(id, bundle)),
    ),
    // How far the month's credits are used, where one decides what to pay for.
    element('div.plan-usage', {}, element('attachkit-slot', { name: 'plan-usage' })),
    // What they asked not to see again, and how to undo it.
    element('div.preferences', {}, element('attachkit-preferences')),
  );
}

function addonCard(id, addon) {
  const known = session.state?.addons?.[id];
  const price = `${money(addon.price.mrr, session.catalog.currency)} / month`;
  return element(
    'article.card.offer',
    {},
    element('h2', {}, addon.name, element('span.badge', { 'data-state': has(id) ? 'on' : 'off' }, stateOf(known))),
    element('p.muted', {}, WORDS[id] ?? ''),
    element('p.price', {}, price),
    element('div.actions', {}, ...buttons(id, addon, known)),
  );
}

function stateOf(known) {
  if (known?.purchased) return 'Active';
  if (known?.included) return 'In your plan';
  if (known?.trialEndsAt) return `Trial until ${new Date(known.trialEndsAt).toLocaleDateString()}`;
  return 'Not added';
}

function buttons(id, addon, known) {
  if (known?.included) return [];
  if (known?.purchased) return [deal('cancel', id, 'Cancel', `${addon.name} is cancelled.`)];
  const buy = deal('purchase', id, `Buy ${addon.name}`, `${addon.name} is yours.`, 'primary');
  if (known?.trialEndsAt) return [buy, deal('cancel', id, 'End trial', 'The trial is over.')];
  return [buy, deal('trial', id, `Try ${addon.trialDays ?? 14} days`, `Your trial of ${addon.name} has begun.`)];
}

function bundleCard(id, bundle) {
  const { addons, currency } = session.catalog;
  const list = bundle.addons.reduce((sum, addon) => sum + addons[addon].price.mrr, 0);
  const held = bundle.addons.some(
    (addon) => session.state?.addons?.[addon]?.purchased || session.state?.addons?.[addon]?.included,
  );
  return element(
    'article.card.offer',
    {},
    element('h2', {}, bundle.name, element('span.badge', {}, `Saves ${money(list - bundle.mrr, currency)}`)),
    element(
      'p.muted',
      {},
      `${bundle.addons.map((addon) => addons[addon].name).join(' and ')}; ${money(list, currency)} when bought one by one.`,
    ),
    element('p.price', {}, `${money(bundle.mrr, currency)} / month`),
    element(
      'div.actions',
      {},
      held
        ? element('span.muted', {}, 'You have a part of it already.')
        : deal('purchase', id, 'Buy both', `${bundle.name} is yours.`, 'primary'),
    ),
  );
}

function deal(action, id, label, done, tone) {
  const button = element(tone ? `button.${tone}` : 'button', { onclick: act }, label);
  async function act() {
    button.disabled = true;
    try {
      await sell(action, id);
      toast(done);
    } catch (error) {
      button.disabled = false;
      toast(`That did not work: ${error.message}`);
    }
  }
  return button;
}
