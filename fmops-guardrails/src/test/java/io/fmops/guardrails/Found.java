package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.List;

/** Findings as tests read them. */
public final class Found {

  private Found() {}

  /** Each finding as category, equals sign and the text of its span. */
  public static List<String> in(Detector detector, String text) {
    return detector.detect(text).stream()
        .map(f -> f.category() + "=" + text.substring(f.start(), f.end()))
        .toList();
  }
}
