package io.fmops.chain.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * What a journal keeps of a run beside its entries; written once, when the run begins. Immutable
 * and thread-safe.
 *
 * @param chain names the chain; any text of 1 to 200 characters without control characters
 * @param definition what the chain is made of, as lines of text of any length; opaque to the store
 * @param input the run's input, as text of any length; opaque to the store
 * @param begun when the run began; a store may keep it to the millisecond only
 */
public record RunHeader(String chain, String definition, String input, Instant begun) {
  /** Checks that nothing is null. */
  public RunHeader {
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(begun, "begun");
  }

  /** Tells the shape, not the input. */
  @Override
  public String toString() {
    return "RunHeader[chain=%s, begun=%s]".formatted(chain, begun);
  }
}
