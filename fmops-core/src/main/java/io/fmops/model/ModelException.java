package io.fmops.model;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which a call fails. The tree is closed, so that a caller can handle every case,
 * and each kind says whether trying again can help.
 *
 * <p>The message is one line for people: what went wrong, with which model, and where there is one,
 * the remedy. Prompts and answers are never part of it.
 */
public abstract sealed class ModelException extends RuntimeException
    permits BlockedByGuardrailException,
        BudgetExceededException,
        CancelledException,
        MalformedAnswerException,
        ModelNotFoundException,
        NotAuthorizedException,
        ProviderException,
        RejectedInputException,
        ThrottledException,
        TimedOutException,
        TruncatedStreamException,
        UnavailableException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorDetails details;
  /** Whether the same call, made again, may succeed. */
  private final boolean retryable;

  private transient volatile @Nullable Arrived arrived;

  private transient volatile @Nullable TokenUsage earlier;

  /** Told together, so that nobody sees one without the other. */
  private record Arrived(List<ContentBlock> content, TokenUsage usage) {
    static final Arrived NOTHING = new Arrived(List.of(), TokenUsage.UNKNOWN);
  }

  ModelException(
      String message, ErrorDetails details, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.details = details;
    this.retryable = retryable;
  }

  /**
   * Whether the same call, made again, may succeed.
   *
   * @return true if retrying can help
   */
  public final boolean retryable() {
    return retryable;
  }

  /**
   * What the provider told.
   *
   * @return the provider's code, request id and wish to wait, as far as it gave them
   */
  public final ErrorDetails details() {
    return details == null ? ErrorDetails.NONE : details;
  }

  /**
   * What had arrived of the answer when the call failed.
   *
   * @return the blocks so far; empty if nothing had arrived
   */
  public final List<ContentBlock> partialContent() {
    return arrived().content();
  }

  /**
   * What the exchange that failed used, as far as anybody can tell: mostly an estimate, because
   * providers report usage with the last event. {@link TokenUsage#UNKNOWN} until a layer or the
   * core has looked at it; zero for a request that was refused.
   *
   * @return the usage of this exchange, without earlier attempts that failed, and of the exchanges
   *     before it that succeeded, such as the earlier turns of a loop of tools
   */
  public final TokenUsage usage() {
    TokenUsage before = earlier;
    return before == null ? arrived().usage() : before.plus(arrived().usage());
  }

  /**
   * How many exchanges were made until the call failed: this one and the earlier ones among
   * {@link #getSuppressed()}, where a layer that tries again puts them, each with those before it.
   *
   * @return at least 1
   */
  public final int attempts() {
    int attempts = 1;
    for (Throwable earlier : getSuppressed()) {
      if (earlier instanceof ModelException problem) {
        attempts += problem.attempts();
      }
    }
    return attempts;
  }

  private Arrived arrived() {
    Arrived told = arrived;
    return told == null ? Arrived.NOTHING : told;
  }

  /**
   * For engines and layers: keeps what had arrived and what that used. Only the first call that
   * tells something counts.
   *
   * @param content the blocks so far
   * @param usage what the exchange used
   */
  public final void keepArrived(List<ContentBlock> content, TokenUsage usage) {
    Arrived told = new Arrived(List.copyOf(content), usage);
    if (arrived == null && !told.equals(Arrived.NOTHING)) {
      arrived = told;
    }
  }

  /**
   * For layers that withhold or change content: what had arrived is this and no more, also of the
   * exceptions among {@link #getSuppressed()} and the causes, whose content is dropped. What was
   * used stays as it was told.
   *
   * @param content what was handed over
   * @param otherwise what the exchange used, if nobody has told that yet
   */
  public final void keepOnly(List<ContentBlock> content, TokenUsage otherwise) {
    keep(content, otherwise);
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      Throwable next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (next != this && next instanceof ModelException other) {
        other.keep(List.of(), TokenUsage.UNKNOWN);
      }
      open.addAll(List.of(next.getSuppressed()));
      Optional.ofNullable(next.getCause()).ifPresent(open::add);
    }
  }

  private void keep(List<ContentBlock> content, TokenUsage otherwise) {
    TokenUsage told = arrived().usage();
    Arrived kept = new Arrived(
        List.copyOf(content), told.source() == TokenUsage.Source.UNKNOWN ? otherwise : told);
    arrived = kept.equals(Arrived.NOTHING) ? null : kept;
  }

  /**
   * For layers that make one answer of several exchanges: adds what those used that came before the
   * one that failed. Called by one layer's thread at a time.
   *
   * @param used what the earlier exchanges used
   */
  public final void addEarlierUsage(TokenUsage used) {
    TokenUsage before = earlier;
    earlier = before == null ? used : before.plus(used);
  }
}
