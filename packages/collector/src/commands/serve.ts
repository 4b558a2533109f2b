import { parseArgs } from 'node:util';
import { CatalogInvalid, formatProblem } from '../catalog/problem.ts';
import { type Collector, createCollector } from '../collector.ts';
import { KEY_VARIABLE } from '../keys/key.ts';
import { type Command, UsageError } from './command.ts';
import { identitySecretsFromEnvironment, keysFromEnvironment } from './environment.ts';

const OPTIONS = {
  port: { type: 'string', default: '4600' },
  host: { type: 'string', default: '127.0.0.1' },
  data: { type: 'string', default: '.attachkit' },
  catalog: { type: 'string', default: 'attachkit.catalog.json' },
  store: { type: 'string' },
  origin: { type: 'string', multiple: true },
  'public-host': { type: 'string', multiple: true },
  'trust-proxy': { type: 'string', multiple: true },
  'retention-days': { type: 'string' },
  'write-rate': { type: 'string' },
  'memory-limit': { type: 'string' },
  'allow-made-keys': { type: 'boolean', default: false },
} as const;

export const command: Command = {
  help: `attachkit serve [options]

Runs the collector: takes events, stores each once, answers metrics, serves the dashboard at /.

  --port PORT          default 4600; 0 takes any free one
  --host HOST          address to listen on; default 127.0.0.1 (this machine only)
  --data DIR           database and keys; default .attachkit; one process at a time
  --catalog FILE       what is sold and what attached means; default attachkit.catalog.json
  --store URL          duckdb (the file in --data); the only one that is built in
  --origin ORIGIN      pages of this origin may send events (repeatable); default any
  --public-host NAME   a name this collector is reached by, besides localhost (repeatable)
  --trust-proxy ADDR   believe X-Forwarded-For and -Proto from this address, network or "loopback" (repeatable)
  --retention-days N   delete usage older than N days, at least 36; purchases and traits stay; default: keep all
  --write-rate N       events a second taken from one address under a write key; default 50000, then 429
  --memory-limit SIZE  what the database may use, such as 4GB; default 2 GB, or half of the machine's if that is less
  --allow-made-keys    listen beyond this machine even with keys the collector made itself

Environment:
  ATTACHKIT_WRITE_KEYS, ATTACHKIT_SERVER_KEYS, ATTACHKIT_READ_KEYS, ATTACHKIT_ADMIN_KEYS
                       comma-separated; without any, a first start makes one of each and prints them once
  ATTACHKIT_IDENTITY_SECRET
                       signs context.token when the catalog says "identity": "signed"; comma-separated, newest first

Prints "listening on http://…" once ready. SIGTERM and Ctrl-C stop it cleanly; everything acknowledged is on disk.`,

  async run(parameters) {
    const { values } = parseArgs({ args: parameters, options: OPTIONS });
    const collector = await start(values);
    announce(collector);
    await signalled();
    await collector.close();
    return 0;
  },
};

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function start(values: Values): Promise<Collector> {
  if (values.store !== undefined && !/^duckdb:?$/.test(values.store))
    throw new UsageError('--store: only the DuckDB file in --data is built in; say duckdb, or leave it out.');
  try {
    return await createCollector({
      dataDir: values.data,
      catalog: values.catalog,
      keys: keysFromEnvironment(),
      port: parsePort(values.port),
      host: values.host,
      origins: values.origin,
      publicHosts: values['public-host'],
      trustedProxies: values['trust-proxy'],
      identitySecrets: identitySecretsFromEnvironment(),
      allowMadeKeys: values['allow-made-keys'],
      retentionDays: values['retention-days'] === undefined ? undefined : Number(values['retention-days']),
      storeSettings: values['memory-limit'] === undefined ? undefined : { memory_limit: values['memory-limit'] },
      rateLimits:
        values['write-rate'] === undefined ? undefined : { writeEventsPerSecond: Number(values['write-rate']) },
    });
  } catch (error) {
    throw explain(error, values);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port expects 0 to 65535, found "${text}".`);
  return port;
}

function explain(error: unknown, { port, host }: Values): unknown {
  if (error instanceof CatalogInvalid)
    return new Error(`the catalog cannot be used.\n${error.problems.map(formatProblem).join('\n')}`);
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') return new Error(`port ${port} is in use. Choose another with --port.`);
  if (code === 'EADDRNOTAVAIL') return new Error(`${host} is no address of this machine. Choose another with --host.`);
  return error;
}

function announce(collector: Collector): void {
  const made = Object.entries(collector.madeKeys);
  if (made.length > 0) {
    console.log('Keys were made; they are shown this once:');
    for (const [kind, key] of made) console.log(`  ${kind.padEnd(6)} ${key}`);
  }
  for (const kind of collector.missingKeys) {
    console.log(`there is no ${kind} key: set ${KEY_VARIABLE[kind]}, or run attachkit keys make ${kind}.`);
  }
  if (collector.catalog().identity !== 'signed') {
    console.log(
      'identity is "open": pages are believed about who their user is. The catalog can ask for signed identity.',
    );
  }
  console.log(`listening on ${collector.url}`);
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}
