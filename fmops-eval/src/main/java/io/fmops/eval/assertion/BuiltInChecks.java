package io.fmops.eval.assertion;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.dataset.Assertion;
import io.fmops.eval.metric.AnswerChecks;
import io.fmops.eval.metric.Bleu;
import io.fmops.eval.metric.EditDistance;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Rouge;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Tokenization;
import io.fmops.eval.metric.Trial;
import io.fmops.text.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The checks that need nothing but the answer, with promptfoo's meanings (<a
 * href="https://www.promptfoo.dev/docs/configuration/expected-outputs/deterministic/">deterministic
 * metrics</a>). Stateless.
 */
final class BuiltInChecks {

  private static final double DEFAULT_DISTANCE = 5;
  private static final double DEFAULT_ROUGE = 0.75;
  private static final double DEFAULT_BLEU = 0.5;

  private static final Rouge ROUGE = Rouge.of(Tokenization.UNICODE);
  private static final AssertionCheck BLEU_OF_WORDS = bleu(Bleu.Tokenizer.V13A);
  private static final AssertionCheck BLEU_OF_CHARACTERS = bleu(Bleu.Tokenizer.CHAR);

  /** As JSON.parse has it: one value, and of keys that come twice the last. */
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .build();

  /** Finds a value with whatever stands behind it. */
  private static final JsonFactory FRAGMENTS = new JsonFactory();

  /** How many characters are looked at to find JSON in an answer, before that is given up. */
  private static final long MAX_LOOKED_AT = 5_000_000;

  /** To begin to look takes about as long as to look at so many characters. */
  private static final long LOOK = 1_000;

