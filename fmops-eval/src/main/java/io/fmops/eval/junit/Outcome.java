package io.fmops.eval.junit;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of one example.
 *
 * @param score empty if there is none
 * @param first the score of the first attempt; empty if it gave none
 * @param attempts how often the method was run
 * @param reason why it did not pass, in one line
 * @param answer what the method reported, if the rows are kept
 * @param millis how long the last attempt took
 */
record Outcome(
    OptionalDouble score,
    OptionalDouble first,
    int attempts,
    Optional<String> reason,
    Optional<String> answer,
    double millis) {}
