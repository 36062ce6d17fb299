package io.fmops.eval.report;

import java.util.Locale;

/**
 * Builds an SVG for a page. Every attribute and text is escaped here, so that no caller can forget
 * it.
 */
final class Svg {

  private final StringBuilder out = new StringBuilder();

  /** Opens an element; attributes are names and values in turn, numbers in any type. */
  Svg open(String element, Object... attributes) {
    start(element, attributes);
    out.append('>');
    return this;
  }

  Svg close(String element) {
    out.append("</").append(element).append('>');
    return this;
  }

  /** An element without content. */
  Svg leaf(String element, Object... attributes) {
    start(element, attributes);
    out.append("/>");
    return this;
  }

  /** An element with text. */
  Svg text(String element, String text, Object... attributes) {
    start(element, attributes);
    out.append('>').append(escape(text));
    return close(element);
  }

  private void start(String element, Object... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escape(value(attributes[i + 1]))).append('"');
    }
  }

  private static String value(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.1f", number)
        : String.valueOf(value);
  }

  /** A share of the width, for drawings that stretch with their cell. */
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * part);
  }

  static String escape(String text) {
    return PlainText.visible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
