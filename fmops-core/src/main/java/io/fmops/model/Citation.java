package io.fmops.model;

import java.util.Objects;
import java.util.Optional;

/**
 * A source that a part of an answer rests on. Immutable and thread-safe.
 *
 * @param title the title of the source, if the provider told it
 * @param quote the words of the source; empty if the provider told only the place
 * @param location where in the source
 */
public record Citation(Optional<String> title, String quote, Optional<Location> location) {

  /** Checks that nothing is null. */
  public Citation {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(quote, "quote");
    Objects.requireNonNull(location, "location");
  }

  /** A place in a source. */
  public sealed interface Location {}

  /**
   * A part of one of the request's documents.
   *
   * @param document which document, counted from 0 in the order of the request
   * @param unit what start and end count
   * @param start the first one that belongs to the part
   * @param end the first one after the part
   */
  public record InDocument(int document, Unit unit, int start, int end) implements Location {
    /** Checks that there is a unit. */
    public InDocument {
      Objects.requireNonNull(unit, "unit");
    }
  }

  /** What the ends of an {@link InDocument} count. */
  public enum Unit {
    /** Characters of the document's text. */
    CHARACTER,
    /** Pages. */
    PAGE,
    /** Pieces of a document that was given in pieces, such as search results. */
    CHUNK
  }

  /**
   * A page of the web, or another thing with an address.
   *
   * @param address as the provider told it; foreign text, not to be followed without a check
   */
  public record AtAddress(String address) implements Location {
    /** Checks that there is an address. */
    public AtAddress {
      Objects.requireNonNull(address, "address");
    }
  }
}
