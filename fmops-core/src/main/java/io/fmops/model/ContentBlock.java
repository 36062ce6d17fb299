package io.fmops.model;

import java.time.Duration;
import java.util.List;
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
   * Text, and in an answer the sources that it rests on.
   *
   * @param text the text; may be empty
   * @param citations where the model took it from, in the order told; mostly none
   */
  record Text(String text, List<Citation> citations) implements ContentBlock {
    /** Copies the list and checks that nothing is null. */
    public Text {
      Objects.requireNonNull(text, "text");
      citations = List.copyOf(citations);
    }

    /**
     * Text without sources.
     *
     * @param text the text; may be empty
     */
    public Text(String text) {
      this(text, List.of());
    }
  }

  /**
   * A picture for the model to look at, or one that it made.
   *
   * @param source the picture, of a media type such as {@code image/png}
   */
  record Image(MediaSource source) implements ContentBlock {
    /** Checks that there is a picture. */
    public Image {
      Objects.requireNonNull(source, "source");
    }
  }

  /**
   * A document for the model to read.
   *
   * @param name what the document is called; models read it, so it is neutral, without a path. Some
   *     providers take only letters, digits, spaces, hyphens and brackets
   * @param source the document, of a media type such as {@code application/pdf} or
   *     {@code text/plain}
   * @param citable whether the answer shall tell which parts of the document it rests on
   */
  record Document(String name, MediaSource source, boolean citable) implements ContentBlock {
    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public Document {
      Objects.requireNonNull(source, "source");
      if (name.isBlank()) {
        throw new IllegalArgumentException("a document needs a name that is not blank");
      }
    }
  }

  /**
   * A video for the model to watch.
   *
   * @param source the video, of a media type such as {@code video/mp4}
   */
  record Video(MediaSource source) implements ContentBlock {
    /** Checks that there is a video. */
    public Video {
      Objects.requireNonNull(source, "source");
    }
  }

  /**
   * The model wants a tool to be called. Only in turns of the model's.
   *
   * @param id names this call; its {@link ToolResult} has the same
   * @param name the tool's name
   * @param arguments the arguments as the model wrote them: a JSON object if all went well. They
   *     may be cut off if the answer {@linkplain GenerateResponse#truncated() is}, and they may be
   *     nonsense: check before use
   */
  record ToolCall(String id, String name, String arguments) implements ContentBlock {
    /** Checks that nothing is null. */
    public ToolCall {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(arguments, "arguments");
    }
  }

  /**
   * What a tool gave. Only in turns of the user's.
   *
   * @param callId the {@link ToolCall#id()} that this answers
   * @param content what the tool gave: texts, images, documents; may be empty
   * @param error whether the tool failed, so that the content says why
   */
  record ToolResult(String callId, List<ContentBlock> content, boolean error)
      implements ContentBlock {
    /**
     * Copies the list and checks it.
     *
     * @throws IllegalArgumentException if the content holds a call or a result of a tool
     */
    public ToolResult {
      Objects.requireNonNull(callId, "callId");
      content = List.copyOf(content);
      if (content.stream().anyMatch(b -> b instanceof ToolCall || b instanceof ToolResult)) {
        throw new IllegalArgumentException(
            "the result of a tool holds texts, images and documents, but no calls or results");
      }
    }

    /**
     * A result of one text.
     *
     * @param callId the {@link ToolCall#id()} that this answers
     * @param text what the tool gave
     * @return the result
     */
    public static ToolResult of(String callId, String text) {
      return new ToolResult(callId, List.of(new Text(text)), false);
    }

    /**
     * A failure, told to the model.
     *
     * @param callId the {@link ToolCall#id()} that this answers
     * @param why what went wrong, in words that help the model to do better
     * @return the result
     */
    public static ToolResult failed(String callId, String why) {
      return new ToolResult(callId, List.of(new Text(why)), true);
    }
  }

  /**
   * A mark: everything before it may be kept in the provider's prompt cache, so that the next
   * request with the same beginning is cheaper. Providers that cache by themselves, or not at all,
   * pass it over: it changes no answer.
   *
   * @param timeToLive how long to keep it; absent for the provider's default
   */
  record CachePoint(Optional<Duration> timeToLive) implements ContentBlock {
    /** Checks that there is no null. */
    public CachePoint {
      Objects.requireNonNull(timeToLive, "timeToLive");
    }

    /** A mark that lasts as long as the provider's default. */
    public CachePoint() {
      this(Optional.empty());
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
