import { createHash } from 'node:crypto';
import type { Random } from '../../src/payments/ports.ts';

/** Bytes that look random and are the same for the same seed. */
export function seededRandom(seed: string): Random {
  let count = 0;
  return {
    bytes(length) {
      const blocks: Buffer[] = [];
      while (blocks.length * 32 < length) {
        count += 1;
        blocks.push(createHash('sha256').update(`${seed}:${count}`).digest());
      }
      return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
    },
  };
}
