package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.store.ResultStore;
import io.fmops.eval.store.StoredRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * The kit names what is wrong with a wrong store. That it lets a proper one pass is tested
 * elsewhere.
 */
class ResultStoreKitTest {

  /** Does everything as it should be done, unless a subclass does something else. */
  static class Proper implements ResultStore {
    final ResultStore proper;

    Proper(Path folder) {
      proper = ResultStore.folder(folder);
    }

    @Override
    public StoredRun add(EvaluationResult result, Path rows, Map<String, String> labels) {
      return proper.add(result, rows, labels);
    }

    @Override
    public List<StoredRun> runs() {
      return proper.runs();
    }

    @Override
    public StoredRun run(String id) {
      return proper.run(id);
    }

    @Override
    public Stream<ResultRow> rows(String id) {
      return proper.rows(id);
    }
  }

  static class LosesTheLastRow extends Proper {
    LosesTheLastRow(Path folder) {
      super(folder);
    }

    @Override
    public Stream<ResultRow> rows(String id) {
      try (Stream<ResultRow> rows = proper.rows(id)) {
        List<ResultRow> all = rows.toList();
        return all.subList(0, Math.max(0, all.size() - 1)).stream();
      }
    }
  }

  static class TurnsRowsAround extends Proper {
    TurnsRowsAround(Path folder) {
      super(folder);
    }

    @Override
    public Stream<ResultRow> rows(String id) {
      try (Stream<ResultRow> rows = proper.rows(id)) {
        List<ResultRow> all = new ArrayList<>(rows.toList());
        Collections.reverse(all);
        return all.stream();
      }
    }
  }

  static class KnowsEveryRun extends Proper {
    KnowsEveryRun(Path folder) {
      super(folder);
    }

    @Override
    public Stream<ResultRow> rows(String id) {
      return proper.runs().stream().anyMatch(run -> run.id().equals(id))
          ? proper.rows(id)
          : Stream.empty();
    }
  }

  static class ListsTheNewestFirst extends Proper {
    ListsTheNewestFirst(Path folder) {
      super(folder);
    }

    @Override
    public List<StoredRun> runs() {
      List<StoredRun> runs = new ArrayList<>(proper.runs());
      Collections.reverse(runs);
      return List.copyOf(runs);
    }
  }

  static class ForgetsTheEnding extends Proper {
    ForgetsTheEnding(Path folder) {
      super(folder);
    }

    @Override
    public StoredRun run(String id) {
      StoredRun run = proper.run(id);
      return new StoredRun(
          run.id(),
          run.at(),
          run.dataset(),
          run.version(),
          run.examples(),
          run.currency(),
          run.labels(),
          run.candidates(),
          Optional.empty());
    }
  }

  static class ReadsTheFileThatItWasGiven extends Proper {
    private final Map<String, Path> files = new HashMap<>();

    ReadsTheFileThatItWasGiven(Path folder) {
      super(folder);
    }

    @Override
    public StoredRun add(EvaluationResult result, Path rows, Map<String, String> labels) {
      StoredRun run = proper.add(result, rows, labels);
      files.put(run.id(), rows);
      return run;
    }

    @Override
    public Stream<ResultRow> rows(String id) {
      return files.containsKey(id) ? ResultRows.read(files.get(id)) : proper.rows(id);
    }
  }

  static class KeepsTheRowsBeforeABadOne extends Proper {
    KeepsTheRowsBeforeABadOne(Path folder) {
      super(folder);
    }

    @Override
    public StoredRun add(EvaluationResult result, Path rows, Map<String, String> labels) {
      List<ResultRow> good = new ArrayList<>();
      try (Stream<ResultRow> all = ResultRows.read(rows)) {
        all.forEach(good::add);
      } catch (RuntimeException e) {
        proper.add(result, ResultRuns.write(copy(rows), good.stream()), labels);
        throw e;
      }
      return proper.add(result, rows, labels);
    }

    private static Path copy(Path rows) {
      try {
        return Files.createTempFile(rows.getParent(), "good", ".jsonl");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static class TakesAllForOneDataset extends Proper {
    TakesAllForOneDataset(Path folder) {
      super(folder);
    }

    @Override
    public List<StoredRun> runs(String dataset) {
      return proper.runs();
    }
  }

  private interface Opening {
    ResultStore in(Path folder);
  }

  abstract static class Contract extends ResultStoreContract {
    private final Opening opening;

    @TempDir
    private Path folder;

    Contract(Opening opening) {
      this.opening = opening;
    }

    @Override
    protected ResultStoreOpener opener() {
      return arguments -> opening.in(Path.of(arguments[0]));
    }

    @Override
    protected List<String> arguments() {
      return List.of(folder.toString());
    }
  }

  static class Last extends Contract {
    Last() {
      super(LosesTheLastRow::new);
    }
  }

  static class Around extends Contract {
    Around() {
      super(TurnsRowsAround::new);
    }
  }

  static class Every extends Contract {
    Every() {
      super(KnowsEveryRun::new);
    }
  }

  static class Newest extends Contract {
    Newest() {
      super(ListsTheNewestFirst::new);
    }
  }

  static class Ending extends Contract {
    Ending() {
      super(ForgetsTheEnding::new);
    }
  }

  static class Given extends Contract {
    Given() {
      super(ReadsTheFileThatItWasGiven::new);
    }
  }

  static class Before extends Contract {
    Before() {
      super(KeepsTheRowsBeforeABadOne::new);
    }
  }

  static class One extends Contract {
    One() {
      super(TakesAllForOneDataset::new);
    }
  }

  static class Whole extends Contract {
    Whole() {
      super(Proper::new);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Last, allRowsAreThereWhateverTheirNumber, int",
    "Around, rowsComeBackInTheirOrderAndToTheCharacter,",
    "Every, anUnknownRunIsNamed, java.lang.String",
    "Newest, runsAreListedTheOldestFirstAndTheirIdsAscend,",
    "Ending, aRunComesBackWithAllThatIsKeptOfIt,",
    "Given, whatWasAddedDoesNotChangeWithWhatItWasAddedFrom,",
    "Before, aLineThatIsNoRowIsNamedAndNothingIsAdded, int",
    "Before, aFileThatCannotBeReadToItsEndAddsNothing,",
    "One, aMeasureIsFollowedOverTheRunsOfItsDatasetOnly,"
  })
  void theTestThatIsAboutItFailsForAFlawedStoreAndNotForAProperOne(
      String flawed, String test, String parameters) {
    assertThat(failures(flawed, test, parameters)).isPositive();
    assertThat(failures("Whole", test, parameters)).isZero();
  }

  private static long failures(String contract, String test, String parameters) {
    String type = ResultStoreKitTest.class.getName() + "$" + contract;
    var tests = EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(type, test, parameters == null ? "" : parameters))
        .execute()
        .testEvents();
    assertThat(tests.started().count()).isPositive();
    return tests.failed().count();
  }
}
