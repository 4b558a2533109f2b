#!/usr/bin/env node
/** The command line: `attachkit COMMAND`. Each command is a file of its own in commands/. */
import { type Command, UsageError } from './commands/command.ts';

const COMMANDS: Record<string, { summary: string; load: () => Promise<{ command: Command }> }> = {
  serve: { summary: 'run the collector', load: () => import('./commands/serve.ts') },
  import: { summary: 'take in events from files', load: () => import('./commands/import.ts') },
  seed: { summary: 'fill a running collector with an invented past', load: () => import('./commands/seed.ts') },
  check: { summary: 'explain every mistake in a catalog', load: () => import('./commands/check.ts') },
  keys: { summary: 'list, make, rotate and revoke keys', load: () => import('./commands/keys.ts') },
  replay: {
    summary: 'take in refused events after the catalog was mended',
    load: () => import('./commands/replay.ts'),
  },
  rebuild: {
    summary: 'compute everything derived anew and report differences',
    load: () => import('./commands/rebuild.ts'),
  },
  erase: { summary: 'erase a user or an account, or lift that', load: () => import('./commands/erase.ts') },
};

const [name, ...parameters] = process.argv.slice(2);
process.exitCode = await main(name, parameters);

async function main(name: string | undefined, parameters: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    console.error(`There is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  const { command } = await entry.load();
  if (parameters.includes('--help') || parameters.includes('-h')) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run(parameters);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isUsage = error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    console.error(isUsage ? `${message}\nSee: attachkit ${name} --help` : `attachkit ${name}: ${message}`);
    return isUsage ? 2 : 1;
  }
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([command, { summary }]) => `  ${command.padEnd(10)}${summary}`);
  return `attachkit COMMAND [options]\n\n${lines.join('\n')}\n\nattachkit COMMAND --help explains a command.`;
}
