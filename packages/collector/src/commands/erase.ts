import { parseArgs } from 'node:util';
import { compactIfDue } from '../operations/compaction.ts';
import { type Command, UsageError } from './command.ts';
import { askCollector, WHERE_HELP, WHERE_OPTIONS, withInstallation } from './where.ts';

export const command: Command = {
  help: `attachkit erase user|account ID [options]
attachkit erase lift RECEIPT|ID [options]

Erases a user or an account from events, traits, refused events and every number, and prints a receipt.
Later events of the id are refused until the erasure is lifted.

${WHERE_HELP}`,

  async run(parameters) {
    const { values, positionals } = parseArgs({ args: parameters, options: WHERE_OPTIONS, allowPositionals: true });
    const [what, id] = positionals;
    if (id === undefined) throw new UsageError('Say what to erase: user ID, or account ID.');
    if (what === 'lift') return await lift(id, values);
    if (what !== 'user' && what !== 'account') throw new UsageError(`Erase a user or an account, not "${what}".`);
    const receipt = values.url
      ? await askCollector(values.url, `/v1/${what}s/${encodeURIComponent(id)}`, 'DELETE')
      : await withInstallation(values, async ({ erasures, store }) => {
          const erased = await erasures.erase(what, id);
          await compactIfDue(store);
          return erased;
        });
    console.log(JSON.stringify(receipt, null, 2));
    return 0;
  },
};

async function lift(id: string, where: Parameters<typeof withInstallation>[0]): Promise<number> {
  const lifted = where.url
    ? Boolean(await askCollector(where.url, `/v1/erasures/${encodeURIComponent(id)}/lift`))
    : await withInstallation(where, ({ erasures }) => erasures.lift(id));
  if (lifted) console.log('Lifted: events of this id are taken again.');
  else console.error('There is no erasure in force for this id.');
  return lifted ? 0 : 1;
}
