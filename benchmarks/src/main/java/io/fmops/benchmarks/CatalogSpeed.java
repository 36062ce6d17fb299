package io.fmops.benchmarks;

import io.fmops.prompt.Change;
import io.fmops.prompt.FolderPromptStore;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptCatalog;
import io.fmops.prompt.PromptSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How quick a catalog in a folder is with many versions: opening, finding by label, adding, and the
 * memory it takes.
 *
 * <pre>{@code
 * java -cp ... io.fmops.benchmarks.CatalogSpeed <folder> [prompts] [versions of each]
 * }</pre>
 *
 * <p>Fills the folder first, with 10,000 prompts of 10 versions unless told otherwise; what is
 * there already is not added again. Needs some hundreds of megabytes of disk.
 */
public final class CatalogSpeed {

  private static final Change CHANGE = Change.by("benchmark", "to measure");
  private static final int THREADS = 8;

  private final Path folder;
  private final int prompts;
  private final int versions;
  private final Random random = new Random(1);

  private CatalogSpeed(Path folder, int prompts, int versions) {
    this.folder = folder;
    this.prompts = prompts;
    this.versions = versions;
  }

  /**
   * Measures and prints a table.
   *
   * @param arguments a folder; how many prompts; how many versions of each
   * @throws Exception if the folder cannot be filled
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 1 || arguments.length > 3) {
      throw new IllegalArgumentException(
          "usage: CatalogSpeed <folder> [prompts] [versions of each]");
    }
    int prompts = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
    int versions = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    new CatalogSpeed(Path.of(arguments[0]), prompts, versions).run();
  }

  private String name(int prompt) {
    return "team-%02d/prompt-%05d".formatted(prompt % 50, prompt);
  }

  /** Some 2 KB, of words that differ between prompts. */
  private Prompt prompt(int prompt, int version) {
    Random words = new Random(prompt);
    StringBuilder text = new StringBuilder("Version " + version + " for {{customer}}.\n");
    for (int i = 0; i < 260; i++) {
      text.append("word").append(words.nextInt(5_000)).append(i % 12 == 11 ? '\n' : ' ');
    }
    return Prompt.builder(name(prompt)).user(text.toString()).tags("benchmark").build();
  }

  private void run() throws Exception {
    fill();
    row("", "p50", "p95", "n");
    measure("open", 200, i -> FolderPromptStore.in(folder).close());
    measure("open and find one by label", 200, i -> {
      try (PromptCatalog catalog = PromptCatalog.inFolder(folder)) {
        catalog.labelled(name(random.nextInt(prompts)), "production");
      }
    });
    System.gc();
    long before = used();
    try (PromptCatalog catalog = PromptCatalog.over(FolderPromptStore.in(folder), 0)) {
      measure(
          "find by label",
          10_000,
          i -> catalog.labelled(name(random.nextInt(prompts)), "production"));
      measure(
          "find by label, the same 100",
          10_000,
          i -> catalog.labelled(name(random.nextInt(100)), "production"));
      measure("move a label", 500, i -> {
        int prompt = random.nextInt(prompts);
        int at = catalog.labelled(name(prompt), "production").number();
        catalog.moveLabel(name(prompt), "production", OptionalInt.of(at), at == 1 ? 2 : 1, CHANGE);
      });
      measure("add a version", 500, i -> catalog.add(fresh(i), CHANGE));
      measure(
          "add what is there", 2_000, i -> catalog.add(prompt(random.nextInt(prompts), 1), CHANGE));
      measure("list all names", 20, i -> catalog.names());
      measure("search all texts", 3, i -> catalog.search(PromptSearch.text("word77 word78")));
      memory("memory of finding and adding", before);
    }
    System.gc();
    long beforeIndex = used();
    try (PromptCatalog catalog = PromptCatalog.inFolder(folder)) {
      measure(
          "the first add that looks for near-duplicates",
          1,
          i -> catalog.add(fresh(1_000), CHANGE));
      Thread.sleep(10_000); // so that the rest is read, if it had not been in time
      measure("the next ones", 500, i -> catalog.add(fresh(2_000 + i), CHANGE));
      memory("memory with the index of near-duplicates", beforeIndex);
    }
  }

  private Prompt fresh(int i) {
    return prompt(random.nextInt(prompts), (int) (System.nanoTime() % 1_000_000_000) + i);
  }

  private void fill() throws Exception {
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (PromptCatalog catalog = PromptCatalog.over(FolderPromptStore.in(folder), 0)) {
      List<Future<?>> all = new java.util.ArrayList<>();
      for (int p = 0; p < prompts; p++) {
        int prompt = p;
        all.add(threads.submit(() -> {
          for (int version = 1; version <= versions; version++) {
            catalog.add(prompt(prompt, version), CHANGE);
          }
          if (catalog.labels(name(prompt)).isEmpty()) {
            catalog.moveLabel(name(prompt), "production", Math.max(1, versions / 2), CHANGE);
          }
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    System.out.printf(
        "%,d prompts with %,d versions each are there after %.1f s with %d threads%n%n",
        prompts, versions, (System.nanoTime() - start) / 1e9, THREADS);
  }

  private interface Step {

    void run(int i) throws IOException;
  }

  private static void measure(String what, int count, Step step) throws IOException {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      step.run(i);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    row(
        what,
        millis(nanos[count / 2]),
        millis(nanos[Math.min(count - 1, count * 95 / 100)]),
        "%,d".formatted(count));
  }

  private static void memory(String what, long before) {
    System.gc();
    row(what, "%.1f MB".formatted((used() - before) / 1e6), "", "");
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String millis(long nanos) {
    return "%.3f ms".formatted(nanos / 1e6);
  }

  private static void row(String what, String p50, String p95, String count) {
    System.out.printf("%-46s %12s %12s %8s%n", what, p50, p95, count);
  }
}
