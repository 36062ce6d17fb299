package io.fmops.bedrock.internal;

import io.fmops.model.MediaSource;
import java.util.Base64;

/** Pictures as they come in JSON. */
final class Pictures {

  private Pictures() {}

  /**
   * A picture, whose first bytes tell its kind: what was asked for may not be what is sent.
   *
   * @throws IllegalArgumentException if it is not Base64 or of no known kind
   */
  static MediaSource.Bytes decode(String base64) {
    byte[] data = Base64.getDecoder().decode(base64);
    return MediaSource.of(mediaType(data), data);
  }

  private static String mediaType(byte[] data) {
    if (startsWith(data, 0, 0x89, 'P', 'N', 'G')) {
      return "image/png";
    }
    if (startsWith(data, 0, 0xFF, 0xD8, 0xFF)) {
      return "image/jpeg";
    }
    if (startsWith(data, 0, 'R', 'I', 'F', 'F') && startsWith(data, 8, 'W', 'E', 'B', 'P')) {
      return "image/webp";
    }
    throw new IllegalArgumentException("an image is neither PNG nor JPEG nor WebP");
  }

  private static boolean startsWith(byte[] data, int at, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      if (at + i >= data.length || (data[at + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
