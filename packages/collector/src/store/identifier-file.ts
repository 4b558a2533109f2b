/**
 * The index of identifiers in a file beside the database, so that a start does not read every id of the window again.
 * It is believed only when it is whole and belongs to the very state the database is in: the mark it carries is in
 * the database too, and the last sequence is the same. After a crash it is not, and the ids are read.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { type Generation, IdentifierIndex } from './identifier-index.ts';

/** The state of the database that a file was made in. */
export interface SavedState {
  /** Random, made at each saving, and noted in the database. */
  mark: string;
  /** The highest sequence ever given: every stored event raises it. */
  lastSequence: number;
}

interface Header extends SavedState {
  layout: number;
  seed: number;
  /** `null` without end. */
  windowMs: number | null;
  generations: (Omit<Generation, 'slots'> & { slotCount: number })[];
}

/** Raised when the index hashes, or lays itself out, in another way. */
const LAYOUT = 1;
const DIGEST = 'sha256';
const DIGEST_BYTES = 32;
const NEWLINE = 0x0a;

/** Digest, header as one line of JSON, then the slots of each generation. */
export async function saveIdentifiers(path: string, index: IdentifierIndex, state: SavedState): Promise<void> {
  const { seed, windowMs, generations } = index.content;
  const header: Header = {
    ...state,
    ...{ layout: LAYOUT, seed, windowMs: Number.isFinite(windowMs) ? windowMs : null },
    generations: generations.map(({ slots, ...rest }) => ({ ...rest, slotCount: slots.length })),
  };
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), ...generations.map(({ slots }) => bytesOf(slots))];
  const digest = createHash(DIGEST);
  for (const part of parts) digest.update(part);
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    for (const part of [digest.digest(), ...parts]) await file.writeFile(part);
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** @returns `undefined` when there is none that fits */
export async function loadSavedIdentifiers(
  path: string,
  state: SavedState,
  windowMs: number,
): Promise<IdentifierIndex | undefined> {
  const content = await readFile(path).catch(() => undefined);
  if (!content || !isWhole(content)) return undefined;
  const slotsAt = content.indexOf(NEWLINE, DIGEST_BYTES) + 1;
  const header = JSON.parse(content.toString('utf8', DIGEST_BYTES, slotsAt)) as Header;
  const reachesBack = header.windowMs === null || header.windowMs >= windowMs;
  const fits = header.mark === state.mark && header.lastSequence === state.lastSequence;
  if (header.layout !== LAYOUT || !fits || !reachesBack) return undefined;
  let from = slotsAt;
  const generations = header.generations.map(({ slotCount, ...rest }) => {
    const slots = new Uint32Array(slotCount);
    from += content.copy(bytesOf(slots), 0, from);
    return { ...rest, slots };
  });
  return new IdentifierIndex(header.seed, windowMs, generations);
}

function isWhole(content: Buffer): boolean {
  const digest = createHash(DIGEST).update(content.subarray(DIGEST_BYTES)).digest();
  return digest.equals(content.subarray(0, DIGEST_BYTES));
}

function bytesOf(slots: Uint32Array): Buffer {
  return Buffer.from(slots.buffer, slots.byteOffset, slots.byteLength);
}
