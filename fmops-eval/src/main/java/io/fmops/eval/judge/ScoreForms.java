package io.fmops.eval.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the scores that a text gives to one criterion, in the forms that judges use. The text has
 * characters of half width only. Immutable and thread-safe.
 */
final class ScoreForms {

  /** How a score is written. */
  enum Form {
    /** {@code [[9]]}. */
    BRACKETS,
    /** {@code Score: 9}, and a field of an object. */
    LABEL,
    /** {@code 9/10}. */
    FRACTION,
    /** A number and nothing else. */
    BARE
  }

  /**
   * A score that was found, or something that should have been one.
   *
   * @param number the score; not a number if it cannot be read
   * @param of the end of the scale that the score names, if it does
   * @param start where the number begins
   */
  record Found(Form form, double number, OptionalDouble of, int start) {
    boolean readable() {
      return !Double.isNaN(number);
    }
  }

  /** The longest text that can be a number with marks around it. */
  private static final int MAX_BARE = 80;

  private static final String NUMBER = "[+\\-\u2212]?\\d{1,9}(?:\\.\\d{1,9})?";
  private static final String MARKS = "\\s*_\"'`\\\\";

  private static final Pattern BRACKETS =
      Pattern.compile("\\[\\s?\\[([^\\[\\]\\n]{1,40})\\]\\s?\\]");
  private static final Pattern FRACTION = Pattern.compile(
      "(?<![A-Za-z0-9./+\\-\u2212])(" + NUMBER + ")\\s*(?:/|\\bout of\\b)\\s*(\\d{1,9}(?:\\.0+)?)"
          + "(?![\\d/])(?!\\.\\d)",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern POINTS =
      Pattern.compile("(?<![A-Za-z0-9.])(\\d{1,9})\\s*点(?:満点)?中[、,:]?\\s*(" + NUMBER + ")\\s*点");
  private static final Pattern BARE = Pattern.compile(
      "(" + NUMBER + ")\\s*(?:点|(?:/|out of)\\s*(\\d{1,9}(?:\\.0+)?)\\s*点?)?",
      Pattern.CASE_INSENSITIVE);

  /** What may stand around a number that stands alone. */
  private static final Pattern WRAPPING =
      Pattern.compile("^[\\s*_\"'`#(\\[\u300C\u3010]+|[\\s*_\"'`.,;!)\\]\u300D\u3011。、]+$");

  /** The end of the scale behind the score: {@code 4/10}, {@code 4 (out of 10)}, 4点（10点満点）. */
  private static final Pattern OF = Pattern.compile(
      "\\s{0,8}点?\\s{0,8}\\(?\\s{0,8}"
          + "(?:(?:/|out of\\b)\\s{0,8}(?<of>\\d{1,9}(?:\\.\\d{1,9})?)|(?<full>\\d{1,9})\\s?点満点)",
      Pattern.CASE_INSENSITIVE);

  /** The end of the scale before the score: 10点満点中4点. */
  private static final Pattern OF_BEFORE =
      Pattern.compile("\\s?点(?:満点)?(?:中|で)[、,:]?\\s{0,8}(" + NUMBER + ")");

  private static final Pattern RANGE = Pattern.compile(
      "\\s{0,8}点?\\s{0,8}(?:[-\u2010-\u2015\u2212~\u301C]|to\\b|or\\b|から|か|または)\\s*(" + NUMBER
          + ")",
      Pattern.CASE_INSENSITIVE);
  /** Behind a number, these make it something else. */
  private static final Pattern NO_END = Pattern.compile("[.,]?\\d|-?[A-Za-z]|[%/]|\\s?点満点");

  private final Set<String> keys;
  private final Pattern label;

  /** Forms with these labels. */
  ScoreForms(List<String> labels) {
    keys = labels.stream().map(ScoreForms::key).collect(Collectors.toUnmodifiableSet());
    String any = keys.stream()
        .sorted((a, b) -> b.length() - a.length())
        .map(Pattern::quote)
        .collect(Collectors.joining("|"));
    label = Pattern.compile(
        "(?<![A-Za-z0-9])(?:" + any + ")[" + MARKS + ")\\]\u300D\u3011]{0,8}"
            + "(?::|=|\\bis\\b|は)[" + MARKS + "(\\[\u300C\u3010]{0,8}(" + NUMBER + ")",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  static String key(String label) {
    return JudgeText.folded(label).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a field of an object is called like the criterion. */
  boolean isKey(String field) {
    return keys.contains(key(field));
  }

  /** Scores behind one of the labels. */
  List<Found> labelled(String text) {
    List<Found> found = new ArrayList<>();
    Matcher matcher = label.matcher(text);
    while (matcher.find()) {
      add(found, Form.LABEL, text, matcher.start(1), matcher.end(1));
    }
    return found;
  }

  /** Scores in double brackets. What is in them but is no number, such as a name, is none. */
  static List<Found> bracketed(String text) {
    List<Found> found = new ArrayList<>();
    Matcher matcher = BRACKETS.matcher(text);
    while (matcher.find()) {
      bare(Form.BRACKETS, matcher.group(1), matcher.start(1)).ifPresent(found::add);
    }
    return found;
  }

  /** Scores with the end of the scale, which has to be this one. */
  static List<Found> fractions(String text, int max) {
    List<Found> found = new ArrayList<>();
    Matcher fraction = FRACTION.matcher(text);
    while (fraction.find()) {
      double of = number(fraction.group(2));
      if (of == max) {
        found.add(new Found(
            Form.FRACTION, number(fraction.group(1)), OptionalDouble.of(of), fraction.start(1)));
      }
    }
    Matcher points = POINTS.matcher(text);
    while (points.find()) {
      double of = number(points.group(1));
      if (of == max) {
        found.add(new Found(
            Form.FRACTION, number(points.group(2)), OptionalDouble.of(of), points.start(2)));
      }
    }
    return found;
  }

  /** The score that a text is and nothing else; none if it is something else. */
  static Optional<Found> bare(String text) {
    return bare(Form.BARE, text, 0);
  }

  private static Optional<Found> bare(Form form, String text, int offset) {
    if (text.length() > MAX_BARE) {
      return Optional.empty();
    }
    String inner = WRAPPING.matcher(text).replaceAll("");
    Matcher matcher = BARE.matcher(inner);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    OptionalDouble of = matcher.group(2) == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(number(matcher.group(2)));
    return Optional.of(
        new Found(form, number(matcher.group(1)), of, offset + Math.max(0, text.indexOf(inner))));
  }

  /** The score that a field has. */
  static Found field(JsonNode value) {
    if (value.isNumber()) {
      return new Found(Form.LABEL, value.doubleValue(), OptionalDouble.empty(), -1);
    }
    if (value.isTextual()) {
      return bare(Form.LABEL, JudgeText.folded(value.textValue()), -1).orElse(unreadable(-1));
    }
    return unreadable(-1);
  }

  private static Found unreadable(int start) {
    return new Found(Form.LABEL, Double.NaN, OptionalDouble.empty(), start);
  }

  /** Adds the number that ends here, and what the words behind it make of it. */
  private static void add(List<Found> found, Form form, String text, int start, int end) {
    double number = number(text.substring(start, end));
    Matcher of = OF.matcher(text).region(end, text.length());
    Matcher range = RANGE.matcher(text).region(end, text.length());
    Matcher before = OF_BEFORE.matcher(text).region(end, text.length());
    if (before.lookingAt()) {
      found.add(
          new Found(form, number(before.group(1)), OptionalDouble.of(number), before.start(1)));
      return;
    }
    if (of.lookingAt()) {
      String scale = of.group("of") == null ? of.group("full") : of.group("of");
      found.add(new Found(form, number, OptionalDouble.of(number(scale)), start));
      return;
    }
    if (range.lookingAt()) {
      found.add(new Found(form, number(range.group(1)), OptionalDouble.empty(), range.start(1)));
    }
    boolean whole = !NO_END.matcher(text).region(end, text.length()).lookingAt();
    found.add(new Found(form, whole ? number : Double.NaN, OptionalDouble.empty(), start));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace('\u2212', '-'));
  }
}
