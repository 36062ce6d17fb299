package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.VersionNotFoundException;
import io.fmops.prompt.spi.PromptStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of prompts promises about labels. Part of {@link PromptStoreContract}. */
abstract class PromptLabelContract {

  private static final Change CHANGE =
      new Change("yuki", Instant.parse("2026-02-03T04:05:06.789Z"), "評価の結果が良い");

  private PromptStore store;

  PromptLabelContract() {}

  /**
   * Opens the store under test.
   *
   * @return a store over the place of this test, which is empty when the test begins
   * @throws Exception if it cannot be opened
   */
  protected abstract PromptStore open() throws Exception;

  @BeforeEach
  final void openTheStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeTheStore() {
    store.close();
  }

  /** The store of this test. */
  final PromptStore store() {
    return store;
  }

  /** A move; 0 stands for nowhere. */
  static LabelMove move(String name, String label, int from, int to) {
    return new LabelMove(name, label, version(from), version(to), CHANGE);
  }

  private static OptionalInt version(int number) {
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** Has all threads begin at the same moment. */
  static <T> List<T> atOnce(int threads, IntFunction<T> task) {
    return atOnceFor(threads, 50, task);
  }

  /** Has all threads begin at the same moment, and waits for them so many seconds. */
  static <T> List<T> atOnceFor(int threads, long seconds, IntFunction<T> task) {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        futures.add(executor.submit(() -> {
          start.await(20, TimeUnit.SECONDS);
          return task.apply(index);
        }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(seconds, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError("a thread failed", e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("the threads did not end", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private void threeVersions() {
    for (int i = 1; i <= 3; i++) {
      store.add("greeting", "Hello " + i, CHANGE);
    }
  }

  @Test
  void aLabelIsMadeAndMovedAndTakenAway() {
    threeVersions();
    store.moveLabel(move("greeting", "本番", 0, 1));
    assertThat(store.labelled("greeting", "本番").orElseThrow().text()).isEqualTo("Hello 1");
    store.moveLabel(move("greeting", "本番", 1, 3));
    assertThat(store.labelled("greeting", "本番").orElseThrow().text()).isEqualTo("Hello 3");
    store.moveLabel(move("greeting", "本番", 3, 2));
    assertThat(store.labels("greeting")).isEqualTo(Map.of("本番", 2));
    store.moveLabel(move("greeting", "本番", 2, 0));
    assertThat(store.labelled("greeting", "本番")).isEmpty();
    assertThat(store.labels("greeting")).isEmpty();
    store.moveLabel(move("greeting", "本番", 0, 1));
    assertThat(store.labels("greeting")).isEqualTo(Map.of("本番", 1));
  }

  @Test
  void everyMoveIsKeptWithWhoWhenAndWhy() {
    threeVersions();
    Instant moment = Instant.parse("2026-03-04T05:06:07.008Z");
    List<LabelMove> moves = List.of(
        new LabelMove(
            "greeting",
            "production",
            OptionalInt.empty(),
            OptionalInt.of(1),
            new Change("ken", moment, "first")),
        new LabelMove(
            "greeting",
            "staging",
            OptionalInt.empty(),
            OptionalInt.of(2),
            new Change("由紀", moment.minusSeconds(60), "試す\n二行目")),
        new LabelMove(
            "greeting",
            "production",
            OptionalInt.of(1),
            OptionalInt.of(2),
            new Change("ken", moment.minusSeconds(30), "better")),
        new LabelMove(
            "greeting",
            "staging",
            OptionalInt.of(2),
            OptionalInt.empty(),
            new Change("ken", moment, "done")));
    moves.forEach(store::moveLabel);
    assertThat(store.labelMoves("greeting")).containsExactlyElementsOf(moves);
  }

  @Test
  void labelsAreListedInTheirOrderAndStayWithTheirPrompt() {
    threeVersions();
    store.add("other", "Hello", CHANGE);
    List<String> labels = List.of("staging", "Production", "production", "ああ", "a.b");
    for (String label : labels) {
      store.moveLabel(move("greeting", label, 0, 2));
    }
    assertThat(store.labels("greeting").keySet())
        .containsExactlyElementsOf(labels.stream().sorted().toList());
    assertThat(store.labels("other")).isEmpty();
    assertThat(store.labelled("other", "production")).isEmpty();
    store.moveLabel(move("other", "production", 0, 1));
    assertThat(store.labels("greeting")).containsEntry("production", 2);
  }

  @Test
  void whoeverExpectsTheLabelElsewhereGetsAConflictAndChangesNothing() {
    threeVersions();
    store.moveLabel(move("greeting", "production", 0, 2));
    Map<String, String> revision = store.revisions(List.of("greeting"));
    LabelConflictException conflict = catchThrowableOfType(
        LabelConflictException.class, () -> store.moveLabel(move("greeting", "production", 1, 3)));
    assertThat(conflict.expected()).hasValue(1);
    assertThat(conflict.actual()).hasValue(2);
    assertThat(conflict).hasMessageContaining("production").hasMessageContaining("greeting");
    LabelConflictException there = catchThrowableOfType(
        LabelConflictException.class, () -> store.moveLabel(move("greeting", "production", 0, 3)));
    assertThat(there.expected()).isEmpty();
    assertThat(there.actual()).hasValue(2);
    LabelConflictException nowhere = catchThrowableOfType(
        LabelConflictException.class, () -> store.moveLabel(move("greeting", "staging", 2, 0)));
    assertThat(nowhere.expected()).hasValue(2);
    assertThat(nowhere.actual()).isEmpty();
    assertThat(store.labels("greeting")).isEqualTo(Map.of("production", 2));
    assertThat(store.labelMoves("greeting")).hasSize(1);
    assertThat(store.revisions(List.of("greeting"))).isEqualTo(revision);
  }

  @Test
  void aLabelGoesToVersionsThatThereAre() {
    assertThatThrownBy(() -> store.moveLabel(move("greeting", "production", 0, 1)))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("greeting");
    threeVersions();
    assertThatThrownBy(() -> store.moveLabel(move("greeting", "production", 1, 4)))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("4");
    assertThat(store.labels("greeting")).isEmpty();
    assertThat(store.labelMoves("greeting")).isEmpty();
  }

  @ParameterizedTest(name = "[{index}]")
  @ValueSource(
      strings = {"", "a/b", "..", ".x", "CON", "a b", "a\nb", "a\0b", "😀", "か\u3099", "../x", "a'b"
      })
  void aHostileLabelIsAClearError(String label) {
    threeVersions();
    assertThatThrownBy(() -> store.moveLabel(move("greeting", label, 0, 1)))
        .isInstanceOf(PromptException.class);
    assertThatThrownBy(() -> store.labelled("greeting", label)).isInstanceOf(PromptException.class);
    assertThat(store.labels("greeting")).isEmpty();
  }

  @Test
  void ofThreadsThatMoveALabelFromTheSamePlaceOneWins() {
    for (int i = 1; i <= 9; i++) {
      store.add("greeting", "Hello " + i, CHANGE);
    }
    store.moveLabel(move("greeting", "production", 0, 1));
    List<Boolean> won = atOnce(8, i -> {
      try {
        store.moveLabel(move("greeting", "production", 1, i + 2));
        return true;
      } catch (LabelConflictException lost) {
        assertThat(lost.actual()).isPresent();
        return false;
      }
    });
    assertThat(won).containsOnlyOnce(true);
    assertThat(store.labelMoves("greeting")).hasSize(2);
    assertThat(store.labels("greeting")).containsEntry("production", won.indexOf(true) + 2);
  }
}
