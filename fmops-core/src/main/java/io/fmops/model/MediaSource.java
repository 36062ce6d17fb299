package io.fmops.model;

import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an image, a document or a video is: here, as bytes, or in a place that the provider can
 * read. Immutable and thread-safe.
 */
public sealed interface MediaSource {

  /**
   * What kind of data it is.
   *
   * @return a media type in lower case without parameters, such as {@code image/png}
   */
  String mediaType();

  /**
   * Data that travels with the request.
   *
   * @param mediaType what kind of data it is, such as {@code image/png}
   * @param data the data; copied
   * @return the source
   * @throws IllegalArgumentException if the media type is malformed or there is no data
   */
  static Bytes of(String mediaType, byte[] data) {
    return new Bytes(mediaType, data.clone());
  }

  /**
   * Data that the provider fetches itself. The library never does.
   *
   * @param mediaType what kind of data it is, such as {@code video/mp4}
   * @param uri an address that the provider can read, such as {@code s3://bucket/key}
   * @return the source
   * @throws IllegalArgumentException if the media type is malformed or the address has no scheme
   */
  static Location at(String mediaType, URI uri) {
    return new Location(mediaType, uri);
  }

  /** Data that travels with the request. */
  final class Bytes implements MediaSource {
    private final String mediaType;
    private final byte[] data;

    private Bytes(String mediaType, byte[] data) {
      this.mediaType = MediaTypes.checked(mediaType);
      if (data.length == 0) {
        throw new IllegalArgumentException("media of type " + mediaType + " has no data");
      }
      this.data = data;
    }

    @Override
    public String mediaType() {
      return mediaType;
    }

    /**
     * The data.
     *
     * @return a copy
     */
    public byte[] data() {
      return data.clone();
    }

    /**
     * How much data it is.
     *
     * @return bytes, at least 1
     */
    public int size() {
      return data.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that
          && mediaType.equals(that.mediaType)
          && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
      return 31 * mediaType.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
      return "%s, %d bytes".formatted(mediaType, data.length);
    }
  }

  /**
   * Data that the provider fetches itself.
   *
   * @param mediaType what kind of data it is
   * @param uri an address that the provider can read
   */
  record Location(String mediaType, URI uri) implements MediaSource {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the media type is malformed or the address has no scheme
     */
    public Location {
      mediaType = MediaTypes.checked(mediaType);
      Objects.requireNonNull(uri, "uri");
      if (uri.getScheme() == null) {
        throw new IllegalArgumentException(
            "the address of media is \"" + uri + "\"; it must begin with a scheme such as s3:");
      }
    }
  }
}
