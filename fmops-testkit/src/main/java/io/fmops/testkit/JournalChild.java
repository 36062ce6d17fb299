package io.fmops.testkit;

import io.fmops.chain.Chain;
import io.fmops.chain.ChainResult;
import io.fmops.chain.Flows;
import io.fmops.chain.RunInUseException;
import io.fmops.chain.RunOptions;
import io.fmops.chain.Step;
import io.fmops.chain.Steps;
import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What a child of {@link JournalProcessContract} does, until it is killed or done. */
final class JournalChild {

  static final String HOLD = "hold";
  static final String APPEND = "append";
  static final String GRAB = "grab";
  static final String CHAIN = "chain:";

  static final String RUN = "the run";
  static final String INPUT = "入力";

  /** The elements of the chain's map. */
  private static final int PARTS = 12;

  /** How many model calls a run of the chain makes. */
  static final int CALLS = 1 + PARTS + 2 + 1;

  static final String EXPECTED =
      "last(" + ("part(first(" + INPUT + ")) ").repeat(PARTS).strip() + ":left(12)right(12))";

  private static final int THREADS = 4;
  private static final int ROUNDS = 6;

  private JournalChild() {}

  /**
   * Does what the first argument says.
   *
   * @param arguments the work, the file to tell of it, the opener, its arguments
   */
  public static void main(String[] arguments) throws Exception {
    Path log = Path.of(arguments[1]);
    JournalOpener opener = Class.forName(arguments[2])
        .asSubclass(JournalOpener.class)
        .getConstructor()
        .newInstance();
    try (Journal journal = opener.open(Arrays.asList(arguments).subList(3, arguments.length))) {
      String work = arguments[0];
      if (work.equals(HOLD)) {
        hold(journal, log);
      } else if (work.equals(APPEND)) {
        append(journal, log);
      } else if (work.equals(GRAB)) {
        grab(journal, log);
      } else {
        runChain(journal, work.substring(CHAIN.length()), log);
      }
    }
  }

  static String data(String step) {
    return (step + " データ ").repeat(40);
  }

  private static RunHeader header() {
    return new RunHeader("c", "d", "i", Instant.now());
  }

  private static JournalEntry entry(String step) {
    return new JournalEntry(JournalEntry.Type.STEP, step, data(step), Instant.now());
  }

  /** Tells of something that has happened; one write, so that a kill leaves no half line. */
  private static synchronized void tell(Path log, String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void begun(Path log) throws IOException {
    long before = Files.exists(log)
        ? Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("begun "))
            .count()
        : 0;
    tell(log, "begun " + before);
  }

  private static void hold(Journal journal, Path log) throws InterruptedException {
    try (JournalRun run = journal.open(RUN, header())) {
      run.append(entry("a"));
      tell(log, "held");
      Thread.sleep(TimeUnit.MINUTES.toMillis(5));
    }
  }

  private static JournalRun takenUp(Journal journal, String runId) throws InterruptedException {
    long until = System.nanoTime() + journal.longestHold().plusSeconds(30).toNanos();
    while (true) {
      try {
        return journal.open(runId, header());
      } catch (RunInUseException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private static void append(Journal journal, Path log) throws Exception {
    long self = ProcessHandle.current().pid();
    try (JournalRun run = takenUp(journal, RUN)) {
      begun(log);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      for (int thread = 0; thread < THREADS; thread++) {
        String prefix = self + "-" + thread + "-";
        var unused = threads.submit(() -> {
          for (int i = 0; i < 100_000; i++) {
            run.append(entry(prefix + i));
            tell(log, "ack " + prefix + i);
          }
        });
      }
      threads.shutdown();
      if (!threads.awaitTermination(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nobody killed this process");
      }
    }
  }

  private static void grab(Journal journal, Path log) throws InterruptedException {
    long self = ProcessHandle.current().pid();
    Random random = new Random(self);
    for (int round = 0; round < ROUNDS; round++) {
      try (JournalRun run = takenUp(journal, RUN)) {
        for (String what : List.of(" begin", " end")) {
          String step = self + " " + round + what;
          run.append(entry(step));
          tell(log, "got " + step);
          Thread.sleep(random.nextInt(5));
        }
      }
      Thread.sleep(random.nextInt(30));
    }
  }

  private static void runChain(Journal journal, String runId, Path log) throws Exception {
    begun(log);
    long until = System.nanoTime() + journal.longestHold().plusSeconds(30).toNanos();
    while (true) {
      try {
        ChainResult<String> result =
            chain(journal, runId, log).run(INPUT, RunOptions.journaled(journal, runId));
        tell(log, result.finished() ? "output " + result.output() : "waiting");
        return;
      } catch (RunInUseException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  /** A model call, a map of model calls, two at the same time, an approval, a model call. */
  static Chain<String, String> chain(Journal journal, String runId, Path log) {
    Step<String, String> first = asks("first", journal, runId, log);
    Step<String, String> part = asks("part", journal, runId, log);
    Step<List<String>, String> left =
        asks("left", journal, runId, log).from((List<String> all) -> String.valueOf(all.size()));
    Step<List<String>, String> right =
        asks("right", journal, runId, log).from((List<String> all) -> String.valueOf(all.size()));
    Step<List<String>, String> both =
        Flows.parallel("both", left, right, (one, other) -> one + other);
    return Chain.<String>named("killed")
        .then(first)
        .then(Steps.<String, List<String>>function(
            "split", text -> IntStream.range(0, PARTS).mapToObj(i -> text).toList()))
        .then(Flows.<String, String>map("map", part))
        .then(both.<String>with((all, sides) -> String.join(" ", all) + ":" + sides))
        .then(Steps.<String>approval("ok", text -> "Go on?"))
        .then(asks("last", journal, runId, log))
        .build();
  }

  /** A step that asks a model, which tells of each call before it answers. */
  private static Step<String, String> asks(String name, Journal journal, String runId, Path log) {
    return Steps.custom(name, (text, context) -> {
      String path = context.path();
      boolean finished = journal.entries(runId).stream()
          .anyMatch(
              entry -> entry.type() == JournalEntry.Type.STEP && entry.step().equals(path));
      tell(log, (finished ? "again " : "call ") + path);
      return context.generate(model(name), GenerateRequest.of(text)).text();
    });
  }

  private static FoundationModel model(String name) {
    ModelId id = ModelId.of("kit", name);
    return FoundationModel.of(id, (request, context) -> new EventSource() {
      private boolean told;

      @Override
      public StreamEvent next() throws InterruptedException {
        if (told) {
          return new StreamEvent.Completed(
              GenerateResponse.builder(id).usage(TokenUsage.reported(1, 1)).build());
        }
        told = true;
        Thread.sleep(5);
        return new StreamEvent.TextDelta(
            0, name + "(" + request.messages().get(0).text() + ")");
      }

      @Override
      public void close() {}
    });
  }
}
