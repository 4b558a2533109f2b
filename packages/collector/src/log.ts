/** One JSON object a line on stderr. No ids, names or addresses of people ever go in. */
export type LogLevel = 'info' | 'warn' | 'error';

export function log(level: LogLevel, event: string, fields: Record<string, unknown> = {}): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
}

/** An error's message without what a database may quote in it: values stand in quotes. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return message
    .split('\n')[0]!
    .replace(/"[^"]*"|'[^']*'/g, '…')
    .slice(0, 300);
}
