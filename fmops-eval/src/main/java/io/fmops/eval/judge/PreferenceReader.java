package io.fmops.eval.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which answer is better, strictly and by the rules of {@link GradeReader}: {@code A},
 * {@code B} or {@code tie} in an object, {@code [[A]]}, {@code Verdict: A}, or alone. Stateless.
 */
final class PreferenceReader implements Reader<Preference> {

  private static final Set<String> KEYS =
      Set.of("verdict", "winner", "better", "preferred", "choice", "判定", "勝者");

  private static final String TIE = "(?:an?\\s+)?(?:tie|draw|equal)|引き分け|同等|互角|同点";
  private static final String LETTER =
      "(?:(?:the\\s+)?(?:answer|response|assistant)\\s+|回答\\s*)?([AB])";
  private static final String MARKS = "\\s*_\"'`\\\\";

  private static final Pattern LABEL = Pattern.compile(
      "(?<![A-Za-z0-9])(?i:verdict|winner|better|better answer|preferred|preferred answer|choice|判定|勝者|優れている回答|より良い回答)["
          + MARKS + ")]{0,8}(?::|=|\\bis\\b|は)[" + MARKS + "(\\[]{0,8}(?:(?<tie>(?i:" + TIE
          + "))|(?i:(?:the\\s+)?(?:answer|response|assistant)\\s+|回答\\s*)?(?<letter>[AB]))"
          + "(?![A-Za-z0-9])(?!\\s+(?!is\\b|wins?\\b|over\\b|or\\b|and\\b)[a-z])");

  private static final Pattern BRACKETS =
      Pattern.compile("\\[\\s?\\[\\s*([ABCabc]|(?i:" + TIE + "))\\s*\\]\\s?\\]");

  /** A second answer right behind the first one takes the verdict back. */
  private static final Pattern OTHER =
      Pattern.compile("[" + MARKS + "]{0,4}(?:,|/|&|(?i:or|and)\\b|と|か|または)[" + MARKS
          + "]{0,4}(?i:answer\\s+|回答\\s*)?([AB])(?![A-Za-z0-9])");

  private static final Pattern WRAPPING =
      Pattern.compile("^[\\s*_\"'`#(\\[]+|[\\s*_\"'`.,;!)\\]。、]+$");
  private static final Pattern WHOLE_TIE = Pattern.compile(TIE + "|C", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHOLE_LETTER = Pattern.compile(LETTER, Pattern.CASE_INSENSITIVE);
  private static final int MAX_BARE = 80;

  @Override
  public Reading<Preference> read(JudgeText text, Material material) {
    List<JsonNode> verdicts =
        text.objects().stream().filter(object -> field(object).isPresent()).toList();
    String word = material.fence().word();
    List<JsonNode> own = verdicts.stream()
        .filter(object -> object.path(JudgeText.CHECK).asText().equals(word))
        .toList();
    if (!own.isEmpty()) {
      return decide(
          own.stream().map(PreferenceReader::value).toList(),
          false,
          text.reason(Optional.of(own.get(own.size() - 1))));
    }
    if (verdicts.stream().anyMatch(object -> object.has(JudgeText.CHECK))) {
      return Reading.unreadable("its \"check\" is not the word of the markers");
    }
    Set<Preference> shownLabels = EnumSet.noneOf(Preference.class);
    labelled(material.request()).forEach(found -> found.ifPresent(shownLabels::add));
    Set<Preference> shownBrackets = EnumSet.noneOf(Preference.class);
    bracketed(material.request()).forEach(found -> found.ifPresent(shownBrackets::add));

    List<Optional<Preference>> labels = new ArrayList<>();
    // An object of the judge's own would show the word, and one of the material's would not.
    boolean quoted = material.hasObject();
    if (!quoted) {
      verdicts.forEach(object -> labels.add(value(object)));
    }
    labels.addAll(labelled(text.words()));
    boolean repeated =
        labels.removeIf(found -> found.filter(shownLabels::contains).isPresent());
    repeated |= quoted && !verdicts.isEmpty();
    List<Optional<Preference>> brackets = new ArrayList<>(bracketed(text.words()));
    repeated |= brackets.removeIf(found -> found.filter(shownBrackets::contains).isPresent());
    labels.addAll(brackets);
    if (labels.isEmpty() && !repeated) {
      Optional<Preference> alone = alone(text.words());
      repeated =
          alone.isPresent() && material.texts().stream().anyMatch(t -> alone(t).equals(alone));
      if (alone.isPresent() && !repeated) {
        labels.add(alone);
      }
    }
    return decide(labels, repeated, text.reason(verdicts.stream().reduce((a, b) -> b)));
  }

  private static Reading<Preference> decide(
      List<Optional<Preference>> found, boolean repeated, String reason) {
    if (found.isEmpty()) {
      return Reading.unreadable(
          repeated
              ? "its verdict stands in the judged material, too"
              : "there is no verdict in it: A, B or tie");
    }
    if (!found.stream().allMatch(Optional::isPresent)) {
      return Reading.unreadable("its verdict is not A, B or tie");
    }
    List<Preference> different =
        found.stream().flatMap(Optional::stream).distinct().toList();
    return different.size() == 1
        ? Reading.of(different.get(0), reason)
        : Reading.unreadable("it has different verdicts");
  }

  private static Optional<JsonNode> field(JsonNode object) {
    return object.properties().stream()
        .filter(field -> KEYS.contains(ScoreForms.key(field.getKey())))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Optional<Preference> value(JsonNode object) {
    return field(object)
        .filter(JsonNode::isTextual)
        .flatMap(value -> alone(JudgeText.folded(value.textValue())));
  }

  /** The verdict that a text is and nothing else. */
  private static Optional<Preference> alone(String text) {
    if (text.length() > MAX_BARE) {
      return Optional.empty();
    }
    String inner = WRAPPING.matcher(text).replaceAll("");
    Matcher letter = WHOLE_LETTER.matcher(inner);
    if (letter.matches()) {
      return Optional.of(preference(letter.group(1)));
    }
    return WHOLE_TIE.matcher(inner).matches() ? Optional.of(Preference.TIE) : Optional.empty();
  }

  /** Verdicts behind a label; empty ones for those that name both answers. */
  private static List<Optional<Preference>> labelled(String text) {
    List<Optional<Preference>> found = new ArrayList<>();
    Matcher matcher = LABEL.matcher(text);
    while (matcher.find()) {
      String letter = matcher.group("letter");
      if (letter == null) {
        found.add(Optional.of(Preference.TIE));
      } else {
        Matcher other = OTHER.matcher(text).region(matcher.end(), text.length());
        boolean both = other.lookingAt() && !other.group(1).equals(letter);
        found.add(both ? Optional.empty() : Optional.of(preference(letter)));
      }
    }
    return found;
  }

  private static List<Optional<Preference>> bracketed(String text) {
    List<Optional<Preference>> found = new ArrayList<>();
    Matcher matcher = BRACKETS.matcher(text);
    while (matcher.find()) {
      found.add(Optional.of(
          WHOLE_TIE.matcher(matcher.group(1)).matches()
              ? Preference.TIE
              : preference(matcher.group(1))));
    }
    return found;
  }

  private static Preference preference(String letter) {
    return letter.toUpperCase(Locale.ROOT).equals("A") ? Preference.FIRST : Preference.SECOND;
  }
}
