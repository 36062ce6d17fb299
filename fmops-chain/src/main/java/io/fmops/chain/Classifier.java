package io.fmops.chain;

import java.util.Map;

/** Says which of several labels fit a text. Thread-safe. */
@FunctionalInterface
public interface Classifier {

  /**
   * Looks at a text.
   *
   * @param text the text
   * @return how well each label fits, the higher the better, on one scale for all labels and texts;
   *     labels that do not fit at all may be left out
   * @throws Exception if it cannot tell
   */
  Map<String, Double> classify(String text) throws Exception;
}
