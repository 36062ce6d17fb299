package io.fmops.eval.catalog;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tests and prompts of a <a href="https://www.promptfoo.dev/docs/configuration/reference/">
 * promptfoo configuration</a>, in YAML or JSON. Immutable and thread-safe.
 *
 * <p>Each test is an example: its {@code vars} are the fields, its {@code metadata} and
 * {@code description} the tags, its assertions and threshold the example's
 * {@linkplain io.fmops.eval.dataset.Example#assertions() assertions}, which
 * {@link io.fmops.eval.assertion.AssertionEvaluator} checks. Understood are {@code defaultTest},
 * lists of values for a variable (an example for each combination), {@code $ref} within the file,
 * {@code file://} for tests (YAML, JSON, JSON Lines, CSV), values and assertions' values, the
 * columns that begin with two underscores in CSV files, {@code assert-set} without a threshold, and
 * variables in assertions' values.
 *
 * <p>Nothing is run: JavaScript, Python, Ruby and webhooks are refused wherever they would decide
 * about an answer, with the line. What has no meaning here, such as providers, is left out and
 * {@linkplain #notes() told}.
 *
 * <pre>{@code
 * PromptfooConfig config = PromptfooConfig.read(Path.of("promptfooconfig.yaml"));
 * config.notes().forEach(System.err::println);
 * Evaluation.builder()
 *     .dataset(config.dataset())
 *     .evaluators(List.of(AssertionEvaluator.builder().metricsOf(config.dataset()).build()))...
 * }</pre>
 */
public final class PromptfooConfig {

  private final Optional<String> description;
  private final List<PromptfooPrompt> prompts;
  private final Dataset dataset;
  private final List<String> notes;

  PromptfooConfig(
      Optional<String> description,
      List<PromptfooPrompt> prompts,
      Dataset dataset,
      List<String> notes) {
    this.description = Objects.requireNonNull(description, "description");
    this.prompts = List.copyOf(prompts);
    this.dataset = Objects.requireNonNull(dataset, "dataset");
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads a configuration whose files are all in its folder or below it.
   *
   * @param file a YAML file, or a JSON one if its name ends in {@code .json}
   * @return what it says
   * @throws DatasetException at the first thing that cannot be read, with its file and line
   */
  public static PromptfooConfig read(Path file) {
    return read(file, ConfigFiles.folder(file));
  }

  /**
   * Reads a configuration.
   *
   * @param file a YAML file, or a JSON one if its name ends in {@code .json}
   * @param root the folder within which files may be named
   * @return what it says
   * @throws DatasetException at the first thing that cannot be read, with its file and line
   */
  public static PromptfooConfig read(Path file, Path root) {
    return new PromptfooReader(file, root).read();
  }

  /**
   * What the configuration says that it is for.
   *
   * @return its description, if it has one
   */
  public Optional<String> description() {
    return description;
  }

  /**
   * The prompts, as templates of promptfoo's.
   *
   * @return the prompts in their order; those that are code or commands are not among them
   */
  public List<PromptfooPrompt> prompts() {
    return prompts;
  }

  /**
   * The tests.
   *
   * @return a dataset in memory, with the file's name; its examples are named {@code test-1} and so
   *     on, and {@code test-1-2} where a test is several
   */
  public Dataset dataset() {
    return dataset;
  }

  /**
   * What was left out because it has no meaning here.
   *
   * @return one line each, with file and line; empty if everything was carried over
   */
  public List<String> notes() {
    return notes;
  }
}
