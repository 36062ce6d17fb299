package io.fmops.chain;

import java.util.Objects;

/**
 * Looks at a text on its way through a chain. Thread-safe.
 *
 * <p>The guard of a step sees whole texts only; a guard that has to see a stream as it comes stands
 * around the model, as a layer.
 */
@FunctionalInterface
public interface Guard {

  /** What a guard says of a text. */
  sealed interface Verdict {}

  /** The text may pass as it is. */
  record Pass() implements Verdict {}

  /**
   * The text may not pass; the run fails.
   *
   * @param reason why, in words that may be shown and logged: without parts of the text
   */
  record Blocked(String reason) implements Verdict {
    /** Checks that there is a reason. */
    public Blocked {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Another text goes on in its place.
   *
   * @param text the other text
   */
  record Replaced(String text) implements Verdict {
    /** Checks that there is a text. */
    public Replaced {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * Looks at a text.
   *
   * @param text what is to pass
   * @return what is to happen
   * @throws Exception if it cannot tell; the run fails then, and the text does not pass
   */
  Verdict check(String text) throws Exception;
}
