package io.fmops.eval.assertion;

import io.fmops.eval.dataset.Assertion;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.Grading;
import io.fmops.eval.judge.Judge;
import io.fmops.eval.judge.Rubric;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import java.util.List;
import java.util.Map;

/**
 * The checks that a judge makes: whether an answer meets a requirement in words, and whether it
 * contradicts a reference. Without a threshold the judge says yes or no; with one it grades from 0
 * to 10, and the tenth of the grade is compared with it. Stateless but for the judge.
 */
final class JudgedChecks {

  private static final String ID = "met";
  private static final int FINE = 10;

  private static final String NO_CONTRADICTION =
      "The answer contradicts nothing that the reference says. It may say less or more than that.";
  private static final String NO_CONTRADICTION_JA = "回答は参照と矛盾しない。参照より少なくても多くてもよい。";

  private final Judge judge;

  JudgedChecks(Judge judge) {
    this.judge = judge;
  }

  AssertionOutcome meets(Assertion assertion, Trial trial) {
    List<String> wanted = assertion.texts();
    if (wanted.isEmpty()) {
      return new AssertionOutcome.Unchecked(
          assertion.type() + " needs what the answer must be like as its value");
    }
    String requirement = String.join("\n", wanted);
    return graded(
        assertion,
        Grading.builder(judge)
            .rubric(
                english(assertion, "The answer meets this requirement: " + requirement),
                japanese(assertion, "回答は次の条件を満たす：" + requirement)),
        trial);
  }

  AssertionOutcome factual(Assertion assertion, Trial trial) {
    List<String> references = assertion.texts();
    if (references.isEmpty()) {
      return new AssertionOutcome.Unchecked(assertion.type() + " needs a reference as its value");
    }
    Example asked = trial.example();
    return graded(
        assertion,
        Grading.builder(judge)
            .rubric(english(assertion, NO_CONTRADICTION), japanese(assertion, NO_CONTRADICTION_JA))
            .withReference(),
        trial.with(
            new Example(asked.id(), asked.fields(), references, asked.tags()), trial.response()));
  }

  private static int best(Assertion assertion) {
    return assertion.threshold().isPresent() ? FINE : 1;
  }

  private static Rubric english(Assertion assertion, String description) {
    int best = best(assertion);
    return Rubric.of(
        0, best, new Rubric.Criterion(ID, description, Map.of(0, "not at all", best, "yes")));
  }

  private static Rubric japanese(Assertion assertion, String description) {
    int best = best(assertion);
    return Rubric.of(
        0, best, new Rubric.Criterion(ID, description, Map.of(0, "まったく違う", best, "そのとおり")));
  }

  private static AssertionOutcome graded(
      Assertion assertion, Grading.Builder grading, Trial trial) {
    Score score = grading.build().evaluate(trial).get(0);
    if (score instanceof Score.Value value) {
      double share = value.value() / best(assertion);
      String reason = value.reason().orElse("the judge gave no reason");
      return new AssertionOutcome.Checked(
          share, share >= assertion.threshold().orElse(1), "the judge: " + Shown.of(reason));
    }
    return new AssertionOutcome.Unchecked(
        score instanceof Score.Unscored unscored ? unscored.reason() : "the judge gave no grade");
  }
}
