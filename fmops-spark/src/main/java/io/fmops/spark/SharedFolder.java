package io.fmops.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Finds out, before calls are paid for, whether executors see a folder on the driver's disk. Each
 * executor has a {@code file:} folder of its own unless somebody has mounted one everywhere: its
 * rows would stay there, and the driver would find none.
 */
final class SharedFolder {

  /** More cores than this are not asked, as the rows of a wave are counted in any case. */
  private static final int TASKS = 1_000;

  private SharedFolder() {}

  /**
   * Checks a checkpoint's folder; one in local mode, or on a file system of its own, is taken as it
   * is.
   *
   * @throws IllegalStateException if an executor does not see it
   */
  static void check(JavaSparkContext context, FileSystem files, Path folder, String run)
      throws IOException {
    if (!context.isLocal() && "file".equals(folder.toUri().getScheme())) {
      probe(context, files, folder, run);
    }
  }

  /** Has a file of the driver's read by about as many tasks as there are cores. */
  static void probe(JavaSparkContext context, FileSystem files, Path folder, String run)
      throws IOException {
    Path probe = new Path(folder, "_probe." + run);
    try {
      try (OutputStream out = files.create(probe, true)) {
        out.write(run.getBytes(StandardCharsets.UTF_8));
      }
      int tasks = Math.max(1, Math.min(TASKS, context.defaultParallelism()));
      refuse(
          folder,
          context
              .parallelize(Collections.nCopies(tasks, run), tasks)
              .map(new Look(probe.toUri().getPath()))
              .collect());
    } finally {
      files.delete(probe, false);
    }
  }

  static void refuse(Path folder, List<Boolean> seen) {
    if (seen.contains(false)) {
      throw new IllegalStateException(
          "the checkpoint %s is on the driver's disk and executors do not see it, so their rows would be lost; name a folder that all machines see alike, on HDFS, an object store or a disk that is mounted everywhere. Nothing was called"
              .formatted(folder));
    }
  }

  /** Whether the driver's file is there, as seen by a task. */
  static final class Look implements Function<String, Boolean> {

    private static final long serialVersionUID = 1L;

    private final String file;

    Look(String file) {
      this.file = file;
    }

    @Override
    public Boolean call(String text) {
      try {
        return Files.readString(java.nio.file.Path.of(file)).equals(text);
      } catch (IOException e) {
        // Whatever keeps a task from reading it keeps it from writing rows there, too.
        return false;
      }
    }
  }
}
