package io.fmops.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A JVM with this one's class path that a test can kill. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final Path output;

  private ChildJvm(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static ChildJvm start(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName()));
    command.addAll(arguments);
    try {
      Path output = Files.createTempFile("child", ".out");
      File file = output.toFile();
      return new ChildJvm(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(file)
              .start(),
          output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the child has written a line into a file. */
  void await(Path file, String line) throws IOException, InterruptedException {
    await(file, "\"" + line + "\"", text -> text.contains(line + "\n"));
  }

  /** Waits until a file that the child writes has more lines than so many. */
  void awaitMoreLines(Path file, long lines) throws IOException, InterruptedException {
    await(file, "line " + (lines + 1), text -> text.lines().count() > lines);
  }

  private void await(Path file, String what, Predicate<String> there)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(file) || !there.test(Files.readString(file))) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new AssertionError(
            "the child did not come to %s:%n%s".formatted(what, Files.readString(output)));
      }
      Thread.sleep(2);
    }
  }

  /** SIGKILL, where there is one. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The exit code; an error if it does not end. */
  int waitFor(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the child did not end:\n" + Files.readString(output));
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("the child failed:\n" + Files.readString(output));
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    Files.deleteIfExists(output);
  }
}
