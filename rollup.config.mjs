// Every bundle that is shipped. Browser bundles are minified here; their sizes are held by scripts/size.mjs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, resolve } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { minify as minifyBySwc } from '@swc/core';
import { transformSync } from 'esbuild';
import esbuild from 'rollup-plugin-esbuild';
import { lateFunctions } from './scripts/late-functions.mjs';
import { oneClient } from './scripts/one-client.mjs';
import { shortNames } from './scripts/private-names.mjs';
import { smallest } from './scripts/smallest.mjs';
import { leanExports, verifiedChunks } from './scripts/widget-chunks.mjs';

const fromSource = (browser) =>
  nodeResolve({ browser, exportConditions: ['attachkit:source'], extensions: ['.ts', '.tsx', '.mjs', '.js'] });
const types = (target, more) =>
  esbuild({ target, jsx: 'automatic', jsxImportSource: 'preact', tsconfig: false, ...more });
const BROWSERS = ['es2021', 'chrome94', 'firefox93', 'safari15.4'];

const COMPRESS = { passes: 3, pure_getters: true, unsafe_arrows: true, keep_fargs: false };
const MINIFY = { ecma: 2020, compress: COMPRESS, format: { comments: false } };
const minify = (options) => terser({ ...MINIFY, ...options });

/** In what a page loads, names that end in an underscore are private to the bundle and get shortened. */
const PRIVATE_NAMES = {
  module: true,
  // What is called once and put in its place is seldom shorter.
  compress: {
    ...COMPRESS,
    inline: 1,
    unsafe: true,
    collapse_vars: false,
    conditionals: false,
    lhs_constants: false,
    reduce_funcs: false,
  },
  mangle: { properties: { regex: /[a-zA-Z]_$/ } },
};

const dependenciesOf = (folder) =>
  Object.keys(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).dependencies ?? {});
const isOneOf = (names) => (id) => names.some((name) => id === name || id.startsWith(`${name}/`));

/** As strong as a page needs; a longer hash would only weigh more. */
const integrityOf = (file) => `sha256-${createHash('sha256').update(readFileSync(file)).digest('base64')}`;

/** Lets the SDK's script tag check what it brings in: built after it, it knows its hash. */
const integrities = () => ({
  name: 'integrities',
  renderChunk: (code) =>
    Object.entries({
      __ATTACHKIT_WIDGET_INTEGRITY__: 'packages/widget/dist/attachkit-widget.js',
      __ATTACHKIT_ATTRIBUTES_INTEGRITY__: 'packages/sdk/dist/attachkit-attributes.js',
    }).reduce((code, [name, file]) => code.replaceAll(name, () => JSON.stringify(integrityOf(file))), code),
});

/** What `npm` users import: one file an entry, dependencies left to their bundler. */
function library(folder, entries) {
  const input = Object.fromEntries(
    entries.map((name) => [name, ['ts', 'tsx'].map((end) => `${folder}/src/${name}.${end}`).find(existsSync)]),
  );
  return {
    input,
    external: isOneOf(dependenciesOf(folder)),
    output: { dir: `${folder}/dist`, format: 'es', chunkFileNames: 'shared-[hash].js', sourcemap: true },
    plugins: [fromSource(true), types(BROWSERS)],
  };
}

function scriptTag(input, file, before = [], after = []) {
  return {
    input,
    output: { file, format: 'es' },
    plugins: [
      fromSource(true),
      types(BROWSERS),
      ...before,
      compress(),
      minify(PRIVATE_NAMES),
      lateFunctions(),
      asScript(),
      ...after,
    ],
  };
}

/** What this leaves to terser, terser makes smaller than either does alone. */
function compress() {
  const options = { passes: 3, pure_getters: true, unsafe_arrows: true, keep_fargs: false, sequences: false };
  return {
    name: 'compress',
    renderChunk: (code) => minifyBySwc(code, { module: true, ecma: 2020, compress: options, mangle: false }),
  };
}

/** A script is always in a page; as a block its names are its own. */
function asScript() {
  return {
    name: 'as-script',
    transform: (code) => ({
      code: code.replace(/typeof document !== .undefined./, 'true').replaceAll('globalThis', 'self'),
      map: null,
    }),
    renderChunk: (code) => `{${code.trim()}}`,
  };
}

