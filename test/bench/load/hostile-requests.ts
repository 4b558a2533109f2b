/** Hostile and malformed requests: made from the contract's own names, then mutated; the same seed makes the same ones. */
import { gzipSync } from 'node:zlib';
import { EVENTS } from '../../../packages/sdk/src/protocol.ts';
import { KEYS } from './collector-process.ts';

export interface HostileRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

export type Random = () => number;

/** Mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PATHS = [
  ...[
    '/v1/batch',
    '/v1/batch',
    '/v1/batch',
    '/v1/b',
    '/v1/track',
    '/v1/t',
    '/v1/identify',
    '/v1/group',
    '/v1/alias',
    '/v1/page',
  ],
  ...[
    '/v1/catalog',
    '/v1/health',
    '/v1/metrics',
    '/v1/metrics/attach-rate',
    '/v1/metrics/__proto__',
    '/v1/accounts/x/state',
  ],
  ...[
    '/login',
    '/logout',
    '/health/ready',
    '/metrics',
    '/v1/keys',
    '/v1/keys/write',
    '/v1/erasures/x/lift',
    '/..%2f..%2fetc/passwd',
  ],
  ...[
    '/assets/..%2f..%2fkeys.json',
    '/attachkit.js',
    '/%00',
    '/v1/metrics/attach-rate?addon=%27%3B--&from=x',
    '/v1/import',
  ],
];
const METHODS = ['POST', 'POST', 'POST', 'POST', 'POST', 'GET', 'PUT', 'OPTIONS', 'HEAD', 'PATCH', 'DELETE'];
const TYPES = [
  'application/json',
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'text/xml',
  'multipart/form-data',
  '',
  'a/b;;;',
];
const NAMES = [...Object.values(EVENTS), 'Order Completed', '', 'constructor', '__proto__', 'x'.repeat(300)];
const VALUES: unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1,
    1.5,
    9.999,
    1e21,
    1e308,
    2 ** 53,
    -(2 ** 63),
    '',
    'boards',
    'copilot',
    'analytics',
  ],
  ...[
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(10_000),
    '\u0000',
    '\ud800',
    '\u202e',
    '<script>alert(1)</script>',
    "'; DROP TABLE event; --",
  ],
  ...[
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '{jndi:ldap://x}',
    '2026-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ],
  ...[
    '2026-02-30T00:00:00Z',
    'NaN',
    [],
    {},
    [[[]]],
    { toString: 'x' },
    { $gt: '' },
    'EUR',
    'USD',
    'csat',
    'nps',
    'treated',
    'control',
  ],
];
const PROPERTIES = [
  ...[
    'feature',
    'addon',
    'quantity',
    'mrr',
    'seats',
    'currency',
    'plan',
    'bundle',
    'endsAt',
    'prompt',
    'arm',
    'trigger',
    'limit',
    'used',
    'max',
  ],
  ...[
    'kind',
    'score',
    'channel',
    'milestone',
    'value',
    '__proto__',
    'constructor',
    'toString',
    'a.b',
    '',
    'createdAt',
    'internal',
    'name',
  ],
];

/** Half of them would be taken but for one or two values, so that the fuzz reaches past the first check. */
export function hostileRequest(random: Random): HostileRequest {
  return random() < 0.5 ? nearlyGood(random) : wild(random);
}

function nearlyGood(random: Random): HostileRequest {
  const key = random() < 0.6 ? KEYS.write : KEYS.server;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const batch = Array.from({ length: 1 + Math.floor(random() * 5) }, () => makeMessage(random));
  const body = Buffer.from(JSON.stringify({ batch, ...sometimes(random, 'sentAt') }));
  return { method: 'POST', path: '/v1/batch', headers, body };
}

