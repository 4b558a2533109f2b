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
  /** As many slots are taken as there are ids (`size`). */
  generations: (Omit<Generation, 'slots'> & { slotCount: number })[];
}

/** Raised when the index hashes, or lays itself out, in another way. */
const LAYOUT = 3;
const DIGEST = 'sha256';
const DIGEST_BYTES = 32;
const NEWLINE = 0x0a;

/** Digest, header as one line of JSON, then the slots of each generation: a bit for each that is taken, and what is in those. */
export async function saveIdentifiers(path: string, index: IdentifierIndex, state: SavedState): Promise<void> {
  const { seed, windowMs, generations } = index.content;
  const header: Header = {
    ...state,
    ...{ layout: LAYOUT, seed, windowMs: Number.isFinite(windowMs) ? windowMs : null },
    generations: generations.map(({ slots, ...rest }) => ({ ...rest, slotCount: slots.length })),
  };
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), ...generations.flatMap(pack)];
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
    const end = from + slotCount / 8 + rest.size * ENTRY_BYTES;
    const slots = unpack(content.subarray(from, end), slotCount);
    from = end;
    return { ...rest, slots };
  });
  return new IdentifierIndex(header.seed, windowMs, generations);
}

function isWhole(content: Buffer): boolean {
  const digest = createHash(DIGEST).update(content.subarray(DIGEST_BYTES)).digest();
  return digest.equals(content.subarray(0, DIGEST_BYTES));
}

const ENTRY_BYTES = 4;

/** A quarter to a half of the slots are empty: they need not be written. */
function pack({ slots, size }: Generation): Buffer[] {
  const taken = Buffer.alloc(slots.length / 8);
  const entries = Buffer.alloc(size * ENTRY_BYTES);
  let end = 0;
  for (let slot = 0; slot < slots.length; slot++) {
    if (slots[slot] === 0) continue;
    taken[slot >> 3]! |= 1 << (slot & 7);
    end = entries.writeUInt32LE(slots[slot]!, end);
  }
  return [taken, entries];
}

function unpack(packed: Buffer, slotCount: number): Uint32Array {
  const slots = new Uint32Array(slotCount);
  let next = slotCount / 8;
  for (let slot = 0; slot < slotCount; slot++) {
    if ((packed[slot >> 3]! & (1 << (slot & 7))) === 0) continue;
    slots[slot] = packed.readUInt32LE(next);
    next += ENTRY_BYTES;
  }
  return slots;
}
