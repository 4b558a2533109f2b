/** Messages from a file, a stretch at a time: JSON lines, or one JSON array or batch; plain or gzipped. */
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { LIMITS } from '@attachkit/sdk/protocol';

/** @throws {SyntaxError} naming the line that is not JSON */
export async function* readMessages(file: string): AsyncGenerator<unknown[]> {
  const isGzip = (await firstBytes(file, 2)).equals(Buffer.from([0x1f, 0x8b]));
  if (await isOneDocument(file, isGzip)) {
    const raw = await readFile(file);
    const text = (isGzip ? await promisify(gunzip)(raw) : raw).toString('utf8');
    yield* inBatches(messagesOf(JSON.parse(text)));
  } else {
    yield* readLines(file, isGzip);
  }
}

async function* readLines(file: string, isGzip: boolean): AsyncGenerator<unknown[]> {
  const bytes = createReadStream(file);
  const input = isGzip ? bytes.pipe(createGunzip()) : bytes;
  let waiting: unknown[] = [];
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    waiting.push(...messagesOf(parseLine(line, file, number)));
    while (waiting.length >= LIMITS.batchEventsMax) {
      yield waiting.slice(0, LIMITS.batchEventsMax);
      waiting = waiting.slice(LIMITS.batchEventsMax);
    }
  }
  if (waiting.length > 0) yield waiting;
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new SyntaxError(`${file}:${number} is not JSON. Expected is one message a line.`);
  }
}

function messagesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const { batch } = (value ?? {}) as { batch?: unknown };
  return Array.isArray(batch) ? batch : [value];
}

function* inBatches(messages: unknown[]): Generator<unknown[]> {
  for (let from = 0; from < messages.length; from += LIMITS.batchEventsMax) {
    yield messages.slice(from, from + LIMITS.batchEventsMax);
  }
}

const HEAD_BYTES = 64 * 1024;

/** JSON lines have a whole document in their first line; a document that spans lines has not. */
async function isOneDocument(file: string, isGzip: boolean): Promise<boolean> {
  const input = isGzip ? createReadStream(file).pipe(createGunzip()) : createReadStream(file, { end: HEAD_BYTES });
  for await (const line of createInterface({ input })) {
    if (line.trim() === '') continue;
    if (line.trimStart().startsWith('[')) return true;
    return line.length < HEAD_BYTES && !isJson(line);
  }
  return false;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function firstBytes(file: string, count: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
