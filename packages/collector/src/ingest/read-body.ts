/** A request's body, bounded at every stage: on the wire, after decompression, as JSON. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LIMITS } from '@attachkit/sdk/protocol';
import { receive } from '../http/receive.ts';
import { RequestRefused } from './refusals.ts';

const gunzipAsync = promisify(gunzip);
const JSON_TYPES = /^(application\/(json|x-www-form-urlencoded|[\w.+-]+\+json)|text\/plain)\s*(;|$)/i;

export interface Body {
  value: unknown;
  /** After decompression. */
  bytes: number;
}

/** @throws {RequestRefused} */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const encoding = contentEncoding(request);
  const type = request.headers['content-type'];
  // Refused only after the body is read, so that the sender gets to read the answer.
  const received = await receive(request, LIMITS.requestBytesMax);
  if (type !== undefined && type !== '' && !JSON_TYPES.test(type)) throw new RequestRefused('media_type_unsupported');
  const raw = encoding === 'gzip' ? await decompress(received) : received;
  return { value: parse(raw), bytes: raw.length };
}

function contentEncoding(request: IncomingMessage): 'gzip' | 'identity' {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  if (encoding === 'identity' || encoding === '') return 'identity';
  request.resume();
  throw new RequestRefused('encoding_unsupported');
}

async function decompress(compressed: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(compressed, { maxOutputLength: LIMITS.requestBytesMax });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new RequestRefused(tooLarge ? 'request_too_large' : 'gzip_invalid');
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parse(raw: Buffer): unknown {
  try {
    const text = decoder.decode(raw);
    // Half a surrogate pair cannot be stored as UTF-8; escaped ones are rare enough for the slow way.
    return /\\u[dD][89a-fA-F]/.test(text) ? JSON.parse(text, mendSurrogates) : JSON.parse(text);
  } catch {
    throw new RequestRefused('json_invalid');
  }
}

function mendSurrogates(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return toWellFormed(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [toWellFormed(name), inner]));
}

function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
