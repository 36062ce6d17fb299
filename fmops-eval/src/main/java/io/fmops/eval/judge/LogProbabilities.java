package io.fmops.eval.judge;

import io.fmops.eval.judge.ScoreForms.Found;
import io.fmops.model.GenerateResponse;
import io.fmops.model.StreamEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The grade to be expected of a judge, from the probabilities of the tokens in the place of the
 * grade that it gave. Reads notices of the type {@code <provider>.logprobs} in the form of OpenAI's
 * API: {@code content} is a list of {@code token}, {@code logprob} and {@code top_logprobs}, a list
 * of {@code token} and {@code logprob}. Stateless.
 */
final class LogProbabilities {

  static final String WHY_NOT =
      "the judge's response has no log probabilities of whole grades; ask its provider for them, with alternatives";

  private static final String TYPE_END = ".logprobs";

  /** Below this, most of what the model might have said is no grade, so a mean says little. */
  private static final double MIN_MASS = 0.5;

  /** From this on, a lone first digit might have become a longer number. */
  private static final double MAX_DOUBT = 0.02;

  private static final Pattern WHOLE = Pattern.compile("\\d{1,7}");
  private static final Pattern BEFORE_DIGITS = Pattern.compile("^[^\\p{L}\\p{N}]*");

  private record Token(String text, Map<String, Double> probabilities) {}

  private LogProbabilities() {}

  /** The mean grade; empty if it cannot be told. */
  static OptionalDouble expectedGrade(
      GenerateResponse response, ScoreForms forms, double grade, int min, int max) {
    List<Token> tokens = tokens(response);
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(token.text()));
    String said = JudgeText.folded(text.toString());
    List<Found> found = new ArrayList<>(forms.labelled(said));
    found.addAll(ScoreForms.bracketed(said));
    found.removeIf(one -> one.number() != grade || one.start() < 0);
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    // What a judge concludes comes last.
    int start = found.stream().mapToInt(Found::start).max().getAsInt();
    int position = 0;
    for (Token token : tokens) {
      int end = position + token.text().length();
      if (start < end) {
        return digits(token.text()).equals(GradeReader.written(grade))
                && start == end - digits(token.text()).length()
            ? mean(token.probabilities(), min, max)
            : OptionalDouble.empty();
      }
      position = end;
    }
    return OptionalDouble.empty();
  }

  private static OptionalDouble mean(Map<String, Double> probabilities, int min, int max) {
    Map<Integer, Double> grades = new LinkedHashMap<>();
    probabilities.forEach((token, probability) -> {
      String digits = digits(token);
      if (WHOLE.matcher(digits).matches()) {
        int value = Integer.parseInt(digits);
        if (value >= min && value <= max) {
          grades.merge(value, probability, Double::sum);
        }
      }
    });
    double mass = grades.values().stream().mapToDouble(Double::doubleValue).sum();
    // Where a tokenizer has single digits only, "1" may be the beginning of "10".
    boolean longOnes = grades.keySet().stream().anyMatch(value -> value >= 10);
    double doubt = grades.entrySet().stream()
        .filter(entry -> entry.getKey() >= 1 && entry.getKey() <= 9 && entry.getKey() * 10L <= max)
        .mapToDouble(Map.Entry::getValue)
        .sum();
    if (mass < MIN_MASS || (!longOnes && doubt > MAX_DOUBT * mass)) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (Map.Entry<Integer, Double> entry : grades.entrySet()) {
      sum += entry.getKey() * entry.getValue();
    }
    return OptionalDouble.of(sum / mass);
  }

  private static String digits(String token) {
    return BEFORE_DIGITS.matcher(JudgeText.folded(token)).replaceFirst("");
  }

  private static List<Token> tokens(GenerateResponse response) {
    List<Token> tokens = new ArrayList<>();
    for (StreamEvent.Notice notice : response.notices()) {
      if (notice.type().endsWith(TYPE_END)
          && notice.value() instanceof Map<?, ?> value
          && value.get("content") instanceof List<?> content) {
        content.forEach(entry -> add(tokens, entry));
      }
    }
    return tokens;
  }

  private static void add(List<Token> tokens, Object entry) {
    if (entry instanceof Map<?, ?> map && map.get("token") instanceof String text) {
      Map<String, Double> probabilities = new LinkedHashMap<>();
      if (map.get("top_logprobs") instanceof List<?> top) {
        top.forEach(alternative -> put(probabilities, alternative));
      }
      // The token that was chosen need not be among the likeliest.
      put(probabilities, map);
      tokens.add(new Token(text, probabilities));
    }
  }

  private static void put(Map<String, Double> probabilities, Object entry) {
    if (entry instanceof Map<?, ?> map
        && map.get("token") instanceof String token
        && map.get("logprob") instanceof Number logprob) {
      double probability = Math.exp(logprob.doubleValue());
      if (probability >= 0 && probability <= 1.0001) {
        probabilities.put(token, probability);
      }
    }
  }
}
