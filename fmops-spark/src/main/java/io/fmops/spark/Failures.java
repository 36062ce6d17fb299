package io.fmops.spark;

import io.fmops.model.CancelledException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** What ended a run before its end, as its caller is told. */
final class Failures {

  private Failures() {}

  static RuntimeException of(Exception problem, String dataset, String checkpoint) {
    if (interrupted(problem)) {
      Thread.currentThread().interrupt();
      CancelledException cancelled = new CancelledException(
          "the evaluation of %s was interrupted; its whole waves are in %s, and another run goes on from there"
              .formatted(dataset, checkpoint));
      cancelled.addSuppressed(problem);
      return cancelled;
    }
    if (problem instanceof IOException unwritable) {
      return new UncheckedIOException(
          "the rows of %s cannot be written: %s".formatted(dataset, unwritable.getMessage()),
          unwritable);
    }
    if (problem instanceof RuntimeException known) {
      return known;
    }
    return new IllegalStateException(
        "a job of the evaluation of %s failed (%s); its whole waves are in %s, and another run goes on from there"
            .formatted(dataset, firstLine(root(problem)), checkpoint),
        problem);
  }

  private static boolean interrupted(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          // A timeout of a socket is one by its class only.
          || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException))
          || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  private static Throwable root(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String firstLine(Throwable problem) {
    return problem.toString().lines().findFirst().orElse("");
  }
}
