package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.JsonSchema;
import io.fmops.text.BoundedText;
import io.fmops.text.Words;
import io.fmops.tool.JsonMismatchException;
import io.fmops.tool.SchemaCheck;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The evaluators that check a property of the answer: whether it is JSON, matches a pattern,
 * contains texts, or gives the right number or code. All of them score 1 or 0, and a 0 says why.
 * Those that can be given several times to one run have a name to tell them apart. They are
 * immutable and thread-safe.
 */
public final class AnswerChecks {

  private static final JsonSchema ANYTHING = JsonSchema.of("{}");
  private static final String NO_REFERENCE = "the example has no reference";

  /** How often a pattern may look at each char of an answer. */
  private static final long LOOKS_A_CHAR = 1_000;

  private static final long MIN_LOOKS = 100_000;

  private AnswerChecks() {}

  /**
   * Scores 1 for an answer that is one JSON value (RFC 8259) and nothing else but white space, and
   * else 0. A code fence or a word around it is a 0, because what reads the answer would stumble
   * over it, too.
   *
   * @return an evaluator whose score is named {@code json}
   */
  public static Evaluator json() {
    return schema("json", SchemaCheck.of(ANYTHING));
  }

  /**
   * Scores 1 for an answer that is one JSON value, fits a schema, and is nothing else, and else 0.
   *
   * @param name the score's name
   * @param schema a schema of keywords that {@link SchemaCheck} knows
   * @return an evaluator with one score
   * @throws IllegalArgumentException if the schema says something that would not be checked
   */
  public static Evaluator jsonSchema(String name, JsonSchema schema) {
    SchemaCheck check = SchemaCheck.of(schema);
    Set<String> unchecked = check.unchecked();
    if (!unchecked.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the schema says %s, which cannot be checked".formatted(name, unchecked));
    }
    return schema(name, check);
  }

  private static Evaluator schema(String name, SchemaCheck check) {
    Objects.requireNonNull(name, "name");
    return (example, answer) -> {
      try {
        check.check(answer);
        return List.of(new Score.Value(name, 1));
      } catch (JsonMismatchException e) {
        return List.of(new Score.Value(name, 0, Optional.ofNullable(e.getMessage())));
      }
    };
  }

