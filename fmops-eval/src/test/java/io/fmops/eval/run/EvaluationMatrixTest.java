package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.metric.Evaluators;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.UnavailableException;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EvaluationMatrixTest {

  @TempDir
  private Path folder;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private static Dataset numbers(String name, int size) {
    return Dataset.of(
        name,
        IntStream.range(0, size)
            .mapToObj(n -> new Example("n" + n, Map.of("n", name + n), Optional.of("yes")))
            .toList());
  }

  private Evaluation.Builder settings() {
    return Evaluation.builder()
        .candidates(List.of(new Candidate(
            "c",
            FunctionModel.of("c", n -> {
              asked.add(n);
              return "yes";
            }),
            new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n"))),
            InferenceParameters.DEFAULTS)))
        .evaluators(List.of(Evaluators.exactMatch()))
        .concurrency(2);
  }

  private final List<Dataset> datasets =
      List.of(numbers("質問", 20), numbers("b/c", 10), numbers("d", 30));

  @Test
  void everyDatasetHasItsResultAndItsFile() {
    EvaluationMatrix matrix = EvaluationMatrix.of(settings(), datasets, folder.resolve("rows"));
    Map<String, EvaluationResult> results = matrix.run();
    assertThat(results.keySet()).containsExactly("質問", "b/c", "d");
    assertThat(results.get("d").candidate("c").rows()).isEqualTo(30);
    assertThat(folder.resolve("rows"))
        .isDirectoryContaining("glob:**/質問.jsonl")
        .isDirectoryContaining("glob:**/b-c.jsonl")
        .isDirectoryNotContaining("glob:**.journal");
    assertThat(matrix.rows().get("b/c")).isEqualTo(folder.resolve("rows").resolve("b-c.jsonl"));
    assertThat(asked).hasSize(60);
  }

  @Test
  void whatWasFinishedInAnyDatasetIsNotCalledAgainAfterAKill() {
    RunListener powerCut = new RunListener() {
      private int rows;

      @Override
      public void row(ResultRow row, long done) {
        if (++rows == 25) {
          throw new IllegalStateException("the power is out");
        }
      }
    };
    assertThatThrownBy(() ->
            EvaluationMatrix.of(settings().listener(powerCut), datasets, folder).run())
        .hasMessage("the power is out");
    int before = asked.size();
    assertThat(before).isLessThan(60);

    Map<String, EvaluationResult> results =
        EvaluationMatrix.of(settings(), datasets, folder).run();

    assertThat(asked).hasSize(60).doesNotHaveDuplicates();
    assertThat(results.values().stream().mapToLong(r -> r.candidate("c").rows()).sum())
        .isEqualTo(60);
    asked.clear();
    EvaluationMatrix.of(settings(), datasets, folder).run();
    assertThat(asked).as("a finished matrix is run anew").hasSize(60);
  }

  @Test
  void theBudgetIsOneForAllDatasets() throws Exception {
    PriceList prices = PriceList.read(Files.writeString(folder.resolve("prices.json"), """
        {"date": "2026-11-01", "currency": "USD", "models": {"function:*": {"input": 10, "output": 20}}}
        """));
    // An answer costs 0.0102.
    Map<String, EvaluationResult> results = EvaluationMatrix.of(
            settings().prices(prices).budget(new BigDecimal("0.26")), datasets, folder)
        .run();
    assertThat(results.keySet()).containsExactly("質問", "b/c");
    assertThat(results.get("b/c").ending()).isEqualTo(EvaluationResult.Ending.BUDGET_SPENT);
    assertThat(asked.size()).isBetween(24, 25);
    // More money goes on from there.
    EvaluationMatrix.of(settings().prices(prices).budget(new BigDecimal("9")), datasets, folder)
        .run();
    assertThat(asked).hasSize(60);
  }

  @Test
  void whatLaterDatasetsHaveCostCountsBeforeTheFirstOneIsAskedAgain() throws Exception {
    PriceList prices = PriceList.read(Files.writeString(folder.resolve("prices.json"), """
        {"date": "2026-11-01", "currency": "USD", "models": {"function:*": {"input": 10, "output": 20}}}
        """));
    List<Dataset> two = List.of(numbers("a", 20), numbers("b", 20));
    AtomicBoolean down = new AtomicBoolean(true);
    Evaluation.Builder settings = Evaluation.builder()
        .candidates(List.of(new Candidate(
            "c",
            FunctionModel.of("c", n -> {
              if (down.get() && n.startsWith("a")) {
                throw new UnavailableException("down");
              }
              asked.add(n);
              return "yes";
            }),
            new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n"))),
            InferenceParameters.DEFAULTS)))
        .evaluators(List.of(Evaluators.exactMatch()))
        .concurrency(1)
        .prices(prices)
        .budget(new BigDecimal("0.11"));
    EvaluationMatrix.of(settings, two, folder).run();
    int paid = asked.size();
    assertThat(paid).isBetween(9, 10);
    down.set(false);
    EvaluationMatrix.of(settings, two, folder).run();
    assertThat(asked.size() - paid).as("the budget was spent on b already").isLessThanOrEqualTo(1);
  }

  @Test
  void journalsThatAFinishedMatrixCouldNotDeleteAreNotGoneOnWith() throws Exception {
    EvaluationMatrix.of(settings(), datasets, folder).run();
    asked.clear();
    // As if the process had been killed between the first and the last deletion.
    assertThatThrownBy(() -> EvaluationMatrix.of(
                settings().listener(new RunListener() {
                  @Override
                  public void finished(EvaluationResult result) {
                    if (result.dataset().equals("d")) {
                      throw new IllegalStateException("killed");
                    }
                  }
                }),
                datasets,
                folder)
            .run())
        .hasMessage("killed");
    Files.delete(folder.resolve("質問.jsonl.journal"));
    Files.createFile(folder.resolve(".matrix-finished"));
    asked.clear();
    EvaluationMatrix.of(settings(), datasets, folder).run();
    assertThat(asked).hasSize(60);
    assertThat(folder)
        .isDirectoryNotContaining("glob:**.journal")
        .isDirectoryNotContaining("glob:**finished");
  }

  @Test
  void aSecondRunInTheFolderIsRefusedWhereverTheFirstOneIs() {
    RunListener second = new RunListener() {
      @Override
      public void started(String dataset, long rows) {
        if (dataset.equals("d")) {
          EvaluationMatrix.of(settings(), datasets, folder).run();
        }
      }
    };
    assertThatThrownBy(() ->
            EvaluationMatrix.of(settings().listener(second), datasets, folder).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is being written by another run");
  }

  @Test
  void nothingIsCalledIfTheLastDatasetIsWrong() {
    List<Dataset> wrong =
        List.of(numbers("a", 3), Dataset.jsonl(folder.resolve("none.jsonl"), Fields.of("n")));
    assertThatThrownBy(() -> EvaluationMatrix.of(settings(), wrong, folder).run())
        .isInstanceOf(DatasetException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void datasetsThatWouldShareAFileAreRefused() {
    assertThatThrownBy(() ->
            EvaluationMatrix.of(settings(), List.of(numbers("a/b", 1), numbers("a:b", 1)), folder))
        .hasMessageContaining("\"a/b\" and \"a:b\" would both be written to");
    assertThatThrownBy(() -> EvaluationMatrix.of(settings(), List.of(), folder))
        .hasMessage("a matrix needs at least one dataset");
  }

  @Test
  void theEstimateIsOfEachDataset() {
    assertThat(EvaluationMatrix.of(settings(), datasets, folder).estimate().keySet())
        .containsExactly("質問", "b/c", "d");
    assertThat(asked).isEmpty();
  }
}
