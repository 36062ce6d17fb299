package io.fmops.spark;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.RowRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a candidate that nobody can call from one that some machines cannot call. An executor that
 * was refused once gives all later rows of the candidate the same error without a call, so a single
 * one without credentials would use up wave after wave. The former is given up, as in a local run;
 * the latter ends the run. For one thread, the driver's.
 */
final class GivenUp {

  private final List<String> names;
  private final List<RowRunner> driver;
  private final String checkpoint;
  private final Map<String, Seen> candidates = new LinkedHashMap<>();

  /** What the rows so far say of a candidate. */
  private static final class Seen {
    boolean answered;
    boolean confirmed;

    @Nullable
    ResultRow refused;
  }

  /**
   * Nothing is known yet.
   *
   * @param names the candidates' names
   * @param driver what calls them on the driver, in the same order
   * @param checkpoint where the rows are
   */
  GivenUp(List<String> names, List<RowRunner> driver, String checkpoint) {
    this.names = names;
    this.driver = driver;
    this.checkpoint = checkpoint;
  }

  void see(ResultRow row) {
    Seen seen = candidates.computeIfAbsent(row.candidate(), name -> new Seen());
    seen.answered |= row.response().isPresent();
    if (row.candidateFailed() && !isCall(seen.refused)) {
      seen.refused = row;
    }
  }

  /** Only the first such row of an executor was a call; the others have its error. */
  private static boolean isCall(@Nullable ResultRow row) {
    return row != null && row.request().isPresent();
  }

  /**
   * To be called when a wave is summed up. A candidate that has had no answer yet is tried on the
   * driver, once a run.
   *
   * @throws IllegalStateException if a candidate is callable on some machines only
   */
  void check() {
    candidates.forEach((name, seen) -> {
      ResultRow refused = seen.refused;
      if (refused == null) {
        return;
      }
      if (seen.answered) {
        throw someOnly(refused, "other calls of it were answered");
      }
      if (!seen.confirmed) {
        confirm(refused);
        seen.confirmed = true;
      }
    });
  }

  private void confirm(ResultRow refused) {
    ResultRow tried = driver
        .get(names.indexOf(refused.candidate()))
        .run(refused.index(), refused.repetition(), refused.example());
    if (!tried.candidateFailed()) {
      throw someOnly(
          refused,
          tried
              .error()
              .map(error -> "on the driver it is \"" + error + "\"")
              .orElse("the driver can call it"));
    }
  }

  private IllegalStateException someOnly(ResultRow refused, String others) {
    return new IllegalStateException(
        "candidate \"%s\" cannot be called on an executor (%s), and %s; see that each executor has the same credentials, region and settings, and run it again: the rows with an answer are in %s, and only the others are asked"
            .formatted(refused.candidate(), refused.error().orElse(""), others, checkpoint));
  }
}
