import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, TEST_CATALOG, type TestCollector } from '../testing.ts';

let collector: TestCollector;
let nextId = 0;

beforeAll(async () => {
  collector = await startTestCollector({
    catalog: { ...TEST_CATALOG, identity: 'signed' },
    identitySecrets: ['the newest secret', 'the one before'],
  });
});
afterAll(() => collector.dispose());

interface Claims {
  sub?: string;
  grp?: string;
  expiresIn?: string;
  secret?: string;
  alg?: string;
}

function sign({ sub = 'u1', grp = 'a1', expiresIn = '5m', secret = 'the newest secret', alg = 'HS256' }: Claims = {}) {
  const key = new TextEncoder().encode(secret);
  return new SignJWT({ grp }).setSubject(sub).setProtectedHeader({ alg }).setExpirationTime(expiresIn).sign(key);
}

async function codesOf(fields: object, key = 'wk_test'): Promise<string[]> {
  const message = { type: 'page', messageId: `signed-${nextId++}`, userId: 'u1', ...fields };
  const answer = await collector.request('/v1/batch', { key, body: { batch: [message] } });
  return (await answer.json()).rejected.map(({ code }: { code: string }) => code);
}

test('a token for this user and account lets a message pass', async () => {
  expect(await codesOf({ context: { groupId: 'a1', token: await sign() } })).toEqual([]);
  expect(await codesOf({ context: { token: await sign() } })).toEqual([]);
  expect(await codesOf({ type: 'group', groupId: 'a1', context: { token: await sign() } })).toEqual([]);
});

test('an older secret holds while hosts move to the new one', async () => {
  expect(await codesOf({ context: { token: await sign({ secret: 'the one before' }) } })).toEqual([]);
});

test('a visitor without a name needs no token, and a server none at all', async () => {
  expect(await codesOf({ userId: undefined, anonymousId: 'x' })).toEqual([]);
  expect(await codesOf({ context: { groupId: 'a1' } }, 'sk_test')).toEqual([]);
});

test.each<[string, Claims | string, object]>([
  ['no token', '', {}],
  ['nonsense', 'nonsense', {}],
  ['an expired token', { expiresIn: '-1s' }, {}],
  ['another secret', { secret: 'a secret of their own' }, {}],
  ['another algorithm', { alg: 'HS512' }, {}],
  ['a token of another user', { sub: 'u2' }, {}],
  ['a token of another account', { grp: 'a2' }, { context: { groupId: 'a1' } }],
  [
    'moving another user into the own account',
    { sub: 'me', grp: 'mine' },
    { type: 'group', userId: 'victim', groupId: 'mine' },
  ],
  ['moving oneself into another account', { sub: 'u1', grp: 'a1' }, { type: 'group', groupId: 'victim' }],
  ['an account named by a visitor', {}, { userId: undefined, anonymousId: 'x', context: { groupId: 'a2' } }],
  ['an alias to another user', { sub: 'me' }, { type: 'alias', userId: 'victim', previousId: 'me' }],
])('identity_unsigned: %s', async (_what, claims, fields: { context?: object }) => {
  const token = typeof claims === 'string' ? claims || undefined : await sign(claims);
  expect(await codesOf({ ...fields, context: { ...fields.context, token } })).toEqual(['identity_unsigned']);
});

test('an unsecured token (alg none) is refused', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none' })}.${part({ sub: 'u1', exp: 4e9 })}.`;
  expect(await codesOf({ context: { token } })).toEqual(['identity_unsigned']);
});

test('a token is refused from its expiry on, although it was good before', async () => {
  let nowMs = Date.now();
  const own = await startTestCollector({
    catalog: { ...TEST_CATALOG, identity: 'signed' },
    identitySecrets: ['the newest secret'],
    now: () => nowMs,
  });
  const token = await sign({ expiresIn: '1m' });
  const send = async (messageId: string) => {
    const batch = [{ type: 'page', messageId, userId: 'u1', context: { token } }];
    return await (await own.request('/v1/batch', { key: 'wk_test', body: { batch } })).json();
  };
  expect(await send('1')).toMatchObject({ accepted: 1 });
  nowMs += 61_000;
  expect(await send('2')).toMatchObject({ accepted: 0, rejected: [{ code: 'identity_unsigned' }] });
  await own.dispose();
});
