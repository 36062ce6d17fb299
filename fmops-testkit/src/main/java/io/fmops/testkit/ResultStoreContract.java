package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.store.Compared;
import io.fmops.eval.store.ResultStore;
import io.fmops.eval.store.StoredRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store of results promises, wherever it keeps them: a run comes back as it was added,
 * it is there wholly or not at all, and others may write at the same time or be killed. Processes
 * are killed {@value #DEFAULT_KILLS} times, or as often as the system property {@value #KILLS}
 * says.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ResultStoreContract extends ResultRowContract {

  /** The system property with the number of kills. */
  public static final String KILLS = "fmops.kills";

  /** How often processes are killed unless said otherwise. */
  public static final int DEFAULT_KILLS = 3;

  /** For subclasses. */
  protected ResultStoreContract() {}

  /**
   * What opens the store, in this process and in others.
   *
   * @return the opener
   */
  protected abstract ResultStoreOpener opener();

  /**
   * The place of this test, empty when the test begins and the same during it.
   *
   * @return the arguments for the opener
   */
  protected abstract List<String> arguments();

  @Override
  final ResultStore open() throws Exception {
    return opener().open(arguments().toArray(new String[0]));
  }

  @Test
  void aNewStoreHasNothing() {
    assertThat(store().runs()).isEmpty();
    assertThat(store().runs("questions")).isEmpty();
    assertThat(store().trend("questions", "a", "accuracy")).isEmpty();
  }

  @Test
  void aRunComesBackWithAllThatIsKeptOfIt() throws Exception {
    Map<String, String> labels = new LinkedHashMap<>();
    TEXTS.forEach(text -> labels.put("ラベル " + text.replaceAll("\\p{Cs}", ""), text));
    Map<String, Estimate> measures = new LinkedHashMap<>();
    measures.put("rouge1", new Estimate(0.1 + 0.2, 1e-300, 0.5, 40));
    measures.put("accuracy", new Estimate(-1, -1.5, 1e300, 4_000_000_000L));
    for (EvaluationResult.Ending ending : EvaluationResult.Ending.values()) {
      EvaluationResult result = new EvaluationResult(
          TEXTS.toString(),
          5_000_000_000L,
          "円",
          List.of(
              ResultRuns.candidate("b " + TEXTS, measures),
              ResultRuns.candidate("a", Map.of()),
              ResultRuns.bareCandidate("c")),
          ending,
          Optional.of("9f86d081"));
      Instant before = Instant.now();
      StoredRun added = store().add(result, rows(3), labels);
      assertThat(added).isEqualTo(StoredRun.of(added.id(), added.at(), result, labels));
      assertThat(added.at()).isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
      for (ResultStore one : List.of(store(), openAgain())) {
        StoredRun found = one.run(added.id());
        assertThat(found).isEqualTo(added);
        assertThat(found.labels().keySet()).containsExactlyElementsOf(labels.keySet());
        assertThat(one.runs()).contains(added);
        assertThat(one.runs(TEXTS.toString())).contains(added);
      }
    }
  }

  @Test
  void runsAreListedTheOldestFirstAndTheirIdsAscend() throws Exception {
    List<StoredRun> added = new ArrayList<>();
    ResultStore other = openAgain();
    Path rows = rows(1);
    for (int i = 0; i < 30; i++) {
      added.add((i % 2 == 0 ? store() : other).add(result(), rows, Map.of("n", "" + i)));
    }
    assertThat(store().runs()).isEqualTo(added);
    assertThat(added).extracting(StoredRun::id).isSorted().doesNotHaveDuplicates();
    assertThat(added).extracting(StoredRun::at).isSorted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "", "../rows.jsonl", "20260102T030405.678Z-0123abcd", "\0", "ラン", "\ud800"})
  void anUnknownRunIsNamed(String id) {
    StoredRun run = add(ResultRuns.rows(1, "answer"));
    Compared what = Compared.by("a", "right");
    for (ThrowingCallable call : List.<ThrowingCallable>of(
        () -> store().run(id),
        () -> store().rows(id),
        () -> store().compare(id, run.id(), what),
        () -> store().compare(run.id(), id, what))) {
      assertThatThrownBy(call)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("\"" + id + "\"");
    }
  }

  @Test
  void whatWasAddedDoesNotChangeWithWhatItWasAddedFrom() throws Exception {
    Path rows = rows(3);
    Map<String, String> labels = new LinkedHashMap<>(Map.of("commit", "1a2b3c"));
    StoredRun run = store().add(result(), rows, labels);
    labels.put("commit", "other");
    Files.writeString(rows, "");
    Files.delete(rows);
    assertThat(store().run(run.id()).labels()).isEqualTo(Map.of("commit", "1a2b3c"));
    assertThat(json(run.id())).isEqualTo(json(ResultRuns.rows(3, "answer")));
    List<StoredRun> runs = store().runs();
    assertThatThrownBy(() -> runs.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    store().add(result(), rows(1), Map.of());
    assertThat(runs).containsExactly(run);
  }

  @Test
  void threadsThatAddAtOnceLoseNothing() {
    Path rows = rows(700);
    List<List<StoredRun>> added = PromptLabelContract.atOnceFor(
        4,
        50,
        thread -> IntStream.range(0, 4)
            .mapToObj(n -> store().add(result(), rows, Map.of("by", thread + "-" + n)))
            .toList());
    List<StoredRun> all = added.stream().flatMap(List::stream).toList();
    assertThat(store().runs()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(store().runs()).extracting(StoredRun::id).isSorted().doesNotHaveDuplicates();
    added.forEach(ofThread -> assertThat(ofThread).extracting(StoredRun::id).isSorted());
    all.forEach(run -> assertThat(json(run.id())).hasSize(700));
  }

  @Test
  @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void processesThatAddAtOnceLoseNothing() throws Exception {
    Path acknowledged = files().resolve("acknowledged");
    try (ChildJvm one = start(acknowledged, 8);
        ChildJvm other = start(acknowledged, 8)) {
      one.waitFor(Duration.ofMinutes(2));
      other.waitFor(Duration.ofMinutes(2));
    }
    List<String> ids = Files.readAllLines(acknowledged);
    assertThat(ids).hasSize(16);
    assertThat(store().runs())
        .extracting(StoredRun::id)
        .containsExactlyInAnyOrderElementsOf(ids)
        .isSorted();
    ids.forEach(id -> assertThat(json(id)).hasSize(ResultStoreWork.ROWS));
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void aKilledProcessLeavesWholeRunsOnlyAndAllThatItAcknowledged() throws Exception {
    Path acknowledged = Files.createFile(files().resolve("acknowledged"));
    Random random = new Random();
    for (int kill = 1; kill <= Integer.getInteger(KILLS, DEFAULT_KILLS); kill++) {
      int before = Files.readAllLines(acknowledged).size();
      try (ChildJvm child = start(acknowledged, Integer.MAX_VALUE)) {
        child.awaitMoreLines(acknowledged, before);
        Thread.sleep(random.nextInt(300));
        child.kill();
      }
      List<String> ids = Files.readAllLines(acknowledged);
      List<StoredRun> runs = openAgain().runs();
      assertThat(runs).extracting(StoredRun::id).containsAll(ids);
      // At most the one that was added and not yet told, each time.
      assertThat(runs.size()).isBetween(ids.size(), ids.size() + kill);
      runs.forEach(run -> assertThat(json(run.id())).hasSize(ResultStoreWork.ROWS));
    }
    assertThat(add(ResultRuns.rows(1, "still writable"))).isIn(store().runs());
  }

  private ChildJvm start(Path acknowledged, int runs) {
    List<String> all = new ArrayList<>(
        List.of(opener().getClass().getName(), acknowledged.toString(), Integer.toString(runs)));
    all.addAll(arguments());
    return ChildJvm.start(ResultStoreWork.class, all);
  }
}
