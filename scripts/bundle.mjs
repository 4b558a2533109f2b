// Builds every bundle, unless nothing changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './execute.mjs';

const STAMP = join(ROOT, 'packages', 'collector', 'dist', '.built-from');
const SOURCES = [
  'rollup.config.mjs',
  'scripts/late-functions.mjs',
  'scripts/one-client.mjs',
  'scripts/private-names.mjs',
  'scripts/smallest.mjs',
  'scripts/widget-chunks.mjs',
  'pnpm-lock.yaml',
  'packages/sdk/src',
  'packages/widget/src',
  'packages/collector/src',
];

/** @returns whether anything was built */
export async function ensureBundled({ force = false } = {}) {
  const sources = fingerprint();
  if (!force && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return false;
  process.chdir(ROOT);
  const { rollup } = await import('rollup');
  const { default: bundles } = await import(join(ROOT, 'rollup.config.mjs'));
  rmSync(STAMP, { force: true });
  // What an earlier build left would be served, and weighed.
  for (const name of ['sdk', 'widget', 'collector'])
    rmSync(join('packages', name, 'dist'), { recursive: true, force: true });
  console.log(`Building ${bundles.length} bundles …`);
  for (const { output, ...input } of bundles) {
    const bundle = await rollup({ ...input, onLog: quiet });
    await bundle.write(output);
    await bundle.close();
    console.log(`  built ${output.file ?? output.dir}`);
  }
  writeFileSync(STAMP, sources);
  return true;
}

/** Warnings are errors, so that none is ever the one nobody reads. An entry of types alone is rightly empty. */
function quiet(level, log, handler) {
  if (log.code === 'EMPTY_BUNDLE') return;
  if (level === 'warn') throw new Error(`${log.code}: ${log.message}`);
  handler(level, log);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES.flatMap((path) => filesOf(path)).sort()) {
    const { size, mtimeMs } = statSync(join(ROOT, source));
    hash.update(`${source} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function filesOf(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full).flatMap((name) => filesOf(join(path, name)));
}
