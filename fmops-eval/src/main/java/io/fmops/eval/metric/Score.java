package io.fmops.eval.metric;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an {@link Evaluator} says about one answer. Immutable and thread-safe. */
public sealed interface Score {

  /**
   * What is scored, such as {@code rouge1} or {@code label}; one name always has one kind of score.
   *
   * @return the name
   */
  String name();

  /**
   * A number; more is better. Over a dataset it becomes a mean.
   *
   * @param name what is scored
   * @param value a finite number, mostly 0 to 1
   * @param reason why, in words, where somebody said it; a judge does
   */
  record Value(String name, double value, Optional<String> reason) implements Score {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Value {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(reason, "reason");
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " is " + value + "; a score must be finite");
      }
    }

    /**
     * A number that explains itself.
     *
     * @param name what is scored
     * @param value a finite number, mostly 0 to 1
     */
    public Value(String name, double value) {
      this(name, value, Optional.empty());
    }
  }

  /**
   * A number whose figure over a dataset is no mean: the parts of all examples are added up, and
   * the evaluator's {@linkplain Evaluator#formulas() formula} makes the figure of the sums. So have
   * corpus BLEU, the word error rate, or a share of tokens it.
   *
   * @param name what is scored
   * @param value what this example alone has, a finite number
   * @param parts finite numbers, as many for every example of one name
   */
  record Summed(String name, double value, List<Double> parts) implements Score {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is not finite, or there are no parts
     */
    public Summed {
      Objects.requireNonNull(name, "name");
      parts = List.copyOf(parts);
      if (parts.isEmpty()) {
        throw new IllegalArgumentException(name + " has no parts");
      }
      if (!Double.isFinite(value) || !parts.stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "%s is %s of %s; all of them must be finite".formatted(name, value, parts));
      }
    }
  }

  /**
   * A class. Over a dataset it becomes a confusion matrix with accuracy, precision, recall and F1.
   *
   * @param name what is scored
   * @param expected the reference label
   * @param predicted the label found in the answer, or {@link #NO_LABEL}
   */
  record Label(String name, String expected, String predicted) implements Score {
    /** Stands for an answer in which no label could be found. It counts as wrong. */
    public static final String NO_LABEL = "(none)";

    /** Checks that nothing is null. */
    public Label {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(expected, "expected");
      Objects.requireNonNull(predicted, "predicted");
      if (expected.equals(NO_LABEL)) {
        throw new IllegalArgumentException(
            NO_LABEL + " cannot be expected; it stands for no label");
      }
    }
  }

  /**
   * No score could be given: there is no reference, or a judge was unreadable. Counted and shown,
   * never taken for a zero.
   *
   * @param name what should have been scored
   * @param reason why not
   */
  record Unscored(String name, String reason) implements Score {
    /** Checks that nothing is null. */
    public Unscored {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
