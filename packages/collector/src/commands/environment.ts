/** What commands read from the environment. */
import { KEY_KINDS, KEY_VARIABLE, type KeyKind, type KeySet } from '../keys/key.ts';

export function keysFromEnvironment(): KeySet {
  return Object.fromEntries(KEY_KINDS.map((kind) => [kind, splitList(process.env[KEY_VARIABLE[kind]])]));
}

export function keyFromEnvironment(kind: KeyKind): string | undefined {
  return splitList(process.env[KEY_VARIABLE[kind]])[0];
}

export function identitySecretsFromEnvironment(): string[] | undefined {
  const secrets = splitList(process.env.ATTACHKIT_IDENTITY_SECRET);
  return secrets.length > 0 ? secrets : undefined;
}

function splitList(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((part) => part.trim() || []);
}
