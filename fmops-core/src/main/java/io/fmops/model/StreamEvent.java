package io.fmops.model;

import java.util.Objects;

/**
 * One step of an answer. A stream is any number of content events and, last, exactly one
 * {@link Completed}; a stream that cannot reach it ends in a {@link ModelException} instead.
 *
 * <p>Block numbers grow along a stream; all deltas with one number make one {@link ContentBlock}.
 * Immutable and thread-safe. New kinds of events arrive as {@link Notice} first.
 */
public sealed interface StreamEvent {

  /** An event that carries a part of the content. */
  sealed interface Content extends StreamEvent {
    /**
     * The number of the content block that this is a part of.
     *
     * @return 0 or more
     */
    int block();
  }

  /**
   * More text.
   *
   * @param block the number of the block
   * @param text what to add to it; whole code points
   */
  record TextDelta(int block, String text) implements Content {
    /** Checks that there is a text. */
    public TextDelta {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * More reasoning.
   *
   * @param block the number of the block
   * @param text what to add to the reasoning; may be empty
   * @param signature what to add to the signature; mostly empty
   */
  record ReasoningDelta(int block, String text, String signature) implements Content {
    /** Checks that nothing is null. */
    public ReasoningDelta {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(signature, "signature");
    }
  }

  /**
   * More of a call of a tool. Usable only when the stream has completed.
   *
   * @param block the number of the block
   * @param id names the call; told with the first delta of the block, then empty
   * @param name the tool's name; told with the first delta of the block, then empty
   * @param arguments what to add to the arguments; may be empty
   */
  record ToolCallDelta(int block, String id, String name, String arguments) implements Content {
    /** Checks that nothing is null. */
    public ToolCallDelta {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(arguments, "arguments");
    }
  }

  /**
   * A source of the text of this block.
   *
   * @param block the number of the block of text
   * @param citation the source
   */
  record CitationDelta(int block, Citation citation) implements Content {
    /** Checks that there is a source. */
    public CitationDelta {
      Objects.requireNonNull(citation, "citation");
    }
  }

  /**
   * A block that arrives in one piece.
   *
   * @param block the number of the block
   * @param content the block
   */
  record WholeBlock(int block, ContentBlock content) implements Content {
    /** Checks that there is content. */
    public WholeBlock {
      Objects.requireNonNull(content, "content");
    }
  }

  /**
   * Something beside the content that a provider or a layer wants known, such as a retry or a
   * guardrail's trace. The response keeps the first {@value GenerateResponse#MAX_NOTICES}.
   *
   * @param type what it is about, such as {@code bedrock.trace}
   * @param value the value; its class is told by the documentation of the type
   */
  record Notice(String type, Object value) implements StreamEvent {
    /** Checks that nothing is null. */
    public Notice {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * The last event: the answer is there. It holds the same response that
   * {@link FoundationModel#generate} would have given.
   *
   * @param response the whole answer
   */
  record Completed(GenerateResponse response) implements StreamEvent {
    /** Checks that there is a response. */
    public Completed {
      Objects.requireNonNull(response, "response");
    }
  }
}
