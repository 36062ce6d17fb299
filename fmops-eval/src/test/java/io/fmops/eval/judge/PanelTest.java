package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {

  private static final Example WHY = Judges.example("Why?");
  private static final Rubric HELP = Rubric.of(1, 10, new Rubric.Criterion("help", "help"));

  private static Evaluator grader(String says) {
    return Grading.builder(Judge.builder(Judges.saying(says).model()).retries(0).build())
        .rubric(HELP)
        .build();
  }

  private static Panel.Builder panel(Panel.Rule rule, String... says) {
    Panel.Builder builder = Panel.builder(rule);
    for (int i = 0; i < says.length; i++) {
      builder.member("m" + i, grader(says[i]));
    }
    return builder;
  }

  private static Score score(Panel.Builder panel) {
    return panel.build().evaluate(WHY, "Because.").get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "MEAN, [[2]] [[7]] [[9]], 6",
    "MEDIAN, [[2]] [[7]] [[9]], 7",
    "MEDIAN, [[2]] [[7]] [[8]] [[9]], 7.5",
    "MAJORITY, [[7]] [[2]] [[7]], 7",
    "MEAN, [[4]] no [[9]], 6.5",
    "MEDIAN, [[4]] no [[9]], 6.5"
  })
  void severalGradesBecomeOne(Panel.Rule rule, String says, double grade) {
    assertThat(score(panel(rule, says.split(" ", -1))))
        .isInstanceOfSatisfying(
            Score.Value.class, value -> assertThat(value.value()).isEqualTo(grade));
  }

  @Test
  void everyMembersGradeStandsInTheReasonAndTheirAgreementBesideIt() {
    List<Score> scores = panel(
            Panel.Rule.MEDIAN,
            "{\"score\": 2, \"reason\": \"too short\"}",
            "[[8]]",
            "{\"score\": 8, \"reason\": \"clear\"}")
        .build()
        .evaluate(WHY, "Because.");
    assertThat(scores.get(0))
        .isEqualTo(new Score.Value(
            "judge-help", 8, Optional.of("m0 2: too short | m1 8: [[8]] | m2 8: clear")));
    assertThat(scores.get(1)).isEqualTo(new Score.Value("judge-help-agreement", 1.0 / 3));
    assertThat(panel(Panel.Rule.MEAN, "[[7]]", "[[8]]", "[[9]]")
            .tolerance(1)
            .build()
            .evaluate(WHY, "Because.")
            .get(1))
        .isEqualTo(new Score.Value("judge-help-agreement", 2.0 / 3));
  }

  @Test
  void withoutAMajorityOrAQuorumThereIsNoScore() {
    assertThat(score(panel(Panel.Rule.MAJORITY, "[[7]]", "[[8]]", "[[9]]")))
        .isInstanceOfSatisfying(
            Score.Unscored.class,
            unscored -> assertThat(unscored.reason()).startsWith("there is no majority: m0 7"));
    // Two of four are not more than half.
    assertThat(score(panel(Panel.Rule.MAJORITY, "[[7]]", "[[7]]", "[[9]]", "[[3]]")))
        .isInstanceOf(Score.Unscored.class);
    assertThat(score(panel(Panel.Rule.MEAN, "[[7]]", "no", "no")))
        .isInstanceOfSatisfying(
            Score.Unscored.class,
            unscored -> assertThat(unscored.reason())
                .startsWith("1 of 3 members gave a score, 2 are needed")
                .contains("m1 unscored: there is no score in it"));
    assertThat(score(panel(Panel.Rule.MEAN, "[[7]]", "no", "no").quorum(1)))
        .isInstanceOf(Score.Value.class);
  }

  @Test
  void aPanelHasTwoMembersAtLeastWithNamesOfTheirOwnAndTheCandidateIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel(Panel.Rule.MEAN, "[[7]]").build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel(Panel.Rule.MEAN, "[[7]]").member("m0", grader("[[7]]")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel(Panel.Rule.MEAN, "[[7]]", "[[8]]").quorum(3).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel(Panel.Rule.MEAN).tolerance(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel(Panel.Rule.MEAN, "[[7]]", "[[8]]")
            .build()
            .check(Judges.saying().model().id()));
  }

  @Test
  void labelsAreNoNumbers() {
    Evaluator label = (example, answer) -> List.of(new Score.Label("judge-help", "a", "b"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> panel(Panel.Rule.MEAN, "[[7]]").member("label", label).build().evaluate(WHY, "x"))
        .withMessageContaining("Label");
  }
}
