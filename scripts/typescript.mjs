// Runs a TypeScript file of this repository with Node: `node scripts/typescript.mjs FILE …`.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from './execute.mjs';

/** Bundles the file for Node, dependencies left where they are, and imports it. */
export async function runTypeScript(file) {
  const { build } = await import('esbuild');
  const folder = join(ROOT, 'node_modules', '.attachkit-run');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${process.pid}-${Date.now()}.mjs`);
  await build({
    entryPoints: [resolve(ROOT, file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['attachkit:source'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'inline',
    plugins: [dependenciesStay],
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** A dependency keeps its own place, as an absolute path, since the bundle lies elsewhere. */
const dependenciesStay = {
  name: 'dependencies-stay',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'again' || path.startsWith('node:') || kind === 'entry-point') return null;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: 'again' });
      if (found.errors.length || found.external || !found.path.includes('node_modules')) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.argv.splice(1, 1);
  await runTypeScript(process.argv[1]);
}
