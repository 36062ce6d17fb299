package io.fmops.testkit;

import io.fmops.eval.store.ResultStore;
import io.fmops.eval.store.StoredRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/** The work of a process that adds runs, and writes down the ids that the store has given. */
final class ResultStoreWork {

  /** How many rows each run has. */
  static final int ROWS = 1_200;

  private ResultStoreWork() {}

  /**
   * Works.
   *
   * @param arguments opener, file for the ids, how many runs, place...
   * @throws Exception if anything fails
   */
  public static void main(String[] arguments) throws Exception {
    Path acknowledged = Path.of(arguments[1]);
    ResultStore store = Class.forName(arguments[0])
        .asSubclass(ResultStoreOpener.class)
        .getConstructor()
        .newInstance()
        .open(Arrays.copyOfRange(arguments, 3, arguments.length));
    Path rows = Files.createTempFile(acknowledged.getParent(), "rows", ".jsonl");
    ResultRuns.write(rows, ResultRuns.rows(ROWS, "本文。".repeat(50)));
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      StoredRun run = store.add(ResultRuns.result("questions", Map.of()), rows, Map.of());
      // One write, so that the lines of several processes do not mix.
      Files.write(
          acknowledged,
          (run.id() + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    ResultComparisonContract.close(store);
    System.exit(0);
  }
}
