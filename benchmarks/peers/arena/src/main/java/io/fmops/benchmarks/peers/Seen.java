package io.fmops.benchmarks.peers;

import java.util.concurrent.atomic.AtomicInteger;

/** What the server has seen of one model's calls. Thread-safe. */
final class Seen {

  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger chunks = new AtomicInteger();
  final AtomicInteger gone = new AtomicInteger();

  /** Requests, chunks written by pieces, and connections that the client ended in an answer. */
  @Override
  public String toString() {
    return requests + " " + chunks + " " + gone;
  }
}
