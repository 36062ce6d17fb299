package io.fmops.aws;

/** Makes a foreign text fit for a message: one line, and not long. */
public final class OneLine {

  private OneLine() {}

  /**
   * The text without line breaks, control characters and excess.
   *
   * @param text what somebody else said
   * @param maxLength how much of it is kept; no character is cut in its middle
   * @param more stands behind what was cut
   * @return one line
   */
  public static String of(String text, int maxLength, String more) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= maxLength
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, maxLength))) + more;
  }
}
