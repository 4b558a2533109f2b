/** Northfold's customers in this demo, and how each of them begins. A real product has a database for this. */

const PEOPLE = [
  { id: 'user_mara', name: 'Mara Lindholm', role: 'Owner' },
  { id: 'user_jonas', name: 'Jonas Abebe', role: 'Editor' },
];

const KNOWN = {
  ws_larkin: {
    name: 'Larkin Studio',
    plan: 'starter',
    seats: 4,
    mrr: 36,
    segment: 'smb',
    industry: 'agency',
    creditsUsed: 37,
    owns: [],
  },
  ws_quayside: {
    name: 'Quayside Partners',
    plan: 'team',
    seats: 12,
    mrr: 168,
    segment: 'mid-market',
    industry: 'consulting',
    creditsUsed: 12,
    owns: ['analytics'],
  },
  ws_ivorystone: {
    name: 'Ivorystone Law',
    plan: 'enterprise',
    seats: 40,
    mrr: 880,
    segment: 'enterprise',
    industry: 'legal',
    creditsUsed: 22,
    owns: [],
    // On one day, so that the next report is the one that makes it a habit.
    reportsBuilt: 2,
  },
  ws_fernhill: {
    name: 'Fernhill Press',
    plan: 'team',
    seats: 8,
    mrr: 112,
    segment: 'smb',
    industry: 'media',
    creditsUsed: 9,
    owns: [],
    trialOf: 'signatures',
  },
};

/** A visitor may start anew with a workspace of their own. */
const FRESH = {
  name: 'New workspace',
  plan: 'starter',
  seats: 3,
  mrr: 27,
  segment: 'smb',
  industry: 'agency',
  creditsUsed: 37,
  owns: [],
};

const DAY_MS = 86_400_000;

export function isWorkspaceId(id) {
  return typeof id === 'string' && /^ws_[a-z0-9]{4,24}$/.test(id);
}

export function workspaces(id) {
  const { name, plan, seats } = KNOWN[id] ?? FRESH;
  return { id, name, plan, seats, people: PEOPLE.map((person) => ({ ...person, id: `${id}_${person.id}` })) };
}

/**
 * What the collector has to hear before a workspace is first used: its subscription, and each month a
 * few AI credits that colleagues have spent already, so that a visitor meets the limit soon.
 * @param state what the collector knows, or null
 */
export function foundingMessages(id, state, now) {
  const account = KNOWN[id] ?? FRESH;
  const messages = state?.acquired ? [] : subscriptionMessages(id, account, now);
  const month = now.toISOString().slice(0, 7);
  messages.push(...trialMessages(id, account, state, now, month));
  const usedThisMonth = Object.entries(state?.usage?.assistant ?? {}).some(([day]) => day.startsWith(month));
  return usedThisMonth ? messages : [...messages, ...creditMessages(id, account, now, month)];
}

function subscriptionMessages(id, account, now) {
  const since = new Date(now.getTime() - 90 * DAY_MS).toISOString();
  const { name, plan, seats, mrr, segment, industry } = account;
  const context = { groupId: id };
  return [
    {
      type: 'group',
      messageId: `${id}-founded`,
      timestamp: since,
      groupId: id,
      traits: { name, plan, segment, industry, channel: 'self-serve', createdAt: since },
    },
    {
      type: 'track',
      messageId: `${id}-subscribed`,
      timestamp: since,
      event: 'Subscription Started',
      properties: { plan, seats, mrr },
      context,
    },
    ...account.owns.map((addon) => ({
      type: 'track',
      messageId: `${id}-bought-${addon}`,
      timestamp: since,
      event: 'Add-on Purchased',
      properties: { addon, mrr: 49, quantity: 1 },
      context,
    })),
    ...Array.from({ length: account.reportsBuilt ?? 0 }, (_, index) => ({
      type: 'track',
      messageId: `${id}-report-${index}`,
      timestamp: new Date(now.getTime() - 5 * DAY_MS).toISOString(),
      userId: workspaces(id).people[1].id,
      event: 'Feature Used',
      properties: { feature: 'report_builder' },
      context,
    })),
  ];
}

/** A trial in its last days, once a month, unless they have it by then. */
function trialMessages(id, { trialOf }, state, now, month) {
  const known = state?.addons?.[trialOf];
  if (!trialOf || known?.purchased || known?.trialEndsAt) return [];
  const message = {
    type: 'track',
    messageId: `${id}-trial-${month}`,
    timestamp: new Date(now.getTime() - 12 * DAY_MS).toISOString(),
    event: 'Trial Started',
    properties: { addon: trialOf, endsAt: new Date(now.getTime() + 2 * DAY_MS).toISOString() },
    context: { groupId: id },
  };
  return [message];
}

function creditMessages(id, account, now, month) {
  const monthStartMs = Date.parse(`${month}-01T00:00:00Z`);
  const fromMs = Math.max(monthStartMs, now.getTime() - 12 * DAY_MS);
  const colleague = workspaces(id).people[1].id;
  const portions = Array.from({ length: Math.ceil(account.creditsUsed / 5) }, (_, index) =>
    Math.min(5, account.creditsUsed - index * 5),
  );
  return portions.map((quantity, index) => ({
    type: 'track',
    messageId: `${id}-credits-${month}-${index}`,
    timestamp: new Date(fromMs + ((index + 0.5) / portions.length) * (now.getTime() - fromMs)).toISOString(),
    userId: colleague,
    event: 'Feature Used',
    properties: { feature: 'assistant', quantity },
    context: { groupId: id },
  }));
}
