package io.fmops.eval.run;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.run.EvaluationResult.Ending;
import io.fmops.model.CancelledException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluation over several datasets, such as those of a use case: every model with every prompt
 * and all parameters on every dataset.
 *
 * <pre>{@code
 * Map<String, EvaluationResult> results =
 *     EvaluationMatrix.of(
 *             Evaluation.builder()
 *                 .candidates(Candidate.matrix(models, prompts, parameters))
 *                 .evaluators(useCase.evaluators(Map.of()))
 *                 .budget(new BigDecimal("20")),
 *             useCase.datasets(),
 *             Path.of("target/results"))
 *         .run();
 * }</pre>
 *
 * <p>All datasets are checked before the first call is paid for, and the budget is one for all of
 * them. The rows of a dataset are in the file {@code <dataset's name>.jsonl} of the folder, where
 * characters that make no file names are hyphens. What any end of a run leaves behind, the next run
 * goes on with: of a matrix that was not finished no finished cell is called again, in no dataset.
 * Immutable and thread-safe; a second run in the same folder at the same time is refused.
 */
public final class EvaluationMatrix {

  private static final Logger log = LoggerFactory.getLogger(EvaluationMatrix.class);

  private final Path folder;
  private final List<Part> parts;

  private record Part(String dataset, Path rows, Evaluation evaluation) {}

  private EvaluationMatrix(Path folder, List<Part> parts) {
    this.folder = folder;
    this.parts = List.copyOf(parts);
  }

  /**
   * Puts a matrix together.
   *
   * @param settings everything but the dataset and the results, which are set here and stay as they
   *     are then
   * @param datasets at least one, with names that make different files
   * @param folder where the rows are written; made if it is not there
   * @return the matrix, not yet run
   * @throws IllegalArgumentException if there are no datasets, or two of one name, or something
   *     else is missing
   */
  public static EvaluationMatrix of(
      Evaluation.Builder settings, List<Dataset> datasets, Path folder) {
    Objects.requireNonNull(folder, "folder");
    if (datasets.isEmpty()) {
      throw new IllegalArgumentException("a matrix needs at least one dataset");
    }
    Map<Path, Part> parts = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      Path rows = folder.resolve(fileName(dataset.name()));
      Part part =
          new Part(dataset.name(), rows, settings.dataset(dataset).results(rows).build());
      Part other = parts.put(rows, part);
      if (other != null) {
        throw new IllegalArgumentException(
            "the datasets \"%s\" and \"%s\" would both be written to %s; name one of them otherwise"
                .formatted(other.dataset(), dataset.name(), rows));
      }
    }
    return new EvaluationMatrix(folder, new ArrayList<>(parts.values()));
  }

  private static String fileName(String dataset) {
    return dataset.replaceAll("[^\\p{L}\\p{M}\\p{N}._-]", "-") + ".jsonl";
  }

  /**
   * Runs all, one dataset after the other. Once the budget is spent, the datasets behind are not
   * begun and have no result.
   *
   * @return the results by the datasets' names, in their order
   * @throws DatasetException if a dataset is wrong somewhere; nothing was called then
   * @throws IllegalArgumentException as {@link Evaluation#run} does
   * @throws IllegalStateException as {@link Evaluation#run} does
   * @throws CancelledException if the thread is interrupted; the rows so far are kept
   * @throws UncheckedIOException if rows cannot be written
   */
  public Map<String, EvaluationResult> run() {
    List<Long> sizes = parts.stream().map(part -> part.evaluation().check()).toList();
    Spending spending = parts.get(0).evaluation().spending();
    // All are opened first: to keep other runs out, and to know what was spent already.
    List<RunFiles> files = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      boolean anew = Files.exists(finished());
      for (Part part : parts) {
        files.add(Objects.requireNonNull(
            part.evaluation().open(spending, anew), "the parts of a matrix keep their rows"));
      }
      Files.deleteIfExists(finished());
      Map<String, EvaluationResult> results = new LinkedHashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        EvaluationResult result =
            part.evaluation().run(sizes.get(i), spending, files.get(i), false);
        results.put(part.dataset(), result);
        if (result.ending() == Ending.BUDGET_SPENT) {
          return results;
        }
      }
      deleteJournals(files);
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException("the rows cannot be written to " + folder, e);
    } finally {
      files.forEach(EvaluationMatrix::close);
    }
  }

  /** While this file is there, what journals are left are of a matrix that was finished. */
  private Path finished() {
    return folder.resolve(".matrix-finished");
  }

  /**
   * Only now is there nothing left that another run would go on with. The results are there, so
   * whatever goes wrong here is left to the next run.
   */
  private void deleteJournals(List<RunFiles> files) {
    try {
      Files.write(finished(), new byte[0]);
      for (RunFiles each : files) {
        each.journal().delete();
      }
      Files.delete(finished());
    } catch (IOException e) {
      log.warn("journals of the finished matrix in {} cannot be deleted", folder, e);
    }
  }

  private static void close(RunFiles files) {
    try {
      files.close();
    } catch (IOException e) {
      log.warn("the files of a run cannot be closed", e);
    }
  }

  /**
   * Where the rows of a dataset are written.
   *
   * @return the files by the datasets' names, in their order
   */
  public Map<String, Path> rows() {
    Map<String, Path> files = new LinkedHashMap<>();
    parts.forEach(part -> files.put(part.dataset(), part.rows()));
    return files;
  }

  /**
   * What {@link #run} would cost at most and at least, by the prices and the lengths of the
   * prompts. Nothing is called.
   *
   * @return an estimate for each dataset by its name, in their order
   * @throws DatasetException if a dataset is wrong somewhere
   */
  public Map<String, CostEstimate> estimate() {
    Map<String, CostEstimate> estimates = new LinkedHashMap<>();
    parts.forEach(part -> estimates.put(part.dataset(), part.evaluation().estimate()));
    return estimates;
  }
}
