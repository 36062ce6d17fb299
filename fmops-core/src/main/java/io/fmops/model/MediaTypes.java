package io.fmops.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** The one check of media types. */
final class MediaTypes {

  private static final Pattern TYPE = Pattern.compile("[a-z]+/[a-z0-9][a-z0-9.+-]*");

  private MediaTypes() {}

  static String checked(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (!TYPE.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "media type is \"" + value + "\"; expected one like image/png, without parameters");
    }
    return lower;
  }
}