  /** 1 and 1.0 are the same number. */
  private static final Comparator<JsonNode> BY_VALUE = (a, b) -> {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue());
    }
    return a.equals(b) ? 0 : 1;
  };

  private BuiltInChecks() {}

  private static AssertionCheck bleu(Bleu.Tokenizer tokenizer) {
    return AssertionCheck.byScore(
        Evaluators.of(Bleu.builder().tokenizer(tokenizer).lowercase(true).build()), DEFAULT_BLEU);
  }

  static Map<String, AssertionCheck> all() {
    Map<String, AssertionCheck> checks = new LinkedHashMap<>();
    checks.put("equals", BuiltInChecks::equalTo);
    checks.put("contains", oneText(String::contains, "contain"));
    checks.put("icontains", oneText(BuiltInChecks::containsInAnyCase, "contain"));
    checks.put("contains-any", (a, t) -> any(a, t, String::contains));
    checks.put("icontains-any", (a, t) -> any(a, t, BuiltInChecks::containsInAnyCase));
    checks.put("contains-all", (a, t) -> all(a, t, String::contains));
    checks.put("icontains-all", (a, t) -> all(a, t, BuiltInChecks::containsInAnyCase));
    checks.put("starts-with", oneText(String::startsWith, "start with"));
    checks.put("regex", BuiltInChecks::regex);
    checks.put("is-json", BuiltInChecks::isJson);
    checks.put("contains-json", BuiltInChecks::containsJson);
    checks.put("levenshtein", BuiltInChecks::levenshtein);
    checks.put("rouge-n", BuiltInChecks::rouge);
    checks.put("bleu", BuiltInChecks::bleu);
    checks.put("latency", BuiltInChecks::latency);
    return checks;
  }

  private static AssertionOutcome needsText(Assertion assertion) {
    return new AssertionOutcome.Unchecked(assertion.type() + " needs a text as its value");
  }

  private static AssertionCheck oneText(BiPredicate<String, String> test, String verb) {
    return (assertion, trial) -> {
      String wanted = assertion.text().orElse("");
      if (wanted.isEmpty()) {
        return needsText(assertion);
      }
      boolean holds = test.test(trial.answer(), wanted);
      return AssertionOutcome.of(
          holds,
          "the answer does %s%s \"%s\"".formatted(holds ? "" : "not ", verb, Shown.of(wanted)));
    };
  }

  private static boolean containsInAnyCase(String answer, String wanted) {
    return answer.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
  }

  private static AssertionOutcome equalTo(Assertion assertion, Trial trial) {
    Optional<String> text = assertion.text();
    if (text.isPresent()) {
      boolean holds = text.get().equals(trial.answer());
      return AssertionOutcome.of(
          holds, "the answer is %s\"%s\"".formatted(holds ? "" : "not ", Shown.of(text.get())));
    }
    Optional<JsonNode> wanted = assertion.value().flatMap(BuiltInChecks::json);
    if (wanted.isEmpty()) {
      return needsText(assertion);
    }
    boolean holds = json(trial.answer())
        .filter(answer -> wanted.get().equals(BY_VALUE, answer))
        .isPresent();
    return AssertionOutcome.of(
        holds,
        "the answer is %sthe JSON %s"
            .formatted(holds ? "" : "not ", Shown.of(assertion.value().orElse(""))));
  }

  private static Optional<JsonNode> json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static List<String> texts(Assertion assertion) {
    // One text is several with commas between them, as in a CSV file.
    return assertion.text().map(CommaSeparated::split).orElseGet(assertion::texts);
  }

  private static AssertionOutcome any(
      Assertion assertion, Trial trial, BiPredicate<String, String> test) {
    List<String> wanted = texts(assertion);
    if (wanted.isEmpty()) {
      return new AssertionOutcome.Unchecked(assertion.type() + " needs texts as its value");
    }
    Optional<String> found =
        wanted.stream().filter(text -> test.test(trial.answer(), text)).findFirst();
    return AssertionOutcome.of(
        found.isPresent(),
        found
            .map(text -> "the answer does contain \"%s\"".formatted(Shown.of(text)))
            .orElseGet(() -> "the answer does contain none of " + Shown.of(wanted)));
  }

  private static AssertionOutcome all(
      Assertion assertion, Trial trial, BiPredicate<String, String> test) {
    List<String> wanted = texts(assertion);
    if (wanted.isEmpty()) {
      return new AssertionOutcome.Unchecked(assertion.type() + " needs texts as its value");
    }
    List<String> missing =
        wanted.stream().filter(text -> !test.test(trial.answer(), text)).toList();
    return AssertionOutcome.of(
        missing.isEmpty(),
        missing.isEmpty()
            ? "the answer does contain all of " + Shown.of(wanted)
            : "the answer does not contain " + Shown.of(missing));
  }

  private static AssertionOutcome regex(Assertion assertion, Trial trial) {
    String text = assertion.text().orElse("");
    if (text.isEmpty()) {
      return needsText(assertion);
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      return new AssertionOutcome.Unchecked("the pattern %s is none of Java's (%s)"
          .formatted(Shown.of(text), Shown.of(e.getDescription())));
    }
    // It bounds how long a careless pattern may go back over a hostile answer.
    Score score = AnswerChecks.regex("regex", pattern)
        .evaluate(trial.example(), trial.answer())
        .get(0);
    if (score instanceof Score.Unscored unscored) {
      return new AssertionOutcome.Unchecked(unscored.reason());
    }
    boolean holds = score instanceof Score.Value value && value.value() == 1;
    return AssertionOutcome.of(
        holds,
        "the answer does %smatch the pattern %s".formatted(holds ? "" : "not ", Shown.of(text)));
  }

  private static AssertionOutcome isJson(Assertion assertion, Trial trial) {
    boolean holds = json(trial.answer()).isPresent();
    if (holds && SchemaOutcome.has(assertion)) {
      return SchemaOutcome.of(assertion, List.of(trial.answer()));
    }
    return AssertionOutcome.of(holds, holds ? "the answer is JSON" : "the answer is no JSON");
  }

  private static AssertionOutcome containsJson(Assertion assertion, Trial trial) {
    String answer = trial.answer();
    List<String> found = new ArrayList<>();
    if (json(answer).filter(JsonNode::isContainerNode).isPresent()) {
      found.add(answer);
    }
    long budget = MAX_LOOKED_AT;
    int i = found.isEmpty() ? answer.indexOf('{') : -1;
    while (i >= 0 && budget >= 0) {
      long read = couldBegin(answer, i) ? objectAt(answer, i) : -1;
      budget -= read == -1 ? 1 : Math.max(LOOK, Math.abs(read));
      int end = (int) Math.min(answer.length(), i + Math.max(1, read));
      if (read > 0) {
        found.add(answer.substring(i, end));
      }
      i = answer.indexOf('{', end);
    }
    if (budget < 0 && found.isEmpty()) {
      return new AssertionOutcome.Unchecked(
          "the answer has too many braces to look for JSON behind all of them");
    }
    if (SchemaOutcome.has(assertion)) {
      return SchemaOutcome.of(assertion, found);
    }
    return AssertionOutcome.of(
        !found.isEmpty(),
        found.isEmpty() ? "the answer has no JSON in it" : "the answer has JSON in it");
  }

  /** Whether what stands behind a brace is what stands behind one in JSON. */
  private static boolean couldBegin(String text, int brace) {
    int i = brace + 1;
    while (i < text.length() && " \t\r\n".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i < text.length() && (text.charAt(i) == '"' || text.charAt(i) == '}');
  }

  /** How many characters an object has that begins here; negative if it is none so far. */
  private static long objectAt(String text, int begin) {
    try (JsonParser parser = FRAGMENTS.createParser(new SubReader(text, begin))) {
      try {
        parser.nextToken();
        parser.skipChildren();
        return Math.max(1, parser.currentLocation().getCharOffset());
      } catch (IOException e) {
        return Math.min(-2, -parser.currentLocation().getCharOffset());
      }
    } catch (IOException e) {
      return -2;
    }
  }

  private static AssertionOutcome levenshtein(Assertion assertion, Trial trial) {
    Optional<String> wanted = assertion.text();
    if (wanted.isEmpty()) {
      return needsText(assertion);
    }
    double bound = assertion.threshold().orElse(DEFAULT_DISTANCE);
    int distance = EditDistance.of(trial.answer(), wanted.get());
    return AssertionOutcome.of(
        distance <= bound,
        "the answer is %d edits away, the threshold %s".formatted(distance, bound));
  }

  /** ROUGE-1's recall, which is what promptfoo takes for ROUGE-N. */
  private static AssertionOutcome rouge(Assertion assertion, Trial trial) {
    Optional<String> wanted = assertion.text();
    if (wanted.isEmpty()) {
      return needsText(assertion);
    }
    double recall = ROUGE.rougeN(1, wanted.get(), trial.answer()).recall();
    double bound = assertion.threshold().orElse(DEFAULT_ROUGE);
    return new AssertionOutcome.Checked(
        recall,
        recall >= bound,
        "the recall of words is %.4g, the threshold %s".formatted(recall, bound));
  }

  /** BLEU of this one answer, whatever its case; by characters where words have no spaces. */
  private static AssertionOutcome bleu(Assertion assertion, Trial trial) {
    boolean unspaced =
        assertion.texts().stream().flatMapToInt(String::codePoints).anyMatch(Words::unspaced);
    return (unspaced ? BLEU_OF_CHARACTERS : BLEU_OF_WORDS).check(assertion, trial);
  }

  private static AssertionOutcome latency(Assertion assertion, Trial trial) {
    double millis = trial.response().latency().total().toNanos() / 1e6;
    return limit(assertion, millis, "the answer took %.0f ms".formatted(millis));
  }

  /** Something that must not be more than the threshold, or is only measured. */
  static AssertionOutcome limit(Assertion assertion, double measured, String what) {
    if (assertion.threshold().isEmpty()) {
      return assertion.metric().isPresent()
          ? new AssertionOutcome.Checked(measured, true, what)
          : new AssertionOutcome.Unchecked(
              assertion.type() + " needs a threshold, or a metric that it is measured for");
    }
    double bound = assertion.threshold().getAsDouble();
    return AssertionOutcome.of(measured <= bound, "%s, the threshold %s".formatted(what, bound));
  }
}
