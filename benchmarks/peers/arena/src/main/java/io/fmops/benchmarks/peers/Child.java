package io.fmops.benchmarks.peers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * One contestant in its own JVM. Does what it is told by standard input, a command a line, and
 * answers with a line each.
 */
public final class Child {

  /** A prompt of about a thousand letters. */
  private static final String PROMPT =
      "A sentence of some fifty letters, asked for advice. ".repeat(20);

  private final Client client;
  private final Setup setup;

  /** Chunks that the server sent and nobody was given, the warm-up included. */
  private long lost;

  private Child(Setup setup) {
    this.setup = setup;
    this.client =
        ServiceLoader.load(Client.Factory.class).findFirst().orElseThrow().open(setup);
  }

  /**
   * Runs a contestant.
   *
   * @param arguments what {@link Jvm} gives
   * @throws Exception if anything fails; the parent sees the end of the output
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    // Libraries that print, print elsewhere.
    System.setOut(System.err);
    Setup setup = new Setup(
        URI.create(arguments[0]),
        arguments[1],
        arguments[2],
        Integer.parseInt(arguments[3]),
        Duration.ofMillis(Long.parseLong(arguments[4])),
        Boolean.parseBoolean(arguments[5]));
    Child child = new Child(setup);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = commands.readLine()) != null; ) {
      answers.println(child.obey(line.split(" ", -1)));
    }
    // Some contestants leave threads behind that would keep the JVM alive.
    System.exit(0);
  }

  private String obey(String[] command) throws Exception {
    int count = command.length > 1 && command[1].matches("\\d+") ? Integer.parseInt(command[1]) : 0;
    return switch (command[0]) {
      case "start" -> start();
      case "calls" -> measured(count, () -> client.call(PROMPT));
      case "streams" -> measured(count, this::stream) + " " + lost;
      case "first" -> Long.toString(timeToFirst(count));
      case "burst" -> burst(count);
      case "observe" -> observe(Scenario.valueOf(command[1]));
      default -> throw new IllegalArgumentException("no such command: " + command[0]);
    };
  }

  /** Observes after a call of each kind through another client, which loads the classes. */
  private String observe(Scenario scenario) throws Exception {
    try (Client other = open(setup.calling("plain.warm-up"))) {
      other.call(PROMPT);
      Observation seen = new Observation(count -> {});
      other.stream(PROMPT).run(seen, false);
      seen.awaitOutcome();
    }
    return scenario.observe(client, setup);
  }

  private static Client open(Setup setup) {
    return ServiceLoader.load(Client.Factory.class).findFirst().orElseThrow().open(setup);
  }

  private interface Work {
    void run() throws Exception;
  }

  /** CPU nanoseconds, allocated bytes and wall nanoseconds of some work, done count times. */
  private static String measured(int count, Work work) throws Exception {
    long cpu = Meter.cpuNanos();
    long bytes = Meter.allocatedBytes();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      work.run();
    }
    long wall = System.nanoTime() - begin;
    return (Meter.cpuNanos() - cpu) + " " + (Meter.allocatedBytes() - bytes) + " " + wall;
  }

  private String start() throws Exception {
    if (!client.call(PROMPT).text().startsWith("An answer")) {
      throw new IllegalStateException("not the answer that was sent");
    }
    return Long.toString(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
  }

  private void stream() throws Exception {
    Observation seen = new Observation(count -> {});
    client.stream(PROMPT).run(seen, false);
    seen.awaitOutcome();
    lost += Behaviour.LONG - seen.chunks();
  }

  /** The median of nanoseconds from the call to its first text. */
  private long timeToFirst(int count) throws Exception {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      int run = i;
      long begin = System.nanoTime();
      Observation seen = new Observation(chunks -> {
        if (chunks == 1) {
          times[run] = System.nanoTime() - begin;
        }
      });
      client.stream(PROMPT).run(seen, false);
      seen.awaitOutcome();
    }
    Arrays.sort(times);
    return times[count / 2];
  }

  /** Wall nanoseconds of calls at once, the peak of threads, and the peak of memory in kB. */
  private String burst(int count) throws InterruptedException, ExecutionException {
    Meter.peakThreads();
    ExecutorService executor = threads();
    CountDownLatch ready = new CountDownLatch(count);
    CountDownLatch go = new CountDownLatch(1);
    var calls = IntStream.range(0, count)
        .<Future<Answer>>mapToObj(i -> executor.submit(() -> {
          ready.countDown();
          go.await();
          return client.call(PROMPT);
        }))
        .toList();
    ready.await();
    long begin = System.nanoTime();
    go.countDown();
    for (Future<Answer> call : calls) {
      call.get();
    }
    long wall = System.nanoTime() - begin;
    executor.shutdown();
    return wall + " " + Meter.peakThreads() + " " + Meter.peakKilobytes();
  }

  /** Virtual threads where the JVM has them; the class file must run on both. */
  private static ExecutorService threads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }
}
