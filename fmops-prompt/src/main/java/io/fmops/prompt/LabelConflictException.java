package io.fmops.prompt;

import java.util.OptionalInt;

/**
 * A label was not moved, because it was elsewhere than the caller thought: somebody else moved it
 * first. Look at the label again and decide anew.
 */
public final class LabelConflictException extends CatalogException {

  private static final long serialVersionUID = 1L;

  /** 0 stands for no version: {@link OptionalInt} cannot be serialized. */
  private final int expected;

  /** 0 stands for no version. */
  private final int actual;

  /**
   * An error that tells both versions.
   *
   * @param move what was wanted
   * @param actual where the label is; empty if there is none
   */
  public LabelConflictException(LabelMove move, OptionalInt actual) {
    super(
        "label %s of %s was expected %s but is %s"
            .formatted(move.label(), move.name(), place(move.from()), place(actual)),
        null);
    this.expected = move.from().orElse(0);
    this.actual = actual.orElse(0);
  }

  private static String place(OptionalInt version) {
    return version.isPresent() ? "at version " + version.getAsInt() : "not to exist";
  }

  /**
   * Where the caller thought the label was.
   *
   * @return the version; empty if the label should not have existed
   */
  public OptionalInt expected() {
    return expected == 0 ? OptionalInt.empty() : OptionalInt.of(expected);
  }

  /**
   * Where the label was when the move was refused.
   *
   * @return the version; empty if there was no such label
   */
  public OptionalInt actual() {
    return actual == 0 ? OptionalInt.empty() : OptionalInt.of(actual);
  }
}
