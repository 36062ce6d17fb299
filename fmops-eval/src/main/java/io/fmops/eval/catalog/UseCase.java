package io.fmops.eval.catalog;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.metric.Evaluator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What one use case is evaluated with. Immutable and thread-safe; datasets are read when they are
 * used. The manifest, {@code use-case.yaml}, of which {@code datasets} is needed:
 *
 * <pre>{@code
 * description: Questions about refunds
 * prompts: [support/refund@production, support/refund@staging]
 * datasets:
 *   - file: questions.jsonl          # .jsonl, .csv or .parquet; else say which format
 *     name: questions                # the file's if there is none
 *     id: key
 *     inputs: [question]
 *     reference: answer              # or a list of fields
 *     tags: [language, topic]
 *   - file: promptfooconfig.yaml
 *     format: promptfoo
 * evaluators: [token-f1, assertions]
 * thresholds:
 *   token-f1: 0.8
 * }</pre>
 *
 * <p>A dataset's other keys are {@code reference-list}, {@code reference-separator},
 * {@code references-optional}, {@code labels}, {@code assertions} and {@code at} (a JSON Pointer
 * for each field inside of others), as {@link io.fmops.eval.dataset.Fields} has them. The formats
 * {@code bedrock}, {@code fmeval} (the file is its configuration) and {@code promptfoo} say
 * themselves what their fields mean.
 *
 * @param name what it is called
 * @param description what it is for, if it says so
 * @param prompts references to prompts, such as {@code support/refund@production}, as
 *     {@code PromptCatalog.get} takes them
 * @param datasets at least one, names unique
 * @param evaluators names of evaluators, the first one's first score being the main figure; may be
 *     empty
 * @param thresholds what measures must reach, by their names
 * @param labels the labels of the datasets that have some, for the evaluator that finds them
 */
public record UseCase(
    String name,
    Optional<String> description,
    List<String> prompts,
    List<Dataset> datasets,
    List<String> evaluators,
    Map<String, Double> thresholds,
    Set<String> labels) {

  /** Copies the collections. */
  public UseCase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    prompts = List.copyOf(prompts);
    datasets = List.copyOf(datasets);
    evaluators = List.copyOf(evaluators);
    thresholds = Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
    labels = Collections.unmodifiableSet(new LinkedHashSet<>(labels));
  }

  /**
   * Reads a manifest whose datasets are all in its folder or below it. The use case is called as
   * the folder.
   *
   * @param manifest the file
   * @return the use case
   * @throws DatasetException at the first thing that is wrong in it, with its file and line
   */
  public static UseCase read(Path manifest) {
    Path folder = ConfigFiles.folder(manifest);
    return UseCaseFile.read(manifest, String.valueOf(folder.getFileName()), folder);
  }

  /**
   * One of the datasets.
   *
   * @param wanted its name
   * @return the dataset
   * @throws DatasetException if there is none of that name
   */
  public Dataset dataset(String wanted) {
    List<String> names = datasets.stream().map(Dataset::name).toList();
    return datasets.stream()
        .filter(dataset -> dataset.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new DatasetException("the use case %s has no dataset %s; it has %s%s"
            .formatted(
                name,
                Origin.quote(wanted),
                Origin.quote(names),
                Origin.didYouMean(wanted, names))));
  }

  /**
   * The evaluators that the manifest names. Known are {@code exact-match},
   * {@code quasi-exact-match}, {@code contains-reference}, {@code token-f1}, {@code rouge},
   * {@code label} and {@code assertions}.
   *
   * @param own others, or others under these names, by their names
   * @return the evaluators in the manifest's order
   * @throws DatasetException if one is unknown, or {@code label} has no labels to find
   */
  public List<Evaluator> evaluators(Map<String, Evaluator> own) {
    NamedEvaluators named = new NamedEvaluators(this, own);
    List<Evaluator> made = new ArrayList<>();
    evaluators.forEach(evaluator -> made.add(named.get(evaluator)));
    return List.copyOf(made);
  }
}