/** Brought in by the SDK's script tag when a prompt is due; what is not needed to show it follows when it is. */
const widget = {
  input: { 'attachkit-widget': 'packages/widget/src/script-tag.ts' },
  preserveEntrySignatures: 'allow-extension',
  output: {
    dir: 'packages/widget/dist',
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: ({ name, facadeModuleId }) =>
      `attachkit-widget-${/placements|words/.exec(facadeModuleId ?? '')?.[0] ?? ''}-${name}.js`.replace('--', '-'),
    hoistTransitiveImports: false,
    onlyExplicitManualChunks: true,
    // An answer comes in one piece.
    manualChunks: (id) => (/widget\/src\/(answers\/|decide\/changes|words\/answer)/.test(id) ? 'answer' : undefined),
  },
  plugins: [cssLiterals(), leanJsx(), fromSource(true), types(['es2022'], shortNames)],
};
const verifiedWidget = {
  ...widget,
  plugins: [...widget.plugins, compress(), smallest({ ...MINIFY, module: true }), leanExports(), verifiedChunks()],
};

/** What preview.html runs: nothing left to a bundler, since a browser opens it as it is. */
const preview = {
  input: { 'preview-page': 'packages/widget/src/preview-page.ts' },
  output: { ...widget.output, chunkFileNames: 'preview-[name].js' },
  plugins: [...widget.plugins, minify({ module: true })],
};

/** `h` does as the JSX runtime, in a page where each byte counts. */
function leanJsx() {
  const runtime = resolve('packages/widget/src/view/jsx.ts');
  return { name: 'lean-jsx', resolveId: (id) => (id === 'preact/jsx-runtime' ? runtime : null) };
}

/** Minifies the style sheets that stand in sources as css`…`. */
function cssLiterals() {
  const minified = (_, text) =>
    JSON.stringify(
      transformSync(text, { loader: 'css', minify: true })
        .code.trim()
        .replace(/(--[\w-]+): /g, '$1:')
        .replace(/, /g, ','),
    );
  return {
    name: 'css-literals',
    transform: (code, id) =>
      id.includes('/widget/src/') && code.includes('css`')
        ? { code: code.replace(/css`([^`]*)`/g, minified), map: null }
        : null,
  };
}

const collector = {
  input: { attachkit: 'packages/collector/src/attachkit.ts', index: 'packages/collector/src/index.ts' },
  external: (id) =>
    id.startsWith('node:') ||
    builtinModules.includes(id) ||
    isOneOf(dependenciesOf('packages/collector').filter((name) => !name.startsWith('@attachkit/')))(id),
  output: { dir: 'packages/collector/dist', format: 'es', chunkFileNames: 'shared-[hash].js', sourcemap: true },
  plugins: [jsonModule(), fromSource(false), types('node20')],
};

const dashboard = {
  input: { main: 'packages/collector/src/dashboard/main.tsx' },
  output: { dir: 'packages/collector/dist/dashboard', format: 'es', chunkFileNames: '[name]-[hash].js' },
  plugins: [fromSource(true), types(BROWSERS), minify({ module: true }), dashboardAssets()],
};

/** JSON files become modules. */
function jsonModule() {
  return {
    name: 'json-module',
    transform: (code, id) => (id.endsWith('.json') ? { code: `export default ${code}`, map: null } : null),
  };
}

/** The dashboard's page and styles, with the chart library's own style sheet beside them. */
function dashboardAssets() {
  const folder = 'packages/collector/src/dashboard';
  const files = ['index.html', 'favicon.svg', ...readdirSync(`${folder}/styles`).map((name) => `styles/${name}`)];
  return {
    name: 'dashboard-assets',
    buildStart() {
      for (const file of files)
        this.emitFile({ type: 'asset', fileName: basename(file), source: readFileSync(`${folder}/${file}`) });
      const chartStyles = 'packages/collector/node_modules/uplot/dist/uPlot.min.css';
      this.emitFile({ type: 'asset', fileName: 'uplot.css', source: readFileSync(chartStyles) });
    },
  };
}

export default [
  library('packages/sdk', [
    'index',
    'public-api',
    'protocol',
    'catalog',
    'prompt',
    'threshold',
    'calendar',
    'testing',
    'debug',
  ]),
  library('packages/widget', ['index', 'lint', 'preact', 'react', 'preview']),
  verifiedWidget,
  preview,
  scriptTag('packages/sdk/src/attributes-tag.ts', 'packages/sdk/dist/attachkit-attributes.js'),
  scriptTag('packages/sdk/src/script-tag.ts', 'packages/sdk/dist/attachkit.js', [oneClient()], [integrities()]),
  scriptTag('packages/sdk/src/snippet.ts', 'packages/sdk/dist/snippet.js'),
  scriptTag('packages/sdk/src/debug-tag.ts', 'packages/sdk/dist/attachkit-debug.js'),
  collector,
  dashboard,
];
