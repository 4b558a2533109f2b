import { parseArgs } from 'node:util';
import { readCatalogFile } from '../catalog/read-catalog.ts';
import { generateHistory } from '../seed/history.ts';
import { type SendReport, sendMessages } from '../seed/send.ts';
import { type Command, UsageError } from './command.ts';

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:4600' },
  key: { type: 'string' },
  catalog: { type: 'string', default: 'attachkit.catalog.json' },
  accounts: { type: 'string', default: '360' },
  months: { type: 'string', default: '14' },
  seed: { type: 'string', default: 'orchard' },
} as const;

export const command: Command = {
  help: `attachkit seed [options]

Fills a running collector with an invented, believable past of its catalog: accounts that come, use, try,
buy, give up and leave. For trying things out: it cannot be told apart from real customers afterwards, so
use a data directory of its own.

  --url URL        the collector; default http://127.0.0.1:4600
  --key KEY        its server key (sk_…); default the first of ATTACHKIT_SERVER_KEYS
  --catalog FILE   the catalog that the collector runs with; default attachkit.catalog.json
  --accounts N     1 to 5000; default 360
  --months N       1 to 60, ending now; default 14
  --seed WORD      another word, another past; the same word, the same past; default orchard`,

  async run(parameters) {
    const { values } = parseArgs({ args: parameters, options: OPTIONS });
    const serverKey = values.key ?? process.env.ATTACHKIT_SERVER_KEYS?.split(',')[0]?.trim();
    if (!serverKey) throw new UsageError('--key is needed: the collector’s server key (sk_…).');
    const messages = [
      ...generateHistory({
        catalog: readCatalogFile(values.catalog).catalog,
        accounts: wholeNumber('--accounts', values.accounts, 5000),
        months: wholeNumber('--months', values.months, 60),
        seed: values.seed,
      }),
    ];
    const onProgress = (sent: number) => showProgress(sent, messages.length);
    const report = await sendMessages(messages, { url: values.url, serverKey, onProgress });
    console.log(summarise(report));
    return report.rejected > 0 ? 1 : 0;
  },
};

function wholeNumber(option: string, text: string, max: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw new UsageError(`${option} expects a whole number from 1 to ${max}, found "${text}".`);
  }
  return number;
}

/** One line that is written over and over; nothing where nobody watches. */
function showProgress(sent: number, total: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${sent} of ${total} events${sent === total ? '\n' : ''}`);
}

function summarise({ accepted, duplicates, rejected, examples }: SendReport): string {
  const lines = [`${accepted} events stored.`];
  if (duplicates > 0) lines.push(`${duplicates} were there already and are counted once.`);
  if (rejected > 0) lines.push(`${rejected} were refused; does the collector run with another catalog? For example:`);
  for (const { code, message } of examples) lines.push(`  ${code}: ${message}`);
  return lines.join('\n');
}
