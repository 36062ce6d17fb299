package io.fmops.eval.dataset;

/**
 * The ids of the examples read so far, with their lines. It keeps 64 bits of each id's hash instead
 * of the id, 16 bytes an example in a table that is at most half full. That two different ids of a
 * million have one hash has a probability of about 3 in 100 million.
 */
final class SeenIds {

  private long[] hashes = new long[1 << 8];
  private long[] lines = new long[hashes.length];
  private int size;

  /** Remembers an id. Gives the line where it stood before, or 0 if it is new. */
  long add(String id, long line) {
    if (2 * (size + 1) > hashes.length) {
      grow();
    }
    return put(hash(id), line);
  }

  private long put(long hash, long line) {
    int mask = hashes.length - 1;
    int slot = (int) hash & mask;
    while (lines[slot] != 0) {
      if (hashes[slot] == hash) {
        return lines[slot];
      }
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    lines[slot] = line;
    size++;
    return 0;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldLines = lines;
    hashes = new long[2 * oldHashes.length];
    lines = new long[hashes.length];
    size = 0;
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldLines[i] != 0) {
        put(oldHashes[i], oldLines[i]);
      }
    }
  }

  /** FNV-1a over the UTF-16 units, finished by the mixer of MurmurHash 3, which spreads it. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
