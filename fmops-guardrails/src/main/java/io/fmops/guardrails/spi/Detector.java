package io.fmops.guardrails.spi;

import io.fmops.guardrails.Finding;
import java.util.List;

/**
 * Looks at a text and says what it found. It judges nothing and changes nothing. Implementations
 * are thread-safe and take any string, however long and however broken.
 */
public interface Detector {

  /**
   * The detector's name in findings and reports.
   *
   * @return a short name
   */
  String name();

  /**
   * Looks at a text.
   *
   * @param text any text
   * @return what was found, by its beginning; empty if nothing was
   */
  List<Finding> detect(String text);
}
