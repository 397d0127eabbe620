import { InputError } from "../src/base/index.ts";

/** "EVST", as the first four bytes of every saved state. */
const magic = 0x54535645;
const headerBytes = 16;

/** FNV-1a, 32 bits (Fowler, Noll, Vo): any single changed byte changes the value. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

const ownerHash = (owner: string): number => fnv1a(new TextEncoder().encode(owner));

/** The name under which an environment with these options saves: its state means nothing to any other. */
export function ownerOf(id: string, options: object): string {
  return `${id} ${JSON.stringify(options)}`;
}

/**
 * A saved state: four little-endian words (magic, hash of the owner, length, checksum of the payload), then the
 * payload.
 */
export function encodeState(owner: string, payload: Uint8Array): Uint8Array {
  const saved = new Uint8Array(headerBytes + payload.length);
  const header = new DataView(saved.buffer);
  header.setUint32(0, magic, true);
  header.setUint32(4, ownerHash(owner), true);
  header.setUint32(8, payload.length, true);
  header.setUint32(12, fnv1a(payload), true);
  saved.set(payload, headerBytes);
  return saved;
}

/**
 * The payload of a saved state, `length` bytes, as a copy. Throws an `InputError` on bytes that are not a saved
 * state, are damaged, or belong to another environment or to other options.
 */
export function decodeState(owner: string, saved: Uint8Array, length: number): Uint8Array {
  const id = owner.slice(0, owner.indexOf(" "));
  const header = new DataView(saved.buffer, saved.byteOffset, saved.byteLength);
  if (saved.length < headerBytes || header.getUint32(0, true) !== magic) {
    throw new InputError(`${id}: not a saved state; pass the bytes that save() returned`);
  }
  if (header.getUint32(4, true) !== ownerHash(owner)) {
    throw new InputError(
      `${id}: the saved state belongs to another environment or other options; restore it into the one it came from`,
    );
  }
  const found = saved.length - headerBytes;
  if (header.getUint32(8, true) !== length || found !== length) {
    throw new InputError(
      `${id}: a saved state has ${length} bytes after its header, got ${found}; it is truncated`,
    );
  }
  const payload = saved.slice(headerBytes);
  if (header.getUint32(12, true) !== fnv1a(payload)) {
    throw new InputError(`${id}: the saved state is damaged (its checksum differs); use an undamaged copy`);
  }
  return payload;
}
