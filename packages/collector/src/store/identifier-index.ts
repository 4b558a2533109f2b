/**
 * Answers "surely new" or "look in these rows" for a message id, at a cost that does not grow with the table.
 *
 * Ids lie in generations, by order of arrival; each is an open-addressed table of 32-bit entries: which segment
 * of the generation the id lies in, and a fingerprint of it. An id that is not there is found absent after about one probe
 * a generation; one that seems to be there is compared with the rows of one segment, which the database finds
 * by `sequence`. Sequence and arrival never move, so neither does the answer.
 */
export interface SequenceRange {
  from: number;
  to: number;
}

/** Rows a hit is compared with: about one row group of the database. */
const SEGMENT_ROWS = 131_072;
const SEGMENT_BITS = 7;
const FINGERPRINT_BITS = 32 - SEGMENT_BITS;
const GENERATION_IDS_MAX = SEGMENT_ROWS * 2 ** SEGMENT_BITS;
const LOAD_MAX = 0.6;
/** How much larger the next generation is: each one is a place in memory that every id is looked up in. */
const GENERATION_GROWTH = 8;

/** All that an index is, to be kept over a restart. */
export interface IndexContent {
  seed: number;
  windowMs: number;
  generations: readonly Readonly<Generation>[];
}

export interface Generation {
  firstSequence: number;
  lastSequence: number;
  lastArrivalMs: number;
  size: number;
  capacity: number;
  slots: Uint32Array;
}

export class IdentifierIndex {
  readonly #seed: number;
  readonly #windowMs: number;
  #generations: Generation[];

  /**
   * @param seed secret, so that nobody can choose ids that collide
   * @param windowMs how long ids are remembered at least; older generations go when a new one begins
   * @param generations of an earlier index with this seed
   */
  constructor(seed: number, windowMs = Number.POSITIVE_INFINITY, generations: readonly Generation[] = []) {
    this.#seed = seed;
    this.#windowMs = windowMs;
    this.#generations = [...generations];
  }

  get content(): IndexContent {
    return { seed: this.#seed, windowMs: this.#windowMs, generations: this.#generations };
  }

  get size(): number {
    return this.#generations.reduce((sum, generation) => sum + generation.size, 0);
  }

  get bytes(): number {
    return this.#generations.reduce((sum, generation) => sum + generation.slots.byteLength, 0);
  }

  /** To be called in order of arrival. */
  add(keySpace: string, messageId: string, sequence: number, arrivalMs: number): void {
    let generation = this.#generations.at(-1);
    if (!generation || isFull(generation, sequence)) generation = this.#open(sequence, arrivalMs, generation);
    hash(keySpace, messageId, this.#seed);
    const entry = entryOf(Math.floor((sequence - generation.firstSequence) / SEGMENT_ROWS));
    const mask = generation.slots.length - 1;
    let slot = hashLow & mask;
    while (generation.slots[slot] !== 0) slot = (slot + 1) & mask;
    generation.slots[slot] = entry;
    generation.size += 1;
    generation.lastSequence = sequence;
    generation.lastArrivalMs = Math.max(generation.lastArrivalMs, arrivalMs);
  }

  /** @returns where the id may lie; empty when it is surely new */
  find(keySpace: string, messageId: string): SequenceRange[] {
    hash(keySpace, messageId, this.#seed);
    let ranges: SequenceRange[] = NONE;
    for (const generation of this.#generations) {
      const { slots } = generation;
      const mask = slots.length - 1;
      const fingerprint = fingerprintOf();
      for (let slot = hashLow & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
        if ((slots[slot]! & FINGERPRINT_MASK) >>> 0 !== fingerprint) continue;
        const from = generation.firstSequence + (slots[slot]! >>> FINGERPRINT_BITS) * SEGMENT_ROWS;
        ranges = [...ranges, { from, to: from + SEGMENT_ROWS - 1 }];
      }
    }
    return ranges;
  }

  /** Forgets the generations in which everything arrived before. */
  #forgetBefore(arrivalMs: number): void {
    this.#generations = this.#generations.filter((generation) => generation.lastArrivalMs >= arrivalMs);
  }

  /** Generations grow up to their bound, so that a small installation takes little memory. */
  #open(sequence: number, arrivalMs: number, previous: Generation | undefined): Generation {
    this.#forgetBefore(arrivalMs - this.#windowMs);
    const slotCount = Math.min(previous ? previous.slots.length * GENERATION_GROWTH : 2 ** 16, GENERATION_IDS_MAX);
    const generation = {
      firstSequence: sequence,
      lastSequence: sequence,
      lastArrivalMs: 0,
      size: 0,
      capacity: Math.floor(slotCount * LOAD_MAX),
      slots: new Uint32Array(slotCount),
    };
    this.#generations.push(generation);
    return generation;
  }
}

const NONE: SequenceRange[] = [];
const FINGERPRINT_MASK = 2 ** FINGERPRINT_BITS - 1;

function isFull(generation: Generation, sequence: number): boolean {
  return generation.size >= generation.capacity || sequence - generation.firstSequence >= GENERATION_IDS_MAX;
}

function fingerprintOf(): number {
  // 0 marks an empty slot.
  return (hashHigh & FINGERPRINT_MASK) >>> 0 || 1;
}

function entryOf(segment: number): number {
  return ((segment << FINGERPRINT_BITS) | fingerprintOf()) >>> 0;
}

let hashLow = 0;
let hashHigh = 0;

/** 64 bits as two halves, left in the variables above: an object for every event would cost more than the hash. */
function hash(keySpace: string, messageId: string, seed: number): void {
  let low = seed ^ 0xdeadbeef ^ keySpace.charCodeAt(0);
  let high = seed ^ 0x41c6ce57 ^ messageId.length;
  for (let index = 0; index < messageId.length; index++) {
    const code = messageId.charCodeAt(index);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  hashLow = low >>> 0;
  hashHigh = high >>> 0;
}
