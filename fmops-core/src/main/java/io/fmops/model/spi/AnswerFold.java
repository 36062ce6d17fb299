package io.fmops.model.spi;

import io.fmops.model.CancelledException;
import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.text.TokenEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an answer of its events: what the core does for every call, for layers that have to see the
 * whole answer, too. Not thread-safe.
 */
public final class AnswerFold {

  private final List<Open> blocks = new ArrayList<>();
  private final List<StreamEvent.Notice> notices = new ArrayList<>(0);

  /** What a growing block becomes. */
  private enum Kind {
    TEXT,
    REASONING,
    TOOL_CALL
  }

  /** A block that may still grow. A text of one delta is kept as it is, without a copy. */
  private static final class Open {
    final int number;
    final Kind kind;
    final @Nullable ContentBlock whole;
    String id = "";
    String name = "";
    String first = "";

    @Nullable
    StringBuilder more;

    @Nullable
    StringBuilder signature;

    @Nullable
    List<Citation> citations;

    Open(int number, Kind kind, @Nullable ContentBlock whole) {
      this.number = number;
      this.kind = kind;
      this.whole = whole;
    }

    void append(String text) {
      if (more != null) {
        more.append(text);
      } else if (first.isEmpty()) {
        first = text;
      } else {
        more = new StringBuilder(first).append(text);
      }
    }

    void sign(String text) {
      if (!text.isEmpty()) {
        signature = signature == null ? new StringBuilder() : signature;
        signature.append(text);
      }
    }

    void cite(Citation citation) {
      citations = citations == null ? new ArrayList<>() : citations;
      citations.add(citation);
    }

    ContentBlock block() {
      if (whole != null) {
        return whole;
      }
      String text = more == null ? first : more.toString();
      return switch (kind) {
        case TEXT -> new ContentBlock.Text(text, citations == null ? List.of() : citations);
        case REASONING ->
          new ContentBlock.Reasoning(
              text, Optional.ofNullable(signature).map(StringBuilder::toString));
        case TOOL_CALL -> new ContentBlock.ToolCall(id, name, text);
      };
    }
  }

  /** Nothing yet. */
  public AnswerFold() {}

  /**
   * Adds what an event tells. A notice of the type {@link FailedAttempt#RESTART} takes back all
   * content before it. The last event, which has no content, is passed over.
   *
   * @param event the next event
   */
  public void add(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta delta) {
      open(delta.block(), Kind.TEXT).append(delta.text());
    } else if (event instanceof StreamEvent.ReasoningDelta delta) {
      Open open = open(delta.block(), Kind.REASONING);
      open.append(delta.text());
      open.sign(delta.signature());
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      Open open = open(delta.block(), Kind.TOOL_CALL);
      open.id = open.id.isEmpty() ? delta.id() : open.id;
      open.name = open.name.isEmpty() ? delta.name() : open.name;
      open.append(delta.arguments());
    } else if (event instanceof StreamEvent.CitationDelta delta) {
      open(delta.block(), Kind.TEXT).cite(delta.citation());
    } else if (event instanceof StreamEvent.WholeBlock whole) {
      blocks.add(new Open(whole.block(), Kind.TEXT, whole.content()));
    } else if (event instanceof StreamEvent.Notice notice) {
      add(notice);
    }
  }

  private void add(StreamEvent.Notice notice) {
    if (notice.type().equals(FailedAttempt.RESTART)) {
      blocks.clear();
    }
    if (notices.size() < GenerateResponse.MAX_NOTICES) {
      notices.add(notice);
    }
  }

  private Open open(int number, Kind kind) {
    // From the end, because providers close one block before they open the next.
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Open open = blocks.get(i);
      if (open.number == number && open.kind == kind && open.whole == null) {
        return open;
      }
    }
    Open open = new Open(number, kind, null);
    blocks.add(open);
    return open;
  }

  /**
   * All blocks so far.
   *
   * @return a copy
   */
  public List<ContentBlock> content() {
    ContentBlock[] content = new ContentBlock[blocks.size()];
    for (int i = 0; i < content.length; i++) {
      content[i] = blocks.get(i).block();
    }
    return List.of(content);
  }

  /**
   * What was told beside the content so far.
   *
   * @return a copy
   */
  public List<StreamEvent.Notice> notices() {
    return List.copyOf(notices);
  }

  /**
   * The answer, once its last event has come.
   *
   * @param told the response of the {@link StreamEvent.Completed}
   * @return the same with all content and notices
   */
  public GenerateResponse whole(GenerateResponse told) {
    return told.toBuilder().content(content()).notices(notices).build();
  }

  /**
   * Keeps in an exception what had arrived and what that used. The provider bills what was
   * generated but tells the usage with the last event only, so it is estimated here. A request that
   * was refused used nothing.
   *
   * @param request what was asked
   * @param problem how the call ended
   */
  public void keepIn(GenerateRequest request, ModelException problem) {
    problem.keepArrived(content(), usage(request, problem));
  }

  /**
   * The estimate that {@link #keepIn} makes.
   *
   * @param request what was asked
   * @param problem how the call ended
   * @return what the exchange used
   */
  public TokenUsage usage(GenerateRequest request, ModelException problem) {
    List<ContentBlock> content = content();
    boolean generating = !content.isEmpty()
        || problem instanceof CancelledException
        || problem instanceof TimedOutException
        || problem instanceof TruncatedStreamException
        || problem instanceof MalformedAnswerException;
    return generating ? estimate(request, content) : TokenUsage.estimated(0, 0);
  }

  /**
   * What an exchange used, as far as its texts tell: for providers that do not report it.
   *
   * @param request what was asked
   * @param content what was answered
   * @return an estimate
   */
  public static TokenUsage estimate(GenerateRequest request, List<ContentBlock> content) {
    return TokenUsage.estimated(request.estimatedInputTokens(), outputTokens(content));
  }

  private static long outputTokens(List<ContentBlock> content) {
    long sum = 0;
    for (ContentBlock block : content) {
      if (block instanceof ContentBlock.Text text) {
        sum += TokenEstimate.of(text.text());
      } else if (block instanceof ContentBlock.Reasoning reasoning) {
        sum += TokenEstimate.of(reasoning.text());
      } else if (block instanceof ContentBlock.ToolCall call) {
        sum += TokenEstimate.of(call.name()) + TokenEstimate.of(call.arguments());
      }
    }
    return sum;
  }
}
