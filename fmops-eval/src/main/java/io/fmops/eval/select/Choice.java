package io.fmops.eval.select;

import java.util.List;
import java.util.Optional;

/**
 * Which candidate was chosen and why. Immutable and thread-safe.
 *
 * @param winner the chosen candidate's name; absent only if no candidate could be chosen at all
 * @param decisive whether the data tells the winner from every other candidate; if not,
 *     {@code equals} names those that might as well have been chosen
 * @param equals the candidates that the data and the tolerances cannot tell from the winner
 * @param paretoFront the candidates of which no other one is at least as good by every criterion
 *     and better by one, in the order of the run
 * @param reason why, in one or two sentences with the figures
 */
public record Choice(
    Optional<String> winner,
    boolean decisive,
    List<String> equals,
    List<String> paretoFront,
    String reason) {

  /** Copies the lists. */
  public Choice {
    equals = List.copyOf(equals);
    paretoFront = List.copyOf(paretoFront);
  }
}
