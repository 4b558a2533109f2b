/** DuckDB's errors, told apart by what the collector must do about them. */
import { StoreBusy, StoreFull } from '../store.ts';

const DISK_FULL =
  /No space left on device|disk is full|not enough space|Could not write .*file|max_temp_directory_size/i;
const INVALIDATED = /database has been invalidated|FATAL Error/i;
const LOCKED = /Could not set lock|Conflicting lock|being used by another process/i;

/** After this the instance answers nothing any more and must be opened anew. */
export function isInvalidated(error: unknown): boolean {
  return INVALIDATED.test(messageOf(error));
}

export function explainWriteFault(error: unknown): Error {
  const message = messageOf(error);
  return DISK_FULL.test(message) ? new StoreFull(message) : asError(error);
}

export function explainOpenFault(error: unknown, path: string): Error {
  const message = messageOf(error);
  if (LOCKED.test(message)) {
    const holder = /PID (\d+)/.exec(message)?.[1];
    const who = holder ? `process ${holder}` : 'another process';
    return new StoreBusy(
      `${path} is in use by ${who}. One data directory belongs to one process: stop that one, or use another --data.`,
    );
  }
  return DISK_FULL.test(message) ? new StoreFull(message) : asError(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
