package io.fmops.eval.gate;

import java.util.Objects;
import java.util.Optional;

/**
 * What conditions are checked against. Immutable and thread-safe.
 *
 * @param candidate the run that wants to pass
 * @param baseline the earlier run, or another candidate, that it is compared with; absent if there
 *     is none
 * @param maxMissing which share of the examples may be without a score or an answer, 0 to 1
 */
public record Evidence(CandidateRun candidate, Optional<CandidateRun> baseline, double maxMissing) {

  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if it is out of its range
   */
  public Evidence {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(baseline, "baseline");
    if (!(maxMissing >= 0 && maxMissing <= 1)) {
      throw new IllegalArgumentException(
          "the share that may be missing is " + maxMissing + "; it must be 0 to 1");
    }
  }
}
