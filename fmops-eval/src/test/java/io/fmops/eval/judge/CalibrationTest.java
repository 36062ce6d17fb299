package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.CalibrationReport.Verdict;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.FunctionModel;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {

  private static final ModelId JUDGE = ModelId.parse("bedrock:anthropic.claude-x-v1:0");
  private static final ModelId OWN = ModelId.parse("bedrock:us.anthropic.claude-y-v1:0");
  private static final ModelId OTHER = ModelId.parse("bedrock:amazon.nova-lite-v1:0");

  /** The share of calls in which a fair judge sees the difference that people see. */
  private static final double SIGHT = 0.85;

  private static Example example(int n) {
    return new Example("e" + n, Map.of("question", "Question " + n + "?"), Optional.empty());
  }

  // Judges that compare

  private static RatedPair pair(int n, PairOutcome people, SplittableRandom random) {
    return new RatedPair(
        example(n),
        "x".repeat(1 + random.nextInt(300)),
        "y".repeat(1 + random.nextInt(300)),
        people,
        Optional.of(random.nextBoolean() ? OWN : OTHER),
        Optional.of(random.nextBoolean() ? OWN : OTHER));
  }

  private static List<RatedPair> pairs(int n, SplittableRandom random) {
    return IntStream.range(0, n)
        .mapToObj(i -> pair(i, random.nextBoolean() ? PairOutcome.WIN : PairOutcome.LOSS, random))
        .toList();
  }

  /**
   * One call: with the probability of the bias the judge takes the first place unseen, else the
   * better answer, if it sees which one that is.
   */
  private static Preference call(boolean firstIsBetter, double bias, SplittableRandom random) {
    if (random.nextDouble() < bias) {
      return Preference.FIRST;
    }
    boolean first = firstIsBetter == random.nextDouble() < SIGHT;
    return first ? Preference.FIRST : Preference.SECOND;
  }

  private static PairVerdict.Judged judged(
      PairOutcome people, double bias, SplittableRandom random) {
    boolean better = people == PairOutcome.WIN;
    return new PairVerdict.Judged(call(better, bias, random), call(!better, bias, random), "");
  }

  private static List<PairVerdict> judged(
      List<RatedPair> pairs, double bias, SplittableRandom random) {
    return pairs.stream()
        .<PairVerdict>map(pair -> judged(pair.people(), bias, random))
        .toList();
  }

  /** Ten judges for each bias, which are models that read what they are shown. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"0, 0, 2", "0.1, 5, 10", "0.3, 10, 10"})
  void aPairwiseJudgeWithABuiltInPositionBiasIsCaughtByTheCalibrationReport(
      double bias, int least, int most) {
    int caught = 0;
    double share = 0;
    for (int seed = 0; seed < 10; seed++) {
      CalibrationReport report = reportOn(bias, new SplittableRandom(seed));
      boolean warned = report.warnings().stream()
          .anyMatch(warning -> warning.startsWith("It prefers the answer shown first"));
      assertThat(warned && report.verdict() != Verdict.BIASED)
          .as(report.render())
          .isFalse();
      assertThat(report.render()).contains("first-place-share", "order-flips", "kappa");
      caught += warned ? 1 : 0;
      share += report.figure("first-place-share").orElseThrow().estimate().value() / 10;
    }
    assertThat(caught).isBetween(least, most);
    assertThat(share).isCloseTo((1 + bias) / 2, within(0.02));
  }

  private static CalibrationReport reportOn(double bias, SplittableRandom random) {
    FoundationModel model = FunctionModel.of("judge", shown -> {
      boolean firstIsBetter =
          quality(Judges.block(shown, "answer A")) > quality(Judges.block(shown, "answer B"));
      return call(firstIsBetter, bias, random) == Preference.FIRST
          ? "{\"check\": \"%s\", \"verdict\": \"A\"}".formatted(Judges.word(shown))
          : "[[B]]";
    });
    SplittableRandom answers = random.split();
    List<RatedPair> rated = IntStream.range(0, 200)
        .mapToObj(n -> {
          int first = answers.nextInt(100);
          int second = (first + 1 + answers.nextInt(99)) % 100;
          return new RatedPair(
              example(n),
              "An answer of quality " + first + ".",
              "An answer of quality " + second + ".",
              first > second ? PairOutcome.WIN : PairOutcome.LOSS,
              Optional.empty(),
              Optional.empty());
        })
        .toList();
    // One thread, so that the random numbers are the same each time.
    return Calibration.ofPairs(Pairwise.of(Judge.of(model)), rated, 1);
  }

  private static int quality(String answer) {
    Matcher matcher = Pattern.compile("quality (\\d+)").matcher(answer);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /**
   * Without a bias about 5 % of 2,000 reports see one; with one in ten calls blind most, with three
   * in ten all.
   */
  @ParameterizedTest
  @CsvSource({"0, 0.035, 0.06", "0.1, 0.68, 0.78", "0.3, 0.999, 1"})
  void positionBiasIsFoundAsOftenAsItShouldBe(double bias, double least, double most) {
    SplittableRandom random = new SplittableRandom(2026);
    int runs = 2_000;
    int found = 0;
    for (int run = 0; run < runs; run++) {
      List<PairVerdict.Judged> verdicts = IntStream.range(0, 200)
          .mapToObj(
              i -> judged(random.nextBoolean() ? PairOutcome.WIN : PairOutcome.LOSS, bias, random))
          .toList();
      found += PairCalibration.positionTest(verdicts).midP() < 0.05 ? 1 : 0;
    }
    assertThat((double) found / runs).isBetween(least, most);
  }

  @Test
  void aFairJudgeThatWaversIsNotCalledBiasedAndItsFlipsAreTold() {
    SplittableRandom random = new SplittableRandom(3);
    List<RatedPair> rated = pairs(400, random);
    CalibrationReport report = Calibration.ofPairs(JUDGE, rated, judged(rated, 0, random));
    // Two calls differ with 2 * 0.85 * 0.15.
    assertThat(report.figure("order-flips").orElseThrow().estimate().value())
        .isCloseTo(0.255, within(0.06));
    assertThat(report.figure("agreement").orElseThrow().estimate().value())
        .isCloseTo(0.85 * 0.85, within(0.06));
    assertThat(report.verdict()).as(report.render()).isEqualTo(Verdict.FIT);
    assertThat(report.figure("first-place-share").orElseThrow().meaning())
        .containsPattern(
            "a share 0\\.0\\d\\d or more away from that would be found in 80 % of cases");
  }

  @Test
  void aPreferenceForTheSecondPlaceIsOneToo() {
    SplittableRandom random = new SplittableRandom(4);
    List<RatedPair> rated = pairs(200, random);
    List<PairVerdict> verdicts = rated.stream()
        .<PairVerdict>map(pair -> {
          PairVerdict.Judged fair = judged(pair.people(), 0.3, random);
          return new PairVerdict.Judged(mirrored(fair.swapped()), mirrored(fair.asGiven()), "");
        })
        .toList();
    assertThat(Calibration.ofPairs(JUDGE, rated, verdicts).warnings())
        .anyMatch(warning -> warning.startsWith("It prefers the answer shown second"));
  }

  private static Preference mirrored(Preference preference) {
    return switch (preference) {
      case FIRST -> Preference.SECOND;
      case SECOND -> Preference.FIRST;
      case TIE -> Preference.TIE;
    };
  }

  private static PairVerdict.Judged both(PairOutcome outcome) {
    return switch (outcome) {
      case WIN -> new PairVerdict.Judged(Preference.FIRST, Preference.SECOND, "");
      case LOSS -> new PairVerdict.Judged(Preference.SECOND, Preference.FIRST, "");
      case TIE -> new PairVerdict.Judged(Preference.TIE, Preference.TIE, "");
    };
  }

  @Test
  void aPreferenceForLongAnswersBeyondPeoplesIsABiasAndTheSameAsPeoplesIsNone() {
    SplittableRandom random = new SplittableRandom(5);
    List<RatedPair> rated = new ArrayList<>();
    List<PairVerdict> verdicts = new ArrayList<>();
    List<PairVerdict> asPeople = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      RatedPair pair = pair(i, PairOutcome.TIE, random);
      PairOutcome longer =
          pair.first().length() >= pair.second().length() ? PairOutcome.WIN : PairOutcome.LOSS;
      // People like longer answers in 7 of 10 cases.
      PairOutcome people = random.nextDouble() < 0.7 ? longer : longer.reversed();
      rated.add(new RatedPair(
          pair.example(), pair.first(), pair.second(), people, Optional.empty(), Optional.empty()));
      verdicts.add(both(random.nextDouble() < 0.3 ? longer : people));
      asPeople.add(both(random.nextDouble() < 0.1 ? people.reversed() : people));
    }
    CalibrationReport biased = Calibration.ofPairs(JUDGE, rated, verdicts);
    assertThat(biased.warnings()).anyMatch(w -> w.startsWith("It prefers the longer answer"));
    assertThat(biased.verdict()).isEqualTo(Verdict.BIASED);
    assertThat(biased.figure("longer-preference").orElseThrow().estimate().low())
        .isPositive();
    CalibrationReport fair = Calibration.ofPairs(JUDGE, rated, asPeople);
    assertThat(fair.warnings()).noneMatch(w -> w.contains("longer answer"));
    assertThat(fair.verdict()).as(fair.render()).isEqualTo(Verdict.FIT);
  }

  @Test
  void aPreferenceForTheOwnFamilyBeyondPeoplesIsABias() {
    SplittableRandom random = new SplittableRandom(6);
    List<RatedPair> rated = pairs(300, random);
    List<PairVerdict> verdicts = rated.stream()
        .<PairVerdict>map(pair -> {
          boolean own = pair.firstWriter().equals(Optional.of(OWN));
          boolean mixed = !pair.firstWriter().equals(pair.secondWriter());
          PairOutcome favoured = own ? PairOutcome.WIN : PairOutcome.LOSS;
          return both(mixed && random.nextDouble() < 0.3 ? favoured : pair.people());
        })
        .toList();
    CalibrationReport report = Calibration.ofPairs(JUDGE, rated, verdicts);
    assertThat(report.warnings())
        .anyMatch(w -> w.startsWith("It prefers answers of its own family:"))
        .anyMatch(w -> w.contains("have one answer by the judge's own family, anthropic"));
    assertThat(report.verdict()).isEqualTo(Verdict.BIASED);
    List<PairVerdict> fair =
        rated.stream().<PairVerdict>map(pair -> both(pair.people())).toList();
    CalibrationReport perfect = Calibration.ofPairs(JUDGE, rated, fair);
    assertThat(perfect.verdict()).isEqualTo(Verdict.FIT);
    assertThat(perfect.figure("kappa").orElseThrow().estimate().value()).isEqualTo(1);
    assertThat(perfect.figure("own-family-preference").orElseThrow().estimate().value())
        .isZero();
  }

  @Test
  void aJudgeThatGuessesIsUnfitAndFewPairsAreUnknown() {
    SplittableRandom random = new SplittableRandom(8);
    List<RatedPair> rated = pairs(200, random);
    List<PairVerdict> guesses = rated.stream()
        .<PairVerdict>map(p -> both(random.nextBoolean() ? PairOutcome.WIN : PairOutcome.LOSS))
        .toList();
    assertThat(Calibration.ofPairs(JUDGE, rated, guesses).verdict()).isEqualTo(Verdict.UNFIT);
    assertThat(Calibration.ofPairs(JUDGE, rated.subList(0, 20), guesses.subList(0, 20))
            .verdict())
        .isEqualTo(Verdict.UNKNOWN);
    CalibrationReport none = Calibration.ofPairs(JUDGE, List.of(), List.of());
    assertThat(none.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(none.render()).contains("unknown");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.ofPairs(JUDGE, rated, List.of()));
  }

  @Test
  void whatTheJudgeLeftUnscoredIsCountedAndSaid() {
    SplittableRandom random = new SplittableRandom(9);
    List<RatedPair> rated = pairs(60, random);
    List<PairVerdict> verdicts = new ArrayList<>(judged(rated, 0, random));
    verdicts.set(3, new PairVerdict.Unjudged("no idea"));
    CalibrationReport report = Calibration.ofPairs(JUDGE, rated, verdicts);
    assertThat(report.judged()).isEqualTo(59);
    assertThat(report.unscored()).isEqualTo(1);
    assertThat(report.warnings()).anyMatch(w -> w.contains("left 1 of 60 unscored"));
  }

  /** People like what is longer; the judge does not care, and errs. */
  @Test
  void aJudgeThatErrsIsNotTakenForOneThatDislikesWhatPeopleLike() {
    SplittableRandom random = new SplittableRandom(10);
    List<RatedPair> rated = IntStream.range(0, 300)
        .mapToObj(i -> {
          RatedPair pair = pair(i, PairOutcome.TIE, random);
          boolean first = pair.first().length() > pair.second().length();
          return new RatedPair(
              pair.example(),
              pair.first(),
              pair.second(),
              first ? PairOutcome.WIN : PairOutcome.LOSS,
              Optional.empty(),
              Optional.empty());
        })
        .toList();
    // Nobody can tell the two apart here, as people and length always say the same.
    CalibrationReport same = Calibration.ofPairs(JUDGE, rated, judged(rated, 0, random));
    assertThat(same.figure("longer-preference")).isEmpty();
    List<RatedPair> mostly = IntStream.range(0, 300)
        .mapToObj(i -> {
          RatedPair pair = rated.get(i);
          return new RatedPair(
              pair.example(),
              pair.first(),
              pair.second(),
              i % 4 == 0 ? pair.people().reversed() : pair.people(),
              Optional.empty(),
              Optional.empty());
        })
        .toList();
    CalibrationReport report = Calibration.ofPairs(JUDGE, mostly, judged(mostly, 0, random));
    assertThat(report.figure("longer-preference").orElseThrow().estimate().value())
        .isCloseTo(0, within(0.06));
    assertThat(report.verdict()).as(report.render()).isEqualTo(Verdict.FIT);
  }

  @Tag("long")
  @Test
  void aFairComparerIsCalledBiasedForLengthAboutOnceInTwenty() {
    SplittableRandom random = new SplittableRandom(12);
    int runs = 200;
    int length = 0;
    int family = 0;
    for (int run = 0; run < runs; run++) {
      List<RatedPair> rated = pairs(150, random);
      List<String> warnings =
          Calibration.ofPairs(JUDGE, rated, judged(rated, 0, random)).warnings();
      length += warnings.stream().anyMatch(w -> w.contains("the longer answer:")) ? 1 : 0;
      family += warnings.stream()
              .anyMatch(w -> w.contains("favours answers of its own")
                  || w.contains("prefers answers of its own"))
          ? 1
          : 0;
    }
    // Four standard errors are 6.2 %.
    assertThat((double) length / runs).isBetween(0.005, 0.112);
    assertThat((double) family / runs).isBetween(0.005, 0.112);
  }

  // Judges that grade

  private record Grades(List<RatedAnswer> rated, List<Score> scores) {}

  /** People and a judge who err, each by a grade or so; with biases in grades. */
  private static Grades grades(
      int n, double perDoubling, double own, double lenient, SplittableRandom random) {
    List<RatedAnswer> rated = new ArrayList<>();
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double people = 1 + random.nextInt(10);
      double log = random.nextDouble() * 5 + 3;
      boolean ownAnswer = random.nextBoolean();
      rated.add(new RatedAnswer(
          example(i),
          "x".repeat((int) Math.pow(2, log)),
          people,
          Optional.of(ownAnswer ? OWN : OTHER)));
      double noise = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      double grade =
          people + noise * 2 + lenient + perDoubling * (log - 5.5) + (ownAnswer ? own : 0);
      scores.add(new Score.Value("judge-help", Math.max(1, Math.min(10, Math.rint(grade)))));
    }
    return new Grades(rated, scores);
  }

  private static CalibrationReport report(Grades grades) {
    return Calibration.ofGrades(JUDGE, grades.rated(), grades.scores());
  }

  @Test
  void aJudgeThatGradesAsPeopleDoIsFit() {
    CalibrationReport report = report(grades(200, 0, 0, 0, new SplittableRandom(21)));
    assertThat(report.verdict()).as(report.render()).isEqualTo(Verdict.FIT);
    assertThat(report.figure("weighted-kappa").orElseThrow().estimate().value())
        .isGreaterThan(0.85);
    assertThat(report.figure("spearman").orElseThrow().estimate().value()).isGreaterThan(0.85);
    assertThat(report.figure("agreement-within-one").orElseThrow().estimate().value())
        .isGreaterThan(0.7);
    assertThat(report.figure("length-effect").orElseThrow().estimate().value())
        .isCloseTo(0, within(0.15));
    assertThat(report.warnings()).anyMatch(w -> w.contains("by the judge's own family, anthropic"));
  }

  @Test
  void favoursForLengthAndFamilyAreFoundAndToldApart() {
    CalibrationReport length = report(grades(600, 0.5, 0, 0, new SplittableRandom(22)));
    assertThat(length.verdict()).as(length.render()).isEqualTo(Verdict.BIASED);
    assertThat(length.warnings()).anyMatch(w -> w.startsWith("It favours long answers"));
    assertThat(length.figure("own-family-effect").orElseThrow().estimate().value())
        .isCloseTo(0, within(0.3));
    assertThat(length.figure("length-effect").orElseThrow().estimate().value())
        .isCloseTo(0.45, within(0.15));
    CalibrationReport family = report(grades(600, 0, 1.2, 0, new SplittableRandom(23)));
    assertThat(family.verdict()).as(family.render()).isEqualTo(Verdict.BIASED);
    assertThat(family.warnings())
        .anyMatch(w -> w.startsWith("It favours answers of its own family"));
    assertThat(family.figure("length-effect").orElseThrow().estimate().value())
        .isCloseTo(0, within(0.1));
    assertThat(family.figure("own-family-effect").orElseThrow().estimate().value())
        .isCloseTo(1.1, within(0.3));
    CalibrationReport lenient = report(grades(200, 0, 0, 1, new SplittableRandom(24)));
    assertThat(lenient.warnings()).anyMatch(w -> w.startsWith("It is more lenient than people"));
    assertThat(lenient.verdict()).isEqualTo(Verdict.FIT);
  }

  @Tag("long")
  @Test
  void aFairGraderIsCalledBiasedForLengthAboutOnceInTwenty() {
    SplittableRandom random = new SplittableRandom(25);
    int runs = 200;
    int length = 0;
    int family = 0;
    for (int run = 0; run < runs; run++) {
      Grades fair = grades(150, 0, 0, 0, random);
      ReportBuilder report = new ReportBuilder(JUDGE, 150, 0);
      GradeCalibration.biases(report, GradeCalibration.judged(fair.rated(), fair.scores()), JUDGE);
      List<String> warnings = report.build("weighted-kappa").warnings();
      length += warnings.stream().anyMatch(w -> w.contains("long answers:")) ? 1 : 0;
      family += warnings.stream().anyMatch(w -> w.contains("favours answers of its own")) ? 1 : 0;
    }
    // Four standard errors are 6.2 %.
    assertThat((double) length / runs).isBetween(0.005, 0.112);
    assertThat((double) family / runs).isBetween(0.005, 0.112);
  }

  @Test
  void whereThereIsTooLittleToTellTheReportSaysSo() {
    Grades all = grades(200, 0, 0, 0, new SplittableRandom(26));
    List<RatedAnswer> alike = all.rated().stream()
        .map(r -> new RatedAnswer(r.example(), "same", r.grade(), Optional.empty()))
        .toList();
    CalibrationReport report = Calibration.ofGrades(JUDGE, alike, all.scores());
    assertThat(report.figure("length-effect")).isEmpty();
    assertThat(report.figure("own-family-effect")).isEmpty();
    assertThat(report.warnings())
        .anyMatch(w -> w.contains("different length"))
        .anyMatch(w -> w.contains("known writers"));
    assertThat(Calibration.ofGrades(ModelId.of("sagemaker", "x"), alike, all.scores())
            .warnings())
        .anyMatch(w -> w.contains("family cannot be told"));
    List<RatedAnswer> constant = all.rated().stream()
        .map(r -> new RatedAnswer(r.example(), r.answer(), 5, r.writer()))
        .toList();
    List<Score> fives =
        all.scores().stream().<Score>map(s -> new Score.Value("judge-help", 5)).toList();
    assertThat(Calibration.ofGrades(JUDGE, constant, fives).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(Calibration.ofGrades(JUDGE, constant, all.scores()).verdict())
        .isEqualTo(Verdict.UNFIT);
  }

  @Test
  void aJudgeIsAskedForTheGradesThatPeopleGave() {
    List<RatedAnswer> rated = IntStream.range(0, 60)
        .mapToObj(n -> new RatedAnswer(
            example(n), "An answer of quality " + (1 + n % 10) + ".", 1 + n % 10, Optional.empty()))
        .toList();
    FoundationModel model = FunctionModel.of("judge", shown -> {
      int quality = quality(Judges.block(shown, "answer"));
      return "{\"check\": \"%s\", \"helpfulness\": %d, \"relevance\": 1, \"accuracy\": 1, \"detail\": 1}"
          .formatted(Judges.word(shown), quality);
    });
    Judge judge = Judge.builder(model).maxCalls(59).build();
    CalibrationReport report = Calibration.ofGrades(Grading.of(judge), "helpfulness", rated, 8);
    assertThat(report.judged()).isEqualTo(59);
    assertThat(report.unscored()).isEqualTo(1);
    assertThat(report.figure("weighted-kappa").orElseThrow().estimate().value()).isEqualTo(1);
    assertThat(report.figure("exact-agreement").orElseThrow().estimate().value())
        .isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.ofGrades(Grading.of(judge), "help", rated, 8))
        .withMessageContaining("judge-helpfulness");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.ofGrades(Grading.of(judge), "helpfulness", rated, 0));
  }

  @Test
  void anInterruptEndsACalibration() {
    List<RatedAnswer> rated = List.of(new RatedAnswer(example(1), "x", 5, Optional.empty()));
    FoundationModel model = FunctionModel.of("judge", shown -> {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "[[7]]";
    });
    Thread.currentThread().interrupt();
    try {
      assertThat(catchThrowable(
              () -> Calibration.ofGrades(Grading.of(Judge.of(model)), "helpfulness", rated, 2)))
          .isInstanceOf(CancelledException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
