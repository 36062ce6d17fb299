package io.fmops.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that runs {@link PromptStoreWork}. */
final class PromptStoreProcess {

  private final Process process;
  private final Path errors;

  private PromptStoreProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  static PromptStoreProcess start(List<String> work, List<String> place, Path errors)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        PromptStoreWork.class.getName()));
    command.addAll(work);
    command.addAll(place);
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectError(errors.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return new PromptStoreProcess(builder.start(), errors);
  }

  /** Waits for a good end. */
  void awaitEnd() throws Exception {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("the process did not end; " + errorText());
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(
          "the process ended with " + process.exitValue() + "; " + errorText());
    }
  }

  /** Waits until more has been acknowledged than before. */
  void awaitGrowth(Path acknowledged, long before) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (PromptLedger.lines(acknowledged) <= before) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("the process acknowledged nothing; " + errorText());
      }
      Thread.sleep(5);
    }
  }

  /** SIGKILL, where there are signals; waits for the end. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String errorText() throws IOException {
    return "it wrote: " + Files.readString(errors);
  }
}
