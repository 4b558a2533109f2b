/** The current workspace, kept in one place: what Northfold's server says of it, and who wants to know. */

const listeners = new Set();
const saleListeners = new Set();

export const session = { workspace: null, person: null, state: null, catalog: null };

/** @returns whether the add-on may be used just now */
export function has(addon) {
  const known = session.state?.addons?.[addon];
  return Boolean(known && (known.purchased || known.included || known.trialEndsAt));
}

export function onSession(listener) {
  listeners.add(listener);
}

/** @param listener told of `{sent, effects}`: what the server told the collector, and what that changed */
export function onSale(listener) {
  saleListeners.add(listener);
}

export async function openWorkspace(id) {
  const answer = await call(`api/session?workspace=${encodeURIComponent(id)}`);
  Object.assign(session, answer, { person: answer.people[0] });
  tellAttachkit();
  for (const listener of listeners) listener();
}

/** @param action `trial`, `purchase` or `cancel` */
export async function sell(action, addon) {
  const answer = await call(`api/${action}`, { workspace: session.workspace.id, user: session.person.id, addon });
  const { state } = answer;
  session.state = state;
  // What the server sent came before what the page learns of it.
  for (const listener of saleListeners) listener(answer);
  if (state) window.attachkit.hydrate(state);
  for (const listener of listeners) listener();
}

/** Who is here, for which customer, and what their colleagues did: all that the page itself has to say. */
function tellAttachkit() {
  const { workspace, person, state } = session;
  window.attachkit.identify(person.id, { role: person.role });
  window.attachkit.group(workspace.id, { name: workspace.name, plan: workspace.plan });
  if (state) window.attachkit.hydrate(state);
}

async function call(path, body) {
  const response = await fetch(
    path,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