  /**
   * Scores 1 for an answer in which a regular expression finds something, be it empty, and else 0.
   * For the whole answer, write {@code \A...\z}; to forbid something, {@code \A(?!(?s:.*)bad)}. The
   * expression may look at a thousand chars for each char of the answer; if it needs more, because
   * it goes back over and over, the answer is {@link Score.Unscored}.
   *
   * @param name the score's name
   * @param pattern what to find
   * @return an evaluator with one score
   */
  public static Evaluator regex(String name, Pattern pattern) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(pattern, "pattern");
    return (example, answer) -> {
      try {
        boolean found = pattern
            .matcher(new BoundedText(answer, Math.max(MIN_LOOKS, LOOKS_A_CHAR * answer.length())))
            .find();
        return List.of(found ? new Score.Value(name, 1) : zero(name, "no match of " + pattern));
      } catch (BoundedText.TooManyStepsException | StackOverflowError e) {
        return List.of(new Score.Unscored(
            name,
            "the expression %s goes back too often on %d chars; avoid repetitions in repetitions"
                .formatted(pattern, answer.length())));
      }
    };
  }

  /**
   * Scores 1 for an answer that contains all of some texts, and else 0. Case and width do not
   * matter: both are compared in Unicode's NFKC and lower case.
   *
   * @param name the score's name
   * @param texts what to look for, at least one, none empty
   * @return an evaluator with one score
   * @throws IllegalArgumentException if there is no text, or an empty one
   */
  public static Evaluator containsAll(String name, List<String> texts) {
    List<String> wanted = normalized(name, texts);
    return (example, answer) -> {
      String text = Words.normalize(answer);
      return List.of(wanted.stream()
          .filter(part -> !text.contains(part))
          .findFirst()
          .map(missing -> zero(name, "without \"%.60s\"".formatted(missing)))
          .orElseGet(() -> new Score.Value(name, 1)));
    };
  }

  /**
   * Scores 1 for an answer that contains at least one of some texts, and else 0. Case and width do
   * not matter.
   *
   * @param name the score's name
   * @param texts what to look for, at least one, none empty
   * @return an evaluator with one score
   * @throws IllegalArgumentException if there is no text, or an empty one
   */
  public static Evaluator containsAny(String name, List<String> texts) {
    List<String> wanted = normalized(name, texts);
    return (example, answer) -> {
      String text = Words.normalize(answer);
      return List.of(
          wanted.stream().anyMatch(text::contains)
              ? new Score.Value(name, 1)
              : zero(name, "none of %d texts".formatted(wanted.size())));
    };
  }

  private static List<String> normalized(String name, List<String> texts) {
    Objects.requireNonNull(name, "name");
    List<String> normal = texts.stream().map(Words::normalize).toList();
    if (normal.isEmpty() || normal.contains("")) {
      throw new IllegalArgumentException(name + ": there is no text to look for, or an empty one");
    }
    return normal;
  }

  /**
   * Scores 1 for an answer whose last number is that of a reference, and else 0; close is close
   * enough if {@code |answer - reference| <= max(absolute, relative * |reference|)}.
   *
   * <p>Read are digits of every width, thousands between commas, a decimal point, an exponent, a
   * sign, and the Japanese units 千, 万, 億 and 兆 behind digits: {@code １億2,000万円} is 120,000,000.
   * With a percent sign a number is a hundredth; where only one of the two has it, it is taken both
   * ways, so that 50 % is 50 and is 0.5. Fractions and numbers in words or kanji are not read. A
   * reference without a number is {@link Score.Unscored}.
   *
   * @param absolute the distance allowed, 0 or more, in the reference's unit (of two percentages,
   *     in parts of 1)
   * @param relative the distance allowed as a part of the reference, 0 or more
   * @return an evaluator whose score is named {@code numeric-match}
   * @throws IllegalArgumentException if a distance is negative or not finite
   */
  public static Evaluator numericMatch(double absolute, double relative) {
    if (!(absolute >= 0 && relative >= 0 && Double.isFinite(absolute + relative))) {
      throw new IllegalArgumentException(
          "the distances allowed are %s and %s; they must be finite and 0 or more"
              .formatted(absolute, relative));
    }
    String name = "numeric-match";
    return (example, answer) -> {
      List<AnswerNumber> references = example.references().stream()
          .flatMap(reference -> AnswerNumber.last(reference).stream())
          .toList();
      if (references.isEmpty()) {
        return unscored(example, name, "the reference has no number");
      }
      Optional<AnswerNumber> number = AnswerNumber.last(answer);
      if (number.isEmpty()) {
        return List.of(zero(name, "the answer has no number"));
      }
      AnswerNumber given = number.get();
      boolean near =
          references.stream().anyMatch(reference -> given.near(reference, absolute, relative));
      return List.of(near ? new Score.Value(name, 1) : zero(name, "read " + given.written()));
    };
  }

  /**
   * Scores 1 for an answer that is the reference's code, and else 0. Comments do not matter, nor
   * does white space that separates nothing; indentation does where the language says so, with a
   * tab up to the next eighth column. Of an answer with one Markdown fence, its content counts.
   * Names, order and literals must be the same; whether the code does the same is not known here.
   *
   * @param style the language's comments
   * @return an evaluator whose score is named {@code code-exact}
   */
  public static Evaluator codeExact(CommentStyle style) {
    Objects.requireNonNull(style, "style");
    String name = "code-exact";
    return (example, answer) -> {
      if (example.references().isEmpty()) {
        return unscored(example, name, NO_REFERENCE);
      }
      String code = CodeText.normalize(answer, style);
      boolean same = example.references().stream()
          .anyMatch(reference -> CodeText.normalize(reference, style).equals(code));
      return List.of(new Score.Value(name, same ? 1 : 0));
    };
  }

  private static List<Score> unscored(Example example, String name, String reason) {
    return List.of(
        new Score.Unscored(name, example.references().isEmpty() ? NO_REFERENCE : reason));
  }

  private static Score.Value zero(String name, String reason) {
    return new Score.Value(name, 0, Optional.of(reason));
  }
}
