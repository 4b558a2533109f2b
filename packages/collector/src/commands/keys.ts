import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { KEY_KINDS, type KeyKind } from '../keys/key.ts';
import { KeyFile } from '../keys/key-file.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { type Command, UsageError } from './command.ts';
import { keysFromEnvironment } from './environment.ts';

const HOUR_MS = 60 * 60 * 1000;

export const command: Command = {
  help: `attachkit keys list [options]
attachkit keys make KIND
attachkit keys rotate KIND [--keep-hours 24]
attachkit keys revoke ID

Kinds: ${KEY_KINDS.join(', ')}. A new key is printed once. A running collector takes changes up within seconds.
rotate makes a new key and lets the old ones of the kind expire after --keep-hours (default 24; 0 at once).

  --data DIR           default .attachkit`,

  async run(parameters) {
    const { values, positionals } = parseArgs({
      args: parameters,
      allowPositionals: true,
      options: { data: { type: 'string', default: '.attachkit' }, 'keep-hours': { type: 'string', default: '24' } },
    });
    mkdirSync(values.data, { recursive: true, mode: 0o700 });
    const file = new KeyFile(values.data);
    const [verb = 'list', subject] = positionals;
    if (verb === 'list') list(file);
    else if (verb === 'make') console.log(file.make(readKind(subject), new Date()));
    else if (verb === 'rotate') rotate(file, readKind(subject), Number(values['keep-hours']));
    else if (verb === 'revoke') return revoke(file, subject);
    else throw new UsageError(`There is no "keys ${verb}".`);
    return 0;
  },
};

function readKind(text: string | undefined): KeyKind {
  const kind = KEY_KINDS.find((one) => one === text);
  if (!kind) throw new UsageError(`Name a kind: ${KEY_KINDS.join(', ')}.`);
  return kind;
}

function list(file: KeyFile): void {
  const keys = new KeyRing(keysFromEnvironment(), file).list();
  if (keys.length === 0) console.log('No keys yet. A first start makes one of each kind.');
  for (const { id, kind, source, createdAt, expiresAt } of keys) {
    const life = [createdAt && `made ${createdAt}`, expiresAt && `expires ${expiresAt}`].filter(Boolean).join(', ');
    console.log(`${id}  ${kind.padEnd(6)}  ${source}  ${life}`);
  }
}

function rotate(file: KeyFile, kind: KeyKind, keepHours: number): void {
  if (!(keepHours >= 0)) throw new UsageError('--keep-hours expects a number of hours, 0 or more.');
  const old = file.keys.filter((record) => record.kind === kind && !record.expiresAt).map(({ id }) => id);
  const key = file.make(kind, new Date());
  for (const id of old) file.expire(id, new Date(Date.now() + keepHours * HOUR_MS));
  console.log(key);
  console.error(`${old.length} older ${kind} key(s) expire in ${keepHours} h.`);
}

function revoke(file: KeyFile, id: string | undefined): number {
  if (id === undefined) throw new UsageError('Name the id of the key to revoke; see: attachkit keys list');
  if (file.expire(id, new Date())) {
    console.log(`${id} is revoked.`);
    return 0;
  }
  console.error(`There is no key ${id} in this data directory.`);
  return 1;
}
