package io.fmops.eval.judge;

import java.util.Objects;

/** What a judge says about two answers, asked in both orders. Immutable and thread-safe. */
public sealed interface PairVerdict {

  /**
   * Both orders were judged.
   *
   * @param asGiven what the judge preferred when the first answer was shown first
   * @param swapped what it preferred when the second answer was shown first
   * @param reason why, in the judge's words; empty if it gave none
   */
  record Judged(Preference asGiven, Preference swapped, String reason) implements PairVerdict {

    /** Checks that nothing is null. */
    public Judged {
      Objects.requireNonNull(asGiven, "asGiven");
      Objects.requireNonNull(swapped, "swapped");
      Objects.requireNonNull(reason, "reason");
    }

    /**
     * How the first answer did. It wins or loses only if both orders say so; whatever else is a
     * tie.
     *
     * @return the outcome
     */
    public PairOutcome outcome() {
      if (asGiven == Preference.FIRST && swapped == Preference.SECOND) {
        return PairOutcome.WIN;
      }
      return asGiven == Preference.SECOND && swapped == Preference.FIRST
          ? PairOutcome.LOSS
          : PairOutcome.TIE;
    }

    /**
     * Whether both orders say the same of the same answer.
     *
     * @return false if the order changed the verdict
     */
    public boolean consistent() {
      return outcome() != PairOutcome.TIE
          || (asGiven == Preference.TIE && swapped == Preference.TIE);
    }
  }

  /**
   * There is no verdict.
   *
   * @param reason why not
   */
  record Unjudged(String reason) implements PairVerdict {

    /** Checks that there is a reason. */
    public Unjudged {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
