package io.fmops.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints how fast and how heavy each library is, as Markdown tables. All contestants live at the
 * same time and take turns, round by round, so that a machine that is busy with something else is
 * so for all; a ratio is the median of the rounds' ratios.
 */
public final class Figures {

  /** Many and short, so that what is compared is measured within the same tenth of a second. */
  private static final int ROUNDS = Integer.getInteger("peers.rounds", 100);

  private static final int STARTS = 9;
  private static final int CALLS = 200;
  private static final int STREAMS = 2;
  private static final int FIRSTS = 30;
  private static final int BURST = 1_000;

  private final Path home = Path.of(System.getProperty("java.home"));
  private final Jvm.Loopback server;

  private Figures(Jvm.Loopback server) {
    this.server = server;
  }

  /**
   * Prints the tables.
   *
   * @param arguments any of calls, streams, first, burst, cold, size; none for all
   * @throws IOException if a contestant cannot be started or fails
   */
  public static void main(String[] arguments) throws IOException {
    List<String> wanted = arguments.length == 0
        ? List.of("calls", "streams", "first", "burst", "cold", "size")
        : List.of(arguments);
    System.out.printf("JDK %s, %d rounds%n", Runtime.version(), ROUNDS);
    for (Contestant contestant : Contestant.LIBRARIES) {
      System.out.println(contestant.name() + " " + contestant.version());
    }
    Path home = Path.of(System.getProperty("java.home"));
    try (Jvm.Loopback server = Jvm.Loopback.start(home, Contestant.SDK.classPath())) {
      Figures figures = new Figures(server);
      for (String table : wanted) {
        System.out.println();
        switch (table) {
          case "calls" -> figures.calls();
          case "streams" -> figures.streams();
          case "first" -> figures.first();
          case "burst" -> figures.burst();
          case "cold" -> figures.cold();
          case "size" -> size();
          default -> throw new IllegalArgumentException("no such table: " + table);
        }
      }
    }
  }

  private Setup setup(Contestant contestant, String behaviour, int connections) {
    return new Setup(
        server.uri(),
        behaviour,
        contestant.transport(),
        connections,
        Duration.ofSeconds(30),
        false);
  }

  /** A contestant, its JVM, and what was measured of it. */
  private record Entry(Contestant contestant, Samples samples, Jvm jvm) {}

  /** Measures in turns what the command answers; the first contestant is the base of ratios. */
  private List<Entry> rounds(
      List<Contestant> contestants, String behaviour, String warmUp, String command)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      for (Contestant contestant : contestants) {
        Jvm jvm = Jvm.of(home, contestant, setup(contestant, behaviour, 50));
        entries.add(new Entry(contestant, new Samples(), jvm));
        jvm.ask(warmUp);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Entry entry : entries) {
          entry.samples().add(entry.jvm().numbers(command));
        }
      }
      return entries;
    } finally {
      entries.forEach(entry -> entry.jvm().close());
    }
  }

  private void calls() throws IOException {
    List<Entry> all = rounds(
        List.of(
            Contestant.SDK,
            Contestant.FMOPS,
            Contestant.LANGCHAIN4J,
            Contestant.SPRING_AI,
            Contestant.SDK_NETTY),
        "plain",
        "calls 15000",
        "calls " + CALLS);
    System.out.println(
        "| a whole answer | CPU | ratio | allocated | ratio |\n|---|---|---|---|---|");
    Samples sdk = all.get(0).samples();
    all.forEach(entry -> System.out.printf(
        "| %s | %.0f µs | %.2f | %.1f kB | %.2f |%n",
        entry.contestant().name(),
        entry.samples().least(0) / CALLS / 1e3,
        entry.samples().ratio(sdk, 0),
        entry.samples().least(1) / CALLS / 1e3,
        entry.samples().ratio(sdk, 1)));
  }

  private void streams() throws IOException {
    List<Entry> all = rounds(Contestant.LIBRARIES, "long", "streams 200", "streams " + STREAMS);
    System.out.println("| 2,000 events | events a second | ratio | CPU an event | ratio |"
        + " allocated an event | ratio | chunks lost |\n|---|---|---|---|---|---|---|---|");
    Samples sdk = all.get(0).samples();
    double events = (double) STREAMS * Behaviour.LONG;
    all.forEach(entry -> System.out.printf(
        "| %s | %,.0f | %.2f | %.2f µs | %.2f | %.1f kB | %.2f | %.0f |%n",
        entry.contestant().name(),
        events / (entry.samples().least(2) / 1e9),
        1 / entry.samples().ratio(sdk, 2),
        entry.samples().least(0) / events / 1e3,
        entry.samples().ratio(sdk, 0),
        entry.samples().least(1) / events / 1e3,
        entry.samples().ratio(sdk, 1),
        entry.samples().most(3)));
  }

  private void first() throws IOException {
    List<Entry> all = rounds(Contestant.LIBRARIES, "plain", "first 3000", "first " + FIRSTS);
    System.out.println("| | call to first text | more than the SDK |\n|---|---|---|");
    Samples sdk = all.get(0).samples();
    all.forEach(entry -> System.out.printf(
        "| %s | %.0f µs | %.0f µs |%n",
        entry.contestant().name(),
        entry.samples().least(0) / 1e3,
        entry.samples().difference(sdk, 0) / 1e3));
  }

  private void burst() throws IOException {
    System.out.println(
        "| 1,000 calls of 200 ms at once | time | threads | memory |" + "\n|---|---|---|---|");
    for (Contestant contestant : Contestant.LIBRARIES) {
      Samples samples = new Samples();
      for (int run = 0; run < 3; run++) {
        try (Jvm jvm = Jvm.of(home, contestant, setup(contestant, "wait", BURST))) {
          jvm.ask("calls 20");
          samples.add(jvm.numbers("burst " + BURST));
        }
      }
      System.out.printf(
          "| %s | %.2f s | %.0f | %.0f MB |%n",
          contestant.name(), samples.median(0) / 1e9, samples.median(1), samples.median(2) / 1e3);
    }
  }

  private void cold() throws IOException {
    List<Samples> all = Contestant.LIBRARIES.stream().map(each -> new Samples()).toList();
    for (int round = 0; round < STARTS; round++) {
      for (int i = 0; i < all.size(); i++) {
        Contestant contestant = Contestant.LIBRARIES.get(i);
        long begin = System.nanoTime();
        try (Jvm jvm = Jvm.of(home, contestant, setup(contestant, "plain", 50))) {
          long classes = jvm.numbers("start")[0];
          all.get(i).add(System.nanoTime() - begin, classes);
        }
      }
    }
    System.out.println("| JVM start to first answer | least | median | ratio | classes |"
        + "\n|---|---|---|---|---|");
    for (int i = 0; i < all.size(); i++) {
      Samples own = all.get(i);
      System.out.printf(
          "| %s | %.2f s | %.2f s | %.2f | %,.0f |%n",
          Contestant.LIBRARIES.get(i).name(),
          own.least(0) / 1e9,
          own.median(0) / 1e9,
          own.ratio(all.get(0), 0),
          own.median(1));
    }
  }

  private static void size() throws IOException {
    System.out.println("| class path | jars | size |\n|---|---|---|");
    for (Contestant contestant : Contestant.LIBRARIES) {
      long bytes = 0;
      for (Path jar : contestant.jars()) {
        bytes += Files.size(jar);
      }
      System.out.printf(
          "| %s | %d | %.1f MB |%n", contestant.name(), contestant.jars().size(), bytes / 1e6);
    }
  }
}
