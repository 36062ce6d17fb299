package io.fmops.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What this process has used so far: all its threads, garbage collection included. The JIT
 * compilers are left out where that is possible: they go on long after tens of thousands of calls,
 * differ from run to run by more than the libraries do, and come to nothing in a long life.
 */
final class Meter {

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Meter() {}

  /** Nanoseconds of CPU; from Linux's scheduler, whose clock is finer than the JDK's. */
  static long cpuNanos() {
    if (!Files.isDirectory(TASKS)) {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        try {
          if (Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\R?")) {
            continue;
          }
          String stat = Files.readString(task.resolve("schedstat"));
          sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
        } catch (NoSuchFileException e) {
          // The thread has just ended.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  /** Bytes that the threads which live now have allocated. */
  static long allocatedBytes() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  /** The most threads of the operating system that lived at once since the last look. */
  static int peakThreads() {
    int peak = THREADS.getPeakThreadCount();
    THREADS.resetPeakThreadCount();
    return peak;
  }

  /** The most memory that this process has held, in kilobytes; 0 where it cannot be known. */
  static long peakKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
