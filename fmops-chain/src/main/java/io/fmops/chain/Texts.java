package io.fmops.chain;

import io.fmops.model.GenerateResponse;

/** Values as text, bounded, for traces. */
final class Texts {

  private Texts() {}

  static String bounded(Object value) {
    String text;
    try {
      text = value instanceof GenerateResponse response ? response.text() : String.valueOf(value);
    } catch (RuntimeException e) {
      // A value's own toString must not cost the trace.
      return "(" + value.getClass().getSimpleName() + " without a text)";
    }
    if (text == null || text.length() <= TraceStep.MAX_TEXT + REMARK) {
      return String.valueOf(text);
    }
    int end = TraceStep.MAX_TEXT;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return "%s\u2026 (%d characters)".formatted(text.substring(0, end), text.length());
  }

  /** The longest remark, so that a text read from a file of a trace is not cut again. */
  private static final int REMARK = "\u2026 (2147483647 characters)".length();
}
