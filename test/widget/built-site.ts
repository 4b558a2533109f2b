/** The built files on a site of their own, with a collector that takes everything and counts what is asked of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Prompt } from '../../packages/sdk/src/prompt.ts';
import { catalog } from './catalog.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface BuiltSite {
  url: string;
  /** What was asked for since the last look, in order: scripts by their name, with what they weighed on the wire. */
  taken(): { file: string; bytes: number }[];
  /** Gives a file out with something added to it; `undefined`: everything as it was built. */
  tamper(file: string | undefined): void;
  close(): Promise<void>;
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
<button id="export" type="button">Export</button><attachkit-slot name="usage-panel"></attachkit-slot>
<script src="/attachkit.js"></script></html>`;
const TAKEN = JSON.stringify({ success: true, accepted: 1, duplicates: 0, rejected: [], warnings: [] });

/** @param prompt the only one of the catalog; without `attachkit-slot` where it needs none */
export async function startBuiltSite(prompt: Prompt, headers: Record<string, string> = {}): Promise<BuiltSite> {
  const scripts = readScripts();
  const isInPage = /inline|meter/.test(prompt.placement.kind);
  const page = isInPage ? PAGE : PAGE.replace(/<attachkit-slot.*slot>/, '');
  let taken: { file: string; bytes: number }[] = [];
  let tampered: string | undefined;
  const server = createServer((request, response) => {
    const file = new URL(request.url ?? '/', 'http://host').pathname.slice(1);
    const script = scripts.get(file);
    if (script) {
      const body = file === tampered ? weigh(`${script.text};globalThis.tampered=true`) : script.brotli;
      taken.push({ file, bytes: body.length });
      response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'br' }).end(body);
    } else if (file === 'v1/catalog') respond('application/json', JSON.stringify({ ...catalog, prompts: [prompt] }));
    else if (file === 'v1/batch') respond('application/json', TAKEN);
    else respond('text/html; charset=utf-8', page);
    function respond(type: string, body: string) {
      request.resume();
      response.writeHead(200, { 'content-type': type, ...headers }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    taken: () => taken.splice(0),
    tamper(file) {
      tampered = file;
      taken = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const weigh = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

function readScripts(): Map<string, { text: string; brotli: Buffer }> {
  const folders = ['packages/sdk/dist', 'packages/widget/dist'].map((folder) => join(ROOT, folder));
  return new Map(
    folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /^attachkit.*\.js$/.test(name))
        .map((name) => {
          const text = readFileSync(join(folder, name), 'utf8');
          return [name, { text, brotli: weigh(text) }] as const;
        }),
    ),
  );
}

/** Run in the page: starts it, and makes the prompt due. What it needs of the host is there. */
export const START = (id: string, trigger: object): string => `
  attachkit.init({ writeKey: 'wk_built', allowBots: true, ignoreGpc: true });
  attachkit.prompts({ actions: { trial: async () => {}, buy: async () => {} } });
  attachkit.identify('ada');
  attachkit.group('account-' + ${JSON.stringify(id)} + Math.random(), { plan: 'starter' });
  while (!attachkit.catalog?.()) await new Promise((resolve) => setTimeout(resolve, 20));
  const condition = ${JSON.stringify(trigger)};
  if (condition.limit) attachkit.used('ai_summary', 850);
  if (condition.gate) attachkit.gated(condition.gate);
  if (condition.step) attachkit.step(condition.step);
`;

/** Run in the page: the open prompt's frame, or null. */
export const FRAME =
  "[...document.querySelectorAll('attachkit-prompt, attachkit-slot')].map((host) => host.shadowRoot?.querySelector('.frame')).find((one) => one) ?? null";
