package io.fmops.eval.judge;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.eval.judge.ScoreForms.Found;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads grades, strictly: what is off the scale, ambiguous or not there is no grade.
 *
 * <p>An object that shows the word of the fence is the judge's own, and is all that counts. Without
 * one, all objects, {@code [[9]]} and {@code Score: 9} have to say the same; only without these
 * counts {@code 9/10}, or a number that stands alone. A score that the material has in the same
 * form may be repeated from there, so it does not count; nor does an object without the word where
 * the material has objects. Immutable and thread-safe.
 */
final class GradeReader implements Reader<Map<String, Double>> {

  /** Names of a score that need no criterion, where there is only one. */
  private static final List<String> GENERIC = List.of(
      "score",
      "rating",
      "grade",
      "overall",
      "overall score",
      "final score",
      "評価",
      "点数",
      "スコア",
      "得点",
      "採点",
      "評点");

  private static final List<String> CONTAINERS = List.of("scores", "ratings", "grades", "評価");

  private final int min;
  private final int max;
  private final Map<String, ScoreForms> forms = new LinkedHashMap<>();

  GradeReader(Rubric rubric) {
    min = rubric.min();
    max = rubric.max();
    for (Rubric.Criterion criterion : rubric.criteria()) {
      forms.put(criterion.id(), forms(rubric, criterion.id()));
    }
  }

  /** The forms of a criterion's scores. */
  static ScoreForms forms(Rubric rubric, String criterion) {
    List<String> labels = new ArrayList<>(List.of(criterion));
    labels.add(criterion.replace('-', ' ').replace('_', ' '));
    if (rubric.criteria().size() == 1) {
      labels.addAll(GENERIC);
    }
    return new ScoreForms(labels);
  }

  @Override
  public Reading<Map<String, Double>> read(JudgeText text, Material material) {
    List<JsonNode> verdicts = text.objects().stream().filter(this::isVerdict).toList();
    String word = material.fence().word();
    List<JsonNode> own = verdicts.stream()
        .filter(o -> o.path(JudgeText.CHECK).asText().equals(word))
        .toList();
    Map<String, Double> grades = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    forms.forEach((id, form) -> {
      Decision decision = own.isEmpty()
          ? withoutProof(form, verdicts, text, material)
          : decide(fields(form, own), "there is no score");
      decision.grade().ifPresent(grade -> grades.put(id, grade));
      decision
          .problem()
          .ifPresent(problem -> problems.add(forms.size() == 1 ? problem : id + ": " + problem));
    });
    Optional<JsonNode> object = own.isEmpty()
        ? verdicts.stream().reduce((a, b) -> b)
        : Optional.of(own.get(own.size() - 1));
    return new Reading<>(
        grades.isEmpty() ? Optional.empty() : Optional.of(grades),
        problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)),
        text.reason(object));
  }

  private boolean isVerdict(JsonNode object) {
    return forms.values().stream()
        .anyMatch(form -> !fields(form, List.of(object)).isEmpty());
  }

  /** What objects say about a criterion, at their top or in a container such as "scores". */
  private List<Found> fields(ScoreForms form, List<JsonNode> objects) {
    List<Found> found = new ArrayList<>();
    for (JsonNode object : objects) {
      object.properties().forEach(field -> {
        boolean container =
            field.getValue().isObject() && CONTAINERS.contains(ScoreForms.key(field.getKey()));
        if (container) {
          found.addAll(fields(form, List.of(field.getValue())));
        } else if (form.isKey(field.getKey())) {
          JsonNode value = field.getValue();
          found.add(ScoreForms.field(value.isObject() ? value.path("score") : value));
        }
      });
    }
    return found;
  }

  private Decision withoutProof(
      ScoreForms form, List<JsonNode> verdicts, JudgeText text, Material material) {
    if (verdicts.stream().anyMatch(object -> object.has(JudgeText.CHECK))) {
      return Decision.none("its \"check\" is not the word of the markers");
    }
    Set<Double> shown = numbers(form.labelled(material.request()));
    // An object of the judge's own would show the word, and one of the material's would not.
    boolean quoted = material.hasObject();
    List<Found> explicit = new ArrayList<>(quoted ? List.of() : fields(form, verdicts));
    explicit.addAll(form.labelled(text.words()));
    boolean repeated = explicit.removeIf(found -> shown.contains(found.number()));
    repeated |= quoted && !verdicts.isEmpty();
    if (forms.size() == 1) {
      List<Found> brackets = ScoreForms.bracketed(text.words());
      Set<Double> shownBrackets = numbers(ScoreForms.bracketed(material.request()));
      repeated |= brackets.removeIf(found -> shownBrackets.contains(found.number()));
      explicit.addAll(brackets);
      if (explicit.isEmpty()) {
        List<Found> fractions = ScoreForms.fractions(text.words(), max);
        Set<Double> shownFractions = numbers(ScoreForms.fractions(material.request(), max));
        repeated |= fractions.removeIf(found -> shownFractions.contains(found.number()));
        explicit.addAll(fractions);
      }
      if (explicit.isEmpty() && !repeated) {
        Optional<Found> bare = ScoreForms.bare(text.words());
        repeated = bare.isPresent() && isText(bare.get(), material);
        if (!repeated) {
          bare.ifPresent(explicit::add);
        }
      }
    }
    return decide(
        explicit,
        repeated ? "its score stands in the judged material, too" : "there is no score in it");
  }

  private static boolean isText(Found bare, Material material) {
    return material.texts().stream()
        .flatMap(text -> ScoreForms.bare(text).stream())
        .anyMatch(found -> found.number() == bare.number());
  }

  private static Set<Double> numbers(List<Found> found) {
    return found.stream()
        .filter(Found::readable)
        .map(Found::number)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Decision decide(List<Found> found, String otherwise) {
    if (found.isEmpty()) {
      return Decision.none(otherwise);
    }
    if (!found.stream().allMatch(Found::readable)) {
      return Decision.none("its score is not a number");
    }
    for (Found one : found) {
      if (one.of().isPresent() && one.of().getAsDouble() != max) {
        return Decision.none("its score is one out of %s; the scale is %d to %d"
            .formatted(written(one.of().getAsDouble()), min, max));
      }
    }
    Set<Double> different = new TreeSet<>(numbers(found));
    if (different.size() > 1) {
      return Decision.none("it has different scores: "
          + different.stream().map(GradeReader::written).collect(Collectors.joining(", ")));
    }
    double grade = found.get(0).number();
    return grade < min || grade > max
        ? Decision.none(
            "the score %s is off the scale, %d to %d".formatted(written(grade), min, max))
        : new Decision(Optional.of(grade), Optional.empty());
  }

  static String written(double number) {
    return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(number);
  }

  private record Decision(Optional<Double> grade, Optional<String> problem) {
    static Decision none(String why) {
      return new Decision(Optional.empty(), Optional.of(why));
    }
  }
}
