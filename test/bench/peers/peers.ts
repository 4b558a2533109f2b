/** The other SDKs, as their users get them: real packages, installed into a folder of their own and bundled here. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Peer {
  name: string;
  version: string;
  /** Defines `window.peer = { init(origin), track(marker, filling) }`. */
  code: string;
  /** Attributes of its script tag, where it reads them. */
  attributes?: Record<string, string>;
}

interface Recipe {
  name: string;
  packageName: string;
  version: string;
  /** Its own documented way in, and nothing more than what points it at a local server. */
  adapter: string;
  attributes?: Record<string, string>;
}

const RECIPES: Recipe[] = [
  {
    name: 'Rudder',
    packageName: '@rudderstack/analytics-js',
    version: '3.34.1',
    adapter: `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
      const rudder = new RudderAnalytics();
      const source = { id: 's', name: 's', writeKey: 'key', enabled: true, workspaceId: 'w', destinations: [],
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } } };
      window.peer = {
        init: (origin) => rudder.load('key', origin, { getSourceConfig: () => ({ source }), configUrl: origin }),
        track: (marker, filling) => rudder.track('Probe', { marker, filling }),
      };`,
  },
  {
    name: 'PostHog',
    packageName: 'posthog-js',
    version: '1.449.2',
    adapter: `import posthog from 'posthog-js';
      window.peer = {
        init: (origin) => posthog.init('phc_key', { api_host: origin, advanced_disable_flags: true, opt_out_useragent_filter: true }),
        track: (marker, filling) => posthog.capture('Probe', { marker, filling }),
      };`,
  },
  {
    name: 'Snowplow',
    packageName: '@snowplow/browser-tracker',
    version: '4.10.1',
    adapter: `import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';
      window.peer = {
        init: (origin) => newTracker('sp', origin, { appId: 'app' }),
        track: (marker, filling) => trackStructEvent({ category: 'bench', action: 'Probe', label: marker, property: filling }),
      };`,
  },
  {
    name: 'Segment',
    packageName: '@segment/analytics-next',
    version: '1.84.3',
    adapter: `import { AnalyticsBrowser } from '@segment/analytics-next';
      let analytics;
      window.peer = {
        init(origin) {
          analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnURL: origin, cdnSettings: { integrations: {
            'Segment.io': { apiKey: 'key', apiHost: new URL(origin).host + '/v1', protocol: 'http' } } } });
        },
        track: (marker, filling) => analytics.track('Probe', { marker, filling }),
      };`,
  },
  {
    name: 'Amplitude',
    packageName: '@amplitude/analytics-browser',
    version: '2.47.0',
    adapter: `import * as amplitude from '@amplitude/analytics-browser';
      window.peer = {
        init: (origin) => amplitude.init('key', { serverUrl: origin + '/2/httpapi', fetchRemoteConfig: false }),
        track: (marker, filling) => amplitude.track('Probe', { marker, filling }),
      };`,
  },
  {
    name: 'Mixpanel',
    packageName: 'mixpanel-browser',
    version: '2.83.0',
    adapter: `import mixpanel from 'mixpanel-browser';
      window.peer = {
        init: (origin) => mixpanel.init('token', { api_host: origin }),
        track: (marker, filling) => mixpanel.track('Probe', { marker, filling }),
      };`,
  },
  {
    name: 'Plausible',
    packageName: '@plausible-analytics/tracker',
    version: '0.4.6',
    adapter: `import { init, track } from '@plausible-analytics/tracker';
      window.__plausible = true;
      window.peer = {
        init: (origin) => init({ domain: 'example.org', endpoint: origin + '/api/event', captureOnLocalhost: true }),
        track: (marker, filling) => track('Probe', { props: { marker, filling } }),
      };`,
  },
];

/** The last of its trackers that is on npm; the package is the whole application, so it is packed and not installed. */
const UMAMI = { packageName: 'umami', version: '2.10.0', file: 'package/src/tracker/index.js' };

const FOLDER = join(tmpdir(), 'attachkit-bench-peers');
const SDK = join('packages', 'sdk', 'dist', 'attachkit.js');

export async function loadPeers(): Promise<Peer[]> {
  install();
  const peers = await Promise.all(RECIPES.map(bundle));
  return [attachkit(), ...peers, loadUmami()];
}

function attachkit(): Peer {
  const adapter = `window.peer = {
    init: (origin) => attachkit.init({ writeKey: 'wk_bench', endpoint: origin }),
    track: (marker, filling) => attachkit.track('Probe', { marker, filling }),
    used: () => attachkit.used('ai_summary'),
  };`;
  return { name: 'Attachkit', version: 'this', code: `${readFileSync(SDK, 'utf8')};${adapter}` };
}

function install() {
  const missing = RECIPES.filter(({ packageName, version }) => readInstalledVersion(packageName) !== version);
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(join(FOLDER, 'package.json'))) writeFileSync(join(FOLDER, 'package.json'), '{"private":true}');
  if (missing.length) {
    console.log(`Installing ${missing.length} other SDKs into ${FOLDER} …`);
    const packages = RECIPES.map(({ packageName, version }) => `${packageName}@${version}`);
    npm('install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...packages);
  }
  if (!existsSync(join(FOLDER, UMAMI.file))) {
    npm('pack', `${UMAMI.packageName}@${UMAMI.version}`);
    execFileSync('tar', ['xzf', `${UMAMI.packageName}-${UMAMI.version}.tgz`, UMAMI.file], { cwd: FOLDER });
  }
}

const npm = (...args: string[]) => execFileSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'] });

function readInstalledVersion(packageName: string): string | undefined {
  const file = join(FOLDER, 'node_modules', packageName, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

async function bundle({ name, packageName, version, adapter }: Recipe): Promise<Peer> {
  const { outputFiles } = await build({
    stdin: { contents: adapter, resolveDir: FOLDER },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2021',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    logLevel: 'error',
  });
  return { name, version: readInstalledVersion(packageName) ?? version, code: outputFiles[0]!.text };
}

function loadUmami(): Peer {
  const code = `${readFileSync(join(FOLDER, UMAMI.file), 'utf8')};
    window.peer = { init() {}, track: (marker, filling) => umami.track('Probe', { marker, filling }) };`;
  return {
    name: 'Umami',
    version: UMAMI.version,
    code,
    attributes: { 'data-website-id': '00000000-0000-4000-8000-000000000000', 'data-host-url': '/' },
  };
}
