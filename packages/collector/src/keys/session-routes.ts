/** Sign in to the dashboard with a read key, and out again. */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { receive } from '../http/receive.ts';
import { RequestRefused } from '../ingest/refusals.ts';
import type { Gate } from './gate.ts';
import { SESSION_COOKIE, SESSION_SECONDS, type Sessions } from './sessions.ts';

const LOGIN_BYTES_MAX = 4096;

type SessionContext = Context<{ Bindings: HttpBindings }>;

/** Mount at `/`. */
export function sessionRoutes(
  gate: Gate,
  sessions: Sessions,
  isSecure: (c: SessionContext) => boolean,
): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.post('/login', async (c) => {
    const principal = await gate.login(c.req.header('authorization'), await readKey(c), c.env.incoming);
    const cookie = await sessions.begin(principal);
    setCookie(c, SESSION_COOKIE, cookie, {
      httpOnly: true,
      sameSite: 'Strict',
      secure: isSecure(c),
      path: '/',
      maxAge: SESSION_SECONDS,
    });
    return isForm(c) ? c.redirect('/', 303) : c.json({ success: true });
  });
  routes.post('/logout', (c) => {
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return isForm(c) ? c.redirect('/', 303) : c.json({ success: true });
  });
  return routes;
}

function isForm(c: SessionContext): boolean {
  return c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
}

/** `key` (or `readKey`) of a form or of a JSON object; without a body the header's key is meant. */
async function readKey(c: SessionContext): Promise<unknown> {
  const text = (await receive(c.env.incoming, LOGIN_BYTES_MAX)).toString('utf8');
  if (text === '') return undefined;
  if (isForm(c)) return keyOf(Object.fromEntries(new URLSearchParams(text)));
  try {
    return keyOf(JSON.parse(text));
  } catch {
    throw new RequestRefused('json_invalid');
  }
}

function keyOf(body: Record<string, unknown> | null): unknown {
  return body?.key ?? body?.readKey;
}
