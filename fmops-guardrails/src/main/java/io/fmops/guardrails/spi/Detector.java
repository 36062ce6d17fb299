package io.fmops.guardrails.spi;

import io.fmops.guardrails.Check;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Looks at a text and says what it found. It judges nothing and changes nothing. Implementations
 * are thread-safe and take any string, however long and however broken; their time and memory are
 * linear in its length. One that cannot tell throws, and the policy says what that means; a wait
 * ends when its thread is interrupted. The contract kit is {@code DetectorContract} in
 * fmops-testkit.
 */
@FunctionalInterface
public interface Detector extends AutoCloseable {

  /** How much of a text a detector has to see at once. */
  enum Scope {
    /**
     * Short things that are recognised by themselves and their near surroundings: an address, a
     * key, a word. The detector is given each part of the text with at least
     * {@value Detector#MAX_SPAN} chars before it, invisible ones not counted. A finding that
     * reaches to the end of a part is not believed until more is there, unless the text ends there,
     * too ({@link Excerpt#ends}).
     */
    SPAN,
    /** Sentences, each by itself: classifiers. */
    SENTENCE,
    /** The whole text. A stream is held back until its end for such a detector. */
    WHOLE
  }

  /** What a look costs; cheaper detectors look first. */
  enum Cost {
    /** Microseconds, without ever waiting for anything: it runs on the caller's own thread. */
    INSTANT,
    /** Milliseconds, in this process. */
    LOCAL,
    /** A call over the network, which may cost money. */
    REMOTE
  }

  /**
   * The longest thing, in chars, that a detector of {@link Scope#SPAN} is sure to be shown whole.
   */
  int MAX_SPAN = 128;

  /**
   * The detector's name in findings and reports. Default: the simple name of its class.
   *
   * @return a short name
   */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Looks at a text.
   *
   * @param excerpt the text and what is known about it
   * @return what was found, by its beginning; empty if nothing was
   */
  List<Finding> detect(Excerpt excerpt);

  /**
   * Looks at a text of which nothing else is known.
   *
   * @param text any text
   * @return what was found, by its beginning; empty if nothing was
   */
  default List<Finding> detect(String text) {
    return detect(Excerpt.of(text));
  }

  /**
   * How much of a text the detector has to see at once. Default: {@link Scope#WHOLE}, which is
   * always right and makes streams wait.
   *
   * @return the same for all of the detector's life
   */
  default Scope scope() {
    return Scope.WHOLE;
  }

  /**
   * What a look costs. Default: {@link Cost#LOCAL}.
   *
   * @return the same for all of the detector's life
   */
  default Cost cost() {
    return Cost.LOCAL;
  }

  /**
   * Whether the detector asks something of whole answers only, such as their length or form, and
   * not of a model's reasoning, of the arguments of tool calls and of quotes. Default: false.
   *
   * @return the same for all of the detector's life
   */
  default boolean answersOnly() {
    return false;
  }

  /**
   * The categories that findings can have, so that a policy's rule for another one is told to be a
   * mistake. Default: none, which means that they are not known in advance.
   *
   * @return the same for all of the detector's life; all of them, or none
   */
  default Set<String> categories() {
    return Set.of();
  }

  /**
   * How long a look may take if the policy does not say: what the detector needs when all goes
   * well, with some room. Default: {@link Check#DEFAULT_TIMEOUT}.
   *
   * @return above zero; the same for all of the detector's life
   */
  default Duration timeout() {
    return Check.DEFAULT_TIMEOUT;
  }

  /** Gives back what the detector holds. Default: nothing. */
  @Override
  default void close() {}
}
