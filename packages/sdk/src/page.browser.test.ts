import { afterEach, expect, test, vi } from 'vitest';
import { createAttachkit } from './index.ts';
import type { Attachkit, AttachkitOptions, Signal } from './public-api.ts';

let made = 0;
const open: Attachkit[] = [];

function start(options: Partial<AttachkitOptions> = {}) {
  const signals: Signal[] = [];
  const client = createAttachkit({
    writeKey: `wk_page_${Date.now()}_${made++}`,
    fetch: async () => new Response(JSON.stringify({ success: true, rejected: [] })),
    ...options,
  });
  client.subscribe((signal) => signals.push(signal));
  open.push(client);
  const recorded = () => {
    // Whoever asks something finds counted what was reported before.
    client.now();
    return signals.flatMap((signal) =>
      signal.type === 'event' ? [`${signal.message.event} ${signal.message.properties?.feature}`] : [],
    );
  };
  return { client, signals, recorded };
}

afterEach(() => {
  for (const client of open.splice(0)) client.close();
  document.body.replaceChildren();
  localStorage.clear();
});

test('a click on an attribute counts, also inside it, also where the page stops the event', async () => {
  const { recorded } = start();
  document.body.innerHTML = `<button data-attachkit-used="chat"><b>Chat</b></button>
    <a data-attachkit-gated="report">Report</a><i>nothing</i>`;
  document.querySelector('button')!.addEventListener('click', (event) => event.stopImmediatePropagation());
  for (const selector of ['b', 'a', 'i']) document.querySelector<HTMLElement>(selector)!.click();
  expect(recorded()).toEqual(['Feature Used chat', 'Feature Gated report']);
});

test('viewed means seen: in sight for a second, also when it comes later, once', async () => {
  const { recorded } = start();
  const add = (feature: string, style: string) => {
    const element = document.createElement('p');
    element.setAttribute('data-attachkit-viewed', feature);
    element.style.cssText = `height: 20px; ${style}`;
    document.body.append(element);
  };
  add('seen', '');
  add('below', 'margin-top: 5000px');
  add('hidden', 'display: none');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(recorded()).toEqual([]);
  await vi.waitFor(() => expect(recorded()).toEqual(['Feature Viewed seen']), { timeout: 15_000 });
  window.scrollTo(0, 5000);
  await vi.waitFor(() => expect(recorded()).toEqual(['Feature Viewed seen', 'Feature Viewed below']), {
    timeout: 15_000,
  });
  window.scrollTo(0, 0);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  expect(recorded()).toHaveLength(2);
});

test('Global Privacy Control is honoured, unless the host says otherwise', () => {
  Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true });
  try {
    const heeded = start();
    heeded.client.used('chat');
    expect(heeded.recorded()).toEqual([]);
    expect(heeded.signals).toContainEqual({ type: 'delivery', state: 'withheld', count: 1, reason: 'gpc' });
    heeded.client.consent('granted');
    heeded.client.used('chat');
    expect(heeded.recorded()).toEqual([]);
    expect(localStorage.length).toBe(0);
    const ignored = start({ ignoreGpc: true });
    ignored.client.used('chat');
    expect(ignored.recorded()).toHaveLength(1);
  } finally {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: undefined, configurable: true });
  }
});

test('no cookie; nothing stored while consent is pending', async () => {
  const { client } = start({ consent: 'pending', writeKey: 'wk_pending' });
  client.identify('ada');
  client.used('chat');
  await client.flush();
  expect(document.cookie).toBe('');
  expect(localStorage.length).toBe(0);
  const databases = (await indexedDB.databases()).map(({ name }) => name);
  expect(databases).not.toContain('attachkit:wk_pending');
});

test('the next page knows the user, the counts and the catalog', async () => {
  const writeKey = `wk_pages_${Date.now()}`;
  const catalog = { version: '7', account: 'user', addons: {}, limits: { l: { feature: 'chat', max: 5, per: 'day' } } };
  const fetchCatalog = async (url: string) =>
    new Response(JSON.stringify(url.endsWith('/v1/catalog') ? catalog : { success: true, rejected: [] }));
  const first = start({ writeKey, fetch: fetchCatalog });
  first.client.identify('ada', { role: 'admin' });
  first.client.used('chat', 3);
  await vi.waitFor(() => expect(first.client.limit('l')?.used).toBe(3));
  await first.client.flush();
  first.client.close();

  const offline = start({ writeKey, fetch: () => Promise.reject(new TypeError('offline')) });
  expect(offline.client.identity()).toMatchObject({ userId: 'ada', userTraits: { role: 'admin' } });
  await vi.waitFor(() => expect(offline.client.limit('l')?.used).toBe(3));
  expect(offline.client.catalog()?.version).toBe('7');
});

test('another tab signs in: this one speaks for the same user', async () => {
  const writeKey = `wk_tabs_${Date.now()}`;
  const { client, signals } = start({ writeKey });
  client.identify('ada');
  // What the other tab writes, and the event that the browser sends of it.
  localStorage.setItem(`attachkit:${writeKey}`, JSON.stringify({ ...client.identity(), userId: 'bob' }));
  dispatchEvent(new StorageEvent('storage', { key: `attachkit:${writeKey}` }));
  expect(client.identity().userId).toBe('bob');
  expect(signals.at(-1)).toEqual({ type: 'identity' });
});

test('a key that does not belong in a page, or that the collector does not know: the console says so once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    const refused = async () => new Response('{"error":{"code":"key_unknown"}}', { status: 401 });
    start({ writeKey: 'sk_secret', fetch: refused }).client.used('chat');
    await vi.waitFor(() => expect(warn).toHaveBeenCalled());
    warn.mockClear();
    const { client } = start({ fetch: refused });
    client.used('chat');
    await client.flush();
    await client.flush();
    expect(warn.mock.calls.flat()).toEqual(['attachkit: write key refused']);
  } finally {
    warn.mockRestore();
  }
});
