package io.fmops.eval.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Chance that does not change: a number that follows from a seed and a name, so that an example is
 * drawn or not whatever else its dataset has. The numbers are the first 64 bits of a SHA-256, and
 * will stay what they are.
 */
final class Draw {

  /** Draws of different purposes are independent of each other under one seed. */
  enum Purpose {
    /** Which part of a split. */
    SPLIT(0),
    /** Whether in a sample. */
    SAMPLE(1),
    /** Where in a shuffled dataset. */
    ORDER(2);

    private final int number;

    Purpose(int number) {
      this.number = number;
    }
  }

  private static final double TO_UNIT = 0x1p-53;

  private final byte[] salt;

  /**
   * Draws.
   *
   * @param depth how many draws of this purpose the examples have been through already
   */
  Draw(Purpose purpose, long seed, int depth) {
    salt = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + Integer.BYTES)
        .putInt(purpose.number)
        .putLong(seed)
        .putInt(depth)
        .array();
  }

  /** A number for a name, all 64 bits evenly distributed. */
  long bits(String name) {
    MessageDigest digest = sha256();
    digest.update(salt);
    // No charset has half characters, so each would take different names for the same.
    ByteBuffer units = ByteBuffer.allocate(Character.BYTES * name.length());
    name.chars().forEach(unit -> units.putChar((char) unit));
    digest.update(units.array());
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** A number for a name, from 0 to less than 1. */
  double unit(String name) {
    return (bits(name) >>> 11) * TO_UNIT;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
