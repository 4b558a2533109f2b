/** Explains in the console what the SDK does and why: `explain(attachkit)`. Attached from outside; a page that does not ask does not carry it. */
import type { Attachkit, DeliverySignal, Signal } from './public-api.ts';

/**
 * @param client a running SDK, or the script tag's stub
 * @param log Default `console.info`
 * @returns a function that ends it
 */
export function explain(client: Attachkit, log: (text: string, detail?: unknown) => void = console.info): () => void {
  const say = (text: string, detail?: unknown) => log(`[attachkit] ${text}`, detail);
  return client.subscribe((signal) => {
    const [text, detail] = describe(signal, client);
    say(text, detail);
  });
}

function describe(signal: Signal, client: Attachkit): [text: string, detail?: unknown] {
  switch (signal.type) {
    case 'event':
      return [`Queued ${signal.message.event ?? signal.message.type}.`, signal.message];
    case 'used':
      return [`Counted ${signal.quantity} use${signal.quantity > 1 ? 's' : ''} of ${signal.feature}.`];
    case 'limit':
      return [`Limit ${signal.limit}: ${signal.used} of ${signal.max}, was ${signal.before}.`];
    case 'milestone':
      return [`Milestone ${signal.milestone} reached with ${signal.value} uses.`];
    case 'gate':
      return [`${signal.feature} was tried, which only ${signal.addon ?? 'no known add-on'} gives.`];
    case 'step':
      return [`Step ${signal.step} is done.`];
    case 'crossing':
      return [describeCrossing(signal), signal.status];
    case 'identity':
      return ['The page speaks for somebody else, or they are known better.', client.identity()];
    case 'catalog':
      return [`Catalog ${client.catalog()?.version ?? 'of the page'} is in force.`, client.catalog()];
    case 'hydrated':
      return [
        'The host passed what the collector knows of an account; it replaces older local counts.',
        client.hydrated(),
      ];
    case 'purge':
      return ['All that was kept of this person in this browser is gone.'];
    case 'delivery':
      return [describeDelivery(signal)];
  }
}

function describeCrossing({ addon, change, status }: Extract<Signal, { type: 'crossing' }>): string {
  const counts = `${status.uses} uses on ${status.days} days, ${status.source === 'local' ? 'as far as this browser knows' : 'with what the collector knows'}`;
  if (change === 'attached') return `${addon} is attached: ${counts}.`;
  if (change === 'detached') return `${addon} is no longer attached: ${counts}.`;
  return `${addon} is at risk: without another use it is lost within a quarter of its window. ${counts}.`;
}

const WITHHELD: Record<string, string> = {
  server: 'this is a server',
  gpc: 'the browser sends Global Privacy Control (option ignoreGpc)',
  bot: 'the browser calls itself a bot or headless (option allowBots)',
  consent: 'consent is denied',
  'opt-out': 'the user has opted out',
  beforeSend: 'beforeSend dropped it, or failed',
  event_too_large: 'it is over 32 KiB',
  quantity: 'a quantity is a whole number from 1',
};

function describeDelivery({ state, count, reason }: DeliverySignal): string {
  const events = `${count} event${count === 1 ? '' : 's'}`;
  switch (state) {
    case 'memory':
      return `The browser's database failed (${reason}): events live in this page only until it answers again.`;
    case 'dropped':
      return `${events} dropped, the oldest: the queue holds 1,000 events, 1 MB and 7 days.`;
    case 'withheld':
      return `Not recorded: ${WITHHELD[String(reason)] ?? reason}.`;
    case 'sent':
      return `${events} acknowledged by the collector.`;
    case 'refused':
      return `${events} refused for good by the collector: ${reason}.`;
    case 'retry':
      return `${events} not taken (${reason ? `status ${reason}` : 'no answer'}): kept, and tried again later.`;
  }
}
