package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluators;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in a JVM of its own that is killed again and again, against a server that counts. As many
 * kills as the system property {@code fmops.kills} says, 3 if it is not set.
 */
@Tag("long")
class KilledRunTest {

  private static final int CONCURRENCY = 4;
  private static final int EXAMPLES = 1_000;

  @TempDir
  private Path folder;

  /** The child: asks the server at the port about 2,000 cells. */
  public static void main(String[] args) {
    HttpClient client = HttpClient.newHttpClient();
    URI server = URI.create("http://127.0.0.1:" + args[0] + "/");
    CandidatePrompt prompt =
        new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n")));
    List<Candidate> candidates = List.of("a", "b").stream()
        .map(name -> new Candidate(
            name,
            FunctionModel.of(name, n -> ask(client, server, name + n)),
            prompt,
            InferenceParameters.DEFAULTS))
        .toList();
    Dataset dataset = Dataset.of(
        "numbers",
        IntStream.range(0, EXAMPLES)
            .mapToObj(n -> new Example("n" + n, Map.of("n", "" + n), Optional.of("answer " + n)))
            .toList());
    Evaluation.builder()
        .dataset(dataset)
        .candidates(candidates)
        .evaluators(List.of(Evaluators.exactMatch()))
        .concurrency(CONCURRENCY)
        .results(Path.of(args[1]))
        .build()
        .run();
  }

  private static String ask(HttpClient client, URI server, String cell) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(server)
                  .POST(HttpRequest.BodyPublishers.ofString(cell))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aRunThatIsKilledAtAnyInstantIsFinishedByTheNextOnes() throws Exception {
    int kills = Integer.getInteger("fmops.kills", 3);
    Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    AtomicInteger total = new AtomicInteger();
    AtomicInteger killAt = new AtomicInteger();
    AtomicReference<Process> child = new AtomicReference<>();
    Random delays = new Random(7);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", exchange -> {
      String cell = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      calls.computeIfAbsent(cell, c -> new AtomicInteger()).incrementAndGet();
      if (total.incrementAndGet() == killAt.get()) {
        // Some of the kills come while a call is under way, some while its row is written.
        LockSupport.parkNanos(delays.nextInt(2_000_000));
        child.get().destroyForcibly();
      }
      byte[] answer = ("answer " + cell.substring(1)).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(answer);
      }
    });
    server.start();
    Random random = new Random(6);
    Path rows = folder.resolve("rows.jsonl");
    try {
      for (int killed = 0; killed < kills; killed++) {
        int left = 2 * EXAMPLES - calls.size();
        killAt.set(total.get() + 1 + random.nextInt(2 * left / (kills - killed + 2)));
        child.set(start(server.getAddress().getPort(), rows));
        assertThat(child.get().waitFor()).as("killed").isNotZero();
      }
      killAt.set(-1);
      assertThat(start(server.getAddress().getPort(), rows).waitFor()).isZero();
      List<String> lines = Files.readAllLines(rows);
      Set<String> cells = new HashSet<>();
      for (String line : lines) {
        ResultRow row = RowJson.read(line);
        assertThat(row.error()).isEmpty();
        assertThat(row.response().orElseThrow().text())
            .isEqualTo(row.example().reference().orElseThrow());
        cells.add(row.candidate() + row.example().field("n"));
      }
      assertThat(lines).as("rows").hasSize(2 * EXAMPLES);
      assertThat(cells).as("none twice").hasSize(2 * EXAMPLES);
      int again = total.get() - 2 * EXAMPLES;
      System.out.printf(
          "%d kills: %d rows, %d cells called again, %.1f a kill (at most %d)%n",
          kills, lines.size(), again, (double) again / kills, CONCURRENCY);
      assertThat(again).as("called again").isLessThanOrEqualTo(CONCURRENCY * kills);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private Process start(int port, Path rows) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledRunTest.class.getName(),
            String.valueOf(port),
            rows.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("child.log").toFile())
        .start();
  }
}
