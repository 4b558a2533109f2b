import type { IncomingMessage } from 'node:http';
import { RequestRefused } from '../ingest/refusals.ts';

/** Past the bound so much is read and dropped, since a sender that is cut off never sees the answer. */
const DROPPED_BYTES_MAX = 16 * 1024 * 1024;

/**
 * The body's bytes. Read from Node's own stream: one that went through a web stream and is left in the
 * middle holds up the next request of its connection.
 * @throws {RequestRefused} `request_too_large`
 */
export function receive(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) chunks.push(chunk);
      else chunks = [];
      if (size > DROPPED_BYTES_MAX) request.destroy();
    });
    request.on('end', () => {
      if (size > bytesMax) reject(new RequestRefused('request_too_large'));
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    const closedEarly = () => reject(new RequestRefused('json_invalid', { message: 'The connection closed early.' }));
    request.on('error', closedEarly);
    request.on('close', closedEarly);
  });
}
