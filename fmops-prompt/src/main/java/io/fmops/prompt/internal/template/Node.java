package io.fmops.prompt.internal.template;

import java.util.List;

/** A piece of a compiled template. */
sealed interface Node {

  /** Text as it stands. */
  record Text(String text) implements Node {}

  /**
   * A value.
   *
   * @param tag where it stands
   * @param slot where the outermost value of its first name is; -1 if no such can be given
   */
  record Variable(Tag tag, int slot) implements Node {}

  /**
   * Pieces for each element, or for when there is a value or none.
   *
   * @param tag where it begins
   * @param slot where the outermost value of its first name is; -1 if no such can be given
   * @param body what is in it
   */
  record Section(Tag tag, int slot, List<Node> body) implements Node {}
}
