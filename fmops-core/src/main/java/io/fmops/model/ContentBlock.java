package io.fmops.model;

import java.util.Objects;
import java.util.Optional;

/**
 * One piece of a message or of an answer. The order of blocks is kept both ways.
 *
 * <p>Immutable and thread-safe, except that an {@link Opaque} is as immutable as the value it
 * holds.
 */
public sealed interface ContentBlock {

  /**
   * Plain text.
   *
   * @param text the text; may be empty
   */
  record Text(String text) implements ContentBlock {
    /** Checks that there is a text. */
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * What a model thought before it answered. Models that sign their reasoning want it back,
   * unchanged, in the next turn.
   *
   * @param text the reasoning; empty where the provider sends it only in encrypted form
   * @param signature the provider's signature over the text, if it sent one
   */
  record Reasoning(String text, Optional<String> signature) implements ContentBlock {
    /** Checks that nothing is null. */
    public Reasoning {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(signature, "signature");
    }
  }

  /**
   * A piece that this version has no type for, kept so that it is not lost.
   *
   * @param provider the provider that sent it, such as {@code bedrock}; only that one takes it back
   * @param type the provider's name for this kind of content
   * @param value the provider's own object
   */
  record Opaque(String provider, String type, Object value) implements ContentBlock {
    /** Checks that nothing is null. */
    public Opaque {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * A block of plain text.
   *
   * @param text the text
   * @return the block
   */
  static ContentBlock text(String text) {
    return new Text(text);
  }

  /**
   * The text that a reader of the answer sees: all {@link Text} blocks joined in their order,
   * nothing between them; reasoning is left out.
   *
   * @param blocks the blocks of a message or an answer
   * @return the text, empty if there is none
   */
  static String visibleText(Iterable<ContentBlock> blocks) {
    String only = null;
    StringBuilder joined = null;
    for (ContentBlock block : blocks) {
      if (block instanceof Text text) {
        if (only == null) {
          only = text.text();
        } else {
          joined = joined == null ? new StringBuilder(only) : joined;
          joined.append(text.text());
        }
      }
    }
    return joined != null ? joined.toString() : only != null ? only : "";
  }
}
