package io.fmops.eval.judge;

import io.fmops.eval.stats.Estimate;
import io.fmops.model.ModelId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a judge agrees with people, and where it is biased, in figures and in words. Made by
 * {@link Calibration}. Immutable and thread-safe.
 *
 * @param judge the judge's model
 * @param judged how many answers or pairs both people and the judge have scored
 * @param unscored how many the judge gave no score
 * @param figures the figures, the most important first
 * @param verdict all of it in one word
 * @param warnings what speaks against the judge, and what could not be looked at, in sentences
 */
public record CalibrationReport(
    ModelId judge,
    long judged,
    long unscored,
    List<Figure> figures,
    Verdict verdict,
    List<String> warnings) {

  /** What a calibration says in one word. */
  public enum Verdict {
    /** It agrees with people at least moderately, and no bias was found. */
    FIT,
    /** It agrees with people fairly: good for a first look, not for a decision. */
    WEAK,
    /** It agrees with people, but a bias was found: mind it, or take another judge. */
    BIASED,
    /** It does not agree with people more than slightly. */
    UNFIT,
    /** Too few scores, or scores too much alike, to say. */
    UNKNOWN
  }

  /**
   * One figure.
   *
   * @param name names it, such as {@code weighted-kappa}
   * @param estimate the number and its interval of 95 %
   * @param pValue the probability of such a number by chance if there were no bias; absent where
   *     nothing was tested, or the interval is the test
   * @param meaning what it is, in words
   */
  public record Figure(String name, Estimate estimate, OptionalDouble pValue, String meaning) {

    /** Checks that nothing is null. */
    public Figure {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(estimate, "estimate");
      Objects.requireNonNull(pValue, "pValue");
      Objects.requireNonNull(meaning, "meaning");
    }

    @Override
    public String toString() {
      String p =
          pValue.isPresent() ? String.format(Locale.ROOT, ", p = %.4f", pValue.getAsDouble()) : "";
      return String.format(
          Locale.ROOT,
          "%s %.3f (%.3f to %.3f%s): %s",
          name,
          estimate.value(),
          estimate.low(),
          estimate.high(),
          p,
          meaning);
    }
  }

  /** Copies the lists. */
  public CalibrationReport {
    Objects.requireNonNull(judge, "judge");
    Objects.requireNonNull(verdict, "verdict");
    figures = List.copyOf(figures);
    warnings = List.copyOf(warnings);
  }

  /**
   * One of the figures.
   *
   * @param name its name
   * @return the figure, if it could be told
   */
  public Optional<Figure> figure(String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
  }

  /**
   * The whole report as text.
   *
   * @return lines for people
   */
  public String render() {
    StringBuilder text = new StringBuilder();
    text.append("Judge %s: %s\n".formatted(judge, words(verdict)));
    text.append("%,d scored by people and the judge, %,d unscored by the judge\n"
        .formatted(judged, unscored));
    figures.forEach(figure -> text.append("  ").append(figure).append('\n'));
    warnings.forEach(warning -> text.append("! ").append(warning).append('\n'));
    return text.toString();
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case FIT -> "fit; it agrees with people, and no bias was found";
      case WEAK -> "weak; it agrees with people fairly";
      case BIASED -> "biased; it agrees with people, but see the warnings";
      case UNFIT -> "unfit; it hardly agrees with people";
      case UNKNOWN -> "unknown; the data does not tell";
    };
  }
}