function wild(random: Random): HostileRequest {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const method = pick(METHODS);
  const headers: Record<string, string> = {};
  const key = pick([...Object.values(KEYS), KEYS.write, KEYS.server, 'wk_nobody', '', '\u00ff', 'x'.repeat(5000)]);
  const scheme = pick(['Bearer', 'Basic', 'Basic', 'Digest']);
  // An admin's key may change the installation: the fuzz is about everybody else.
  if (random() < 0.95 && key !== KEYS.admin) {
    headers.authorization = `${scheme} ${scheme === 'Basic' ? Buffer.from(`${key}:`).toString('base64') : encodeURIComponent(key)}`;
  }
  const type = pick(TYPES);
  if (type) headers['content-type'] = type;
  if (random() < 0.05) headers.origin = pick(['https://evil.example', 'null', 'x', 'http://localhost']);
  if (random() < 0.03) headers.cookie = `attachkit_session=${pick(['x', 'a.b.c', '%00', 'x'.repeat(4000)])}`;
  if (random() < 0.03) headers['x-forwarded-for'] = pick(['1.2.3.4', 'x', '::1, ::1', ','.repeat(1000)]);
  const body = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? undefined : makeBody(random, headers);
  // Said, since a client that leaves it out for DELETE would have the body read as the next request.
  if (body) headers['content-length'] = String(body.length);
  return { method, path: pick(PATHS), headers, body };
}

function makeBody(random: Random, headers: Record<string, string>): Buffer {
  let body = Buffer.from(JSON.stringify(makeValue(random)));
  if (random() < 0.3) body = mutate(body, random);
  if (random() < 0.15) {
    body = gzipSync(body);
    if (random() < 0.3) body = mutate(body, random);
    headers['content-encoding'] = random() < 0.9 ? 'gzip' : 'br';
  }
  return body;
}

function makeValue(random: Random): unknown {
  if (random() < 0.1) return VALUES[Math.floor(random() * VALUES.length)];
  if (random() < 0.3) return makeMessage(random);
  const count = random() < 0.02 ? 1001 : Math.floor(random() * 4);
  const batch = Array.from({ length: count }, () => makeMessage(random));
  return { batch, ...sometimes(random, 'sentAt'), ...sometimes(random, 'context'), ...sometimes(random, 'writeKey') };
}

function makeMessage(random: Random): unknown {
  if (random() < 0.05) return VALUES[Math.floor(random() * VALUES.length)];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const bag = () =>
    Object.fromEntries(Array.from({ length: Math.floor(random() * 5) }, () => [pick(PROPERTIES), pick(VALUES)]));
  const message: Record<string, unknown> = {
    type: pick(['track', 'track', 'track', 'identify', 'group', 'page', 'screen', 'alias']),
    messageId: `fuzz-${Math.floor(random() * 1e9)}`,
    userId: `user-${Math.floor(random() * 1000)}`,
    event: pick(NAMES),
    groupId: 'group',
    properties: random() < 0.7 ? { feature: 'boards', addon: 'copilot', ...bag() } : bag(),
    traits: bag(),
    context: { groupId: 'group', ...bag() },
  };
  for (const field of Object.keys(message)) {
    if (random() < 0.03) message[field] = pick(VALUES);
    else if (random() < 0.02) delete message[field];
  }
  return {
    ...message,
    ...sometimes(random, 'timestamp'),
    ...sometimes(random, 'anonymousId'),
    ...sometimes(random, 'previousId'),
  };
}

function sometimes(random: Random, field: string): Record<string, unknown> {
  return random() < 0.2 ? { [field]: VALUES[Math.floor(random() * VALUES.length)] } : {};
}

/** Flips, cuts, doubles and inserts bytes. */
function mutate(body: Buffer, random: Random): Buffer<ArrayBuffer> {
  let mutated = Buffer.from(body);
  for (let times = 1 + Math.floor(random() * 4); times > 0 && mutated.length > 0; times--) {
    const at = Math.floor(random() * mutated.length);
    const kind = random();
    if (kind < 0.4) mutated[at] = Math.floor(random() * 256);
    else if (kind < 0.6) mutated = Buffer.from(mutated.subarray(0, at));
    else if (kind < 0.8) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(Math.floor(at / 2))]);
    else mutated = Buffer.concat([mutated.subarray(0, at), Buffer.from('{"__proto__":['), mutated.subarray(at)]);
  }
  return mutated;
}
