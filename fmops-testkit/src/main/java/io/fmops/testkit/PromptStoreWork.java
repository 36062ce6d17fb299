package io.fmops.testkit;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.PromptStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The work of a process that adds versions and moves labels, and writes down what the store has
 * acknowledged. Ends when its standard input does, so that nothing is left when the test is gone.
 */
final class PromptStoreWork {

  private static final int NAMES = 4;
  private static final List<String> LABELS = List.of("production", "試験");

  private final PromptStore store;
  private final FileChannel acknowledged;
  private final int seed;
  private final int steps;
  private final String prefix;

  private PromptStoreWork(PromptStore store, FileChannel acknowledged, String[] arguments) {
    this.store = store;
    this.acknowledged = acknowledged;
    this.seed = Integer.parseInt(arguments[2]);
    this.steps = Integer.parseInt(arguments[4]);
    this.prefix = arguments[5];
  }

  /**
   * Works.
   *
   * @param arguments opener, file, seed, threads, steps a thread, prefix of names, place...
   * @throws Exception if anything fails
   */
  public static void main(String[] arguments) throws Exception {
    Thread watch = new Thread(PromptStoreWork::endWithTheParent);
    watch.setDaemon(true);
    watch.start();
    PromptStoreOpener opener = Class.forName(arguments[0])
        .asSubclass(PromptStoreOpener.class)
        .getConstructor()
        .newInstance();
    String[] place = Arrays.copyOfRange(arguments, 6, arguments.length);
    try (PromptStore store = opener.open(place);
        FileChannel file = FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      PromptStoreWork work = new PromptStoreWork(store, file, arguments);
      PromptLabelContract.atOnceFor(Integer.parseInt(arguments[3]), 1_000_000, work::thread);
    }
    System.exit(0);
  }

  private static void endWithTheParent() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes; the end is what counts.
      }
    } catch (IOException e) {
      // The end as well.
    }
    Runtime.getRuntime().halt(3);
  }

  private boolean thread(int thread) {
    Random random = new Random(seed * 1_000L + thread);
    for (int step = 0; step < steps; step++) {
      String name = prefix + "/" + random.nextInt(NAMES);
      Change change = Change.by(seed + "-" + thread, "step " + step);
      if (random.nextInt(5) < 3) {
        add(name, random, change);
      } else {
        move(name, random, change);
      }
    }
    return true;
  }

  private void add(String name, Random random, Change change) {
    // Some texts are the same for all threads and processes, most are nobody else's.
    String text = random.nextInt(4) == 0
        ? "shared text " + random.nextInt(10)
        : "text of " + change.who() + " in " + change.why();
    AddedPrompt added = store.add(name, text + "\n本文。".repeat(100), change);
    acknowledge(
        "A", name, added.info().number(), added.info().hash(), added.isNew() ? "new" : "old");
  }

  private void move(String name, Random random, Change change) {
    int newest = store.versions(name).size();
    String label = LABELS.get(random.nextInt(LABELS.size()));
    Map<String, Integer> labels = store.labels(name);
    @Nullable Integer at = labels.get(label);
    int from = at == null ? 0 : at;
    int to = random.nextInt(newest + 1);
    if (from == to) {
      return;
    }
    try {
      store.moveLabel(new LabelMove(name, label, number(from), number(to), change));
      acknowledge("M", name, label, from, to, change.who(), change.why());
    } catch (LabelConflictException e) {
      // Another thread was first, which is what the test is about.
    }
  }

  private static OptionalInt number(int version) {
    return version == 0 ? OptionalInt.empty() : OptionalInt.of(version);
  }

  private void acknowledge(Object... fields) {
    String line = String.join("\t", Arrays.stream(fields).map(Object::toString).toList()) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    try {
      synchronized (acknowledged) {
        acknowledged.write(bytes);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
