package io.fmops.prompt.spi;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The address of a text by its content. Stateless and thread-safe. */
public final class ContentHash {

  private ContentHash() {}

  /**
   * The hash of a text.
   *
   * @param text any text of whole characters
   * @return SHA-256 of its UTF-8 bytes, 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if the text has half a character (an unpaired surrogate),
   *     which UTF-8 cannot write
   */
  public static String of(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the text has half a character (an unpaired surrogate); UTF-8 cannot write it", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
