package io.fmops.eval.junit;

import io.fmops.eval.gate.Bound;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test method that is invoked once for each example of a dataset, and passes or fails by what all
 * of them say together.
 *
 * <pre>{@code
 * @EvaluationTest(dataset = "questions.jsonl", reference = "answer", atLeast = 0.8)
 * void answersQuestions(Example example) {
 *   String answer = assistant.answer(example.field("question"));
 *   assertAnswer(example, answer).scores(Evaluators.quasiExactMatch()).atLeast(1);
 * }
 * }</pre>
 *
 * <p>Parameters of the method: the {@link io.fmops.eval.dataset.Example}, texts with {@link Field},
 * and an {@link ExampleReport}, which takes a score other than passed or not. Other extensions may
 * resolve others.
 *
 * <p>An invocation that ends normally scores 1, or what it reported. One that ends with an
 * {@link AssertionError} scores 0, or what it reported. Any other exception, and an assumption that
 * does not hold, is a missing score and never a zero. Neither fails the build by itself: the
 * invocation is reported as aborted, with the reason, unless {@link #everyExample}. The verdict
 * comes after the last example, on the method as a whole, and fails the build: the figure, its
 * interval, the limit, the worst examples, and which ones took several attempts. One that passes is
 * published as a report entry named {@code verdict} and logged.
 *
 * <p>Examples may run in parallel, as JUnit's {@code @Execution(CONCURRENT)} on the method says. If
 * only some of the invocations are run, as an IDE can, the others are missing and the verdict
 * fails.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(EvaluationTestExtension.class)
public @interface EvaluationTest {

  /**
   * The dataset's file: {@code .jsonl}, {@code .csv} or {@code .parquet}. It is looked for in the
   * working directory, which is the module's in Maven and Gradle, and then on the class path.
   *
   * @return the file; empty if there is a {@link #source}
   */
  String dataset() default "";

  /**
   * Instead of a file, a static method of the test class without parameters that returns a
   * {@link io.fmops.eval.dataset.Dataset}, the same examples each time.
   *
   * @return the method's name; empty if there is a {@link #dataset}
   */
  String source() default "";

  /**
   * The inputs that every example of the file must have. Others are there, too, if an example has
   * them.
   *
   * @return field names
   */
  String[] fields() default {};

  /**
   * The field with the reference answer of the file's examples.
   *
   * @return the field's name; empty if there are no references
   */
  String reference() default "";

  /**
   * The field with the ids of the file's examples.
   *
   * @return the field's name; empty for {@code id}, or else the number of the line
   */
  String id() default "";

  /**
   * What the mean score has to reach.
   *
   * @return the limit; NaN if there is none
   */
  double atLeast() default Double.NaN;

  /**
   * What is held against {@link #atLeast}: the lower end of the 95 % interval, or the mean itself.
   *
   * @return the bound
   */
  Bound by() default Bound.INTERVAL;

  /**
   * A result dataset to compare with, of an earlier run or of an earlier test with
   * {@link #results}, looked for like the dataset. The mean of the differences over the examples
   * that both have may be below zero by the {@link #tolerance} at most, by the lower end of its
   * interval.
   *
   * @return the file; empty if there is no baseline
   */
  String baseline() default "";

  /**
   * Whose rows of the baseline, if it has several candidates.
   *
   * @return the candidate's name; empty if there is only one
   */
  String baselineCandidate() default "";

  /**
   * How much worse than the baseline is still as good. With 0 only a better one passes.
   *
   * @return the difference of the means, 0 or more
   */
  double tolerance() default 0;

  /**
   * The score's name, by which the baseline's is found.
   *
   * @return the name
   */
  String measure() default "passed";

  /**
   * Which share of the examples may be without a score.
   *
   * @return 0 to 1
   */
  double maxMissing() default 0;

  /**
   * How often an example that did not pass is tried again, for models that are not the same every
   * time. Only the method is run again, without what is done before and after each. Mind what this
   * does to the score: it becomes the share of examples that pass once in so many attempts. The
   * verdict says which examples took several, and what the share is without them.
   *
   * @return 0 to 100
   */
  int retries() default 0;

  /**
   * Whether every single example has to pass: one that does not fails by itself.
   *
   * @return true if each failure fails the build
   */
  boolean everyExample() default false;

  /**
   * Where to write the result dataset, one row an example, as an evaluation run does. It can be the
   * baseline of later runs.
   *
   * @return the file, relative to the working directory; empty if rows are not kept
   */
  String results() default "";
}
