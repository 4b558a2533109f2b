// The size gate: what a page loads, in bytes, against what we promise. Fails when a promise is broken.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ROOT } from './execute.mjs';

const SDK = 'packages/sdk/dist';
const WIDGET = 'packages/widget/dist';

/**
 * What a page loads, and its promise in brotli-11 bytes. The core was meant to weigh 5,000; leases, several tabs,
 * hydration, consent and their faults take more, and are worth it to whom an event matters. All shall only shrink.
 */
export const GATES = [
  { what: 'core (attachkit.js)', files: [`${SDK}/attachkit.js`], bytesMax: 6_000 },
  { what: 'attributes, where a page has some', files: [`${SDK}/attachkit-attributes.js`], bytesMax: 600 },
  { what: 'snippet', files: [`${SDK}/snippet.js`], bytesMax: 450 },
  ...[
    ['slide-out'],
    ['banner, inline, meter, onboarding, trial ending', 'cards'],
    ['dialog, with a bundle', 'dialog'],
    ['tip', 'tip'],
    ['question', 'question'],
  ].map(([what, ...chunk]) => ({ what: `first prompt: ${what}`, files: firstPrompt(...chunk), bytesMax: 10_000 })),
  { what: 'all placements, and their answers', files: placements(), bytesMax: 16_000 },
  { what: 'core and first prompt', files: [`${SDK}/attachkit.js`, ...firstPrompt()], bytesMax: 15_000 },
];

export function measure(file) {
  const content = readFileSync(join(ROOT, file));
  return {
    file,
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
  };
}

function widgetScripts() {
  return scriptsOf(WIDGET, (name) => name.startsWith('attachkit-widget'));
}

/** The entry, every placement, what follows an answer, and the list of hashes they are held against. */
function placements() {
  return scriptsOf(WIDGET, (name) => /^attachkit-widget(-placements-[\w-]+|-answer|-integrity)?\.js$/.test(name));
}

/** What comes before the first paint, beyond the core: test/widget/built.test.ts sees what a page asks for. */
function firstPrompt(...placements) {
  return [
    `${WIDGET}/attachkit-widget.js`,
    ...placements.map((name) => `${WIDGET}/attachkit-widget-placements-${name}.js`),
  ];
}

function scriptsOf(folder, matches) {
  try {
    return readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.js') && matches(name))
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

export function report() {
  const files = [
    ...new Set([`${SDK}/attachkit.js`, `${SDK}/attachkit-attributes.js`, `${SDK}/snippet.js`, ...widgetScripts()]),
  ].map(measure);
  console.table(Object.fromEntries(files.map(({ file, integrity, ...sizes }) => [file, sizes])));
  for (const { file, integrity } of files) console.log(`${file}  ${integrity}`);
  const rows = gates();
  console.table(Object.fromEntries(rows.map(({ what, ...row }) => [what, row])));
  return rows;
}

function gates() {
  return GATES.map(({ what, files, bytesMax }) => {
    const brotli = files.map(measure).reduce((sum, { brotli }) => sum + brotli, 0);
    return { what, brotli, bytesMax, holds: files.length > 0 && brotli <= bytesMax };
  });
}

/** The README's table, in tenths of a kilobyte, so that another compressor's last byte does not change it. */
export function readmeTable() {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const rows = gates().map(
    ({ what, brotli, bytesMax }) => `| ${what} | ${kilobytes(brotli)} | ${kilobytes(bytesMax)} |`,
  );
  return ['| a page loads (brotli) | now | at most |', '|---|---|---|', ...rows].join('\n');
}

const README = join(ROOT, 'README.md');
const README_PLACE = /(?<=<!-- sizes -->\n)[\s\S]*?(?=\n<!-- \/sizes -->)/;

/** Whether the README says what is measured. */
export function readmeHolds() {
  return readFileSync(README, 'utf8').match(README_PLACE)?.[0] === readmeTable();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write'))
    writeFileSync(README, readFileSync(README, 'utf8').replace(README_PLACE, readmeTable()));
  const broken = report().filter(({ holds }) => !holds);
  for (const { what, brotli, bytesMax } of broken)
    console.error(`Too large: ${what} is ${brotli} bytes, promised ${bytesMax}.`);
  process.exitCode = broken.length ? 1 : 0;
}
