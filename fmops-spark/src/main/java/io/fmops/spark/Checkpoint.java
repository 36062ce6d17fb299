package io.fmops.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.run.Plan;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The folder of a run's rows: {@code plan.json} says of which evaluation they are, and
 * {@code waves/} has a Parquet folder for each wave. A wave's folder counts when it has the file
 * {@value #WHOLE}, which is made after all others; so it is there whole or not at all, on file
 * systems without an atomic renaming of folders, too. When rows of a wave are asked again, a new
 * folder has all of its rows, and then replaces the old one. For one thread.
 */
final class Checkpoint implements AutoCloseable {

  /** Readers of Parquet skip files whose names begin like this. */
  static final String WHOLE = "_WHOLE";

  private static final String PLAN = "plan.json";
  private static final String WAVES = "waves";
  private static final Pattern FOLDER = Pattern.compile("wave-(\\d+)-(\\d+)-([0-9a-f]+)");

  /** Spark would take such names for patterns. */
  private static final Pattern PATTERN_CHARACTER = Pattern.compile("[*?\\[\\]{}\\\\]");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The checkpoints that this JVM writes. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final FileSystem files;
  private final Path folder;
  private final String run;
  private final int waveExamples;
  private final SortedMap<Long, Attempt> whole;

  /** One making of a wave's folder; the later one holds. */
  private record Attempt(long number, Path folder) {}

  private Checkpoint(
      FileSystem files, Path folder, String run, int waveExamples, SortedMap<Long, Attempt> whole) {
    this.files = files;
    this.folder = folder;
    this.run = run;
    this.waveExamples = waveExamples;
    this.whole = whole;
  }

  /**
   * Opens the checkpoint of an earlier run of the same evaluation, or begins one.
   *
   * @param run names the run in hexadecimal digits
   * @param waveExamples how many examples a wave has, if the checkpoint is new
   * @throws IllegalStateException if it is another evaluation's, or this JVM is writing it
   */
  static Checkpoint open(
      Configuration hadoop, String name, Plan plan, String run, int waveExamples, boolean startOver)
      throws IOException {
    Path given = path(name);
    FileSystem files = given.getFileSystem(hadoop);
    Path folder = files.makeQualified(given);
    if (!OPEN.add(folder)) {
      throw new IllegalStateException(
          "%s is being written by another run; wait for its end, or name another checkpoint"
              .formatted(folder));
    }
    boolean opened = false;
    try {
      boolean anew = startOver && files.exists(new Path(folder, PLAN));
      if (anew) {
        files.delete(new Path(folder, WAVES), true);
        files.delete(new Path(folder, PLAN), false);
      } else {
        refuseOtherFiles(files, folder);
      }
      int examples = begin(files, folder, plan, run, waveExamples);
      Checkpoint checkpoint =
          new Checkpoint(files, folder, run, examples, wholeWaves(files, folder));
      opened = true;
      return checkpoint;
    } finally {
      if (!opened) {
        OPEN.remove(folder);
      }
    }
  }

  static Path path(String name) {
    if (name.isBlank() || PATTERN_CHARACTER.matcher(name).find()) {
      throw new IllegalArgumentException(
          "the checkpoint \"%s\" has characters that Spark takes for a pattern, or none at all; name a folder without * ? [ ] { } \\"
              .formatted(name));
    }
    return new Path(name);
  }

  private static void refuseOtherFiles(FileSystem files, Path folder) throws IOException {
    if (!files.exists(new Path(folder, PLAN)) && list(files, folder).length > 0) {
      throw new IllegalStateException(
          "%s is no checkpoint of an evaluation, as it has other files and no %s; name an empty or a new folder"
              .formatted(folder, PLAN));
    }
  }

  /** Gives the number of examples a wave has here. */
  private static int begin(FileSystem files, Path folder, Plan plan, String run, int waveExamples)
      throws IOException {
    Path planFile = new Path(folder, PLAN);
    if (files.exists(planFile)) {
      return check(planFile, read(files, planFile), plan);
    }
    files.mkdirs(folder);
    Path unfinished = new Path(folder, "_%s.%s".formatted(PLAN, run));
    String text = JSON.createObjectNode()
        .put("checkpoint", 1)
        .put("waveExamples", waveExamples)
        .put("plan", plan.header())
        .toString();
    try (OutputStream out = files.create(unfinished, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!files.rename(unfinished, planFile)) {
      throw new IOException("%s cannot be written".formatted(planFile));
    }
    return waveExamples;
  }

  private static String read(FileSystem files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int check(Path file, String text, Plan plan) {
    JsonNode node;
    Optional<String> difference;
    try {
      node = JSON.readTree(text);
      difference = plan.difference(node.path("plan").asText());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s is no plan of a checkpoint; delete it with its folder, or name another checkpoint"
              .formatted(file),
          e);
    }
    int examples = node.path("waveExamples").asInt();
    if (node.path("checkpoint").asInt() != 1 || examples < 1) {
      throw new IllegalStateException(
          "%s is not of a version that can be read here; name another checkpoint".formatted(file));
    }
    if (difference.isPresent()) {
      throw new IllegalStateException(
          "%s has the rows of another evaluation: %s. Start over, or name another checkpoint"
              .formatted(file.getParent(), difference.get()));
    }
    return examples;
  }

  private static SortedMap<Long, Attempt> wholeWaves(FileSystem files, Path folder)
      throws IOException {
    SortedMap<Long, Attempt> whole = new TreeMap<>();
    for (FileStatus status : list(files, new Path(folder, WAVES))) {
      Matcher name = FOLDER.matcher(status.getPath().getName());
      if (name.matches() && files.exists(new Path(status.getPath(), WHOLE))) {
        Attempt attempt = new Attempt(Long.parseLong(name.group(2)), status.getPath());
        whole.merge(
            Long.parseLong(name.group(1)),
            attempt,
            (one, other) -> other.number() > one.number() ? other : one);
      }
    }
    return whole;
  }

  private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** The folders of all whole waves, in order. */
  static String[] folders(Configuration hadoop, String name) throws IOException {
    Path given = path(name);
    FileSystem files = given.getFileSystem(hadoop);
    return wholeWaves(files, files.makeQualified(given)).values().stream()
        .map(attempt -> attempt.folder().toString())
        .toArray(String[]::new);
  }

  int waveExamples() {
    return waveExamples;
  }

  /**
   * Checks that executors see the folder.
   *
   * @throws IllegalStateException if one does not
   */
  void checkShared(JavaSparkContext context) throws IOException {
    SharedFolder.check(context, files, folder, run);
  }

  /** The folder of a wave, if it is there as a whole. */
  Optional<String> find(long wave) {
    return Optional.ofNullable(whole.get(wave)).map(attempt -> attempt.folder().toString());
  }

  /** A new folder for the rows of a wave, which does not count yet. */
  String begin(long wave) {
    return folder(wave, next(wave)).toString();
  }

  private long next(long wave) {
    Attempt before = whole.get(wave);
    return before == null ? 1 : before.number() + 1;
  }

  private Path folder(long wave, long attempt) {
    return new Path(new Path(folder, WAVES), "wave-%08d-%04d-%s".formatted(wave, attempt, run));
  }

  /** Makes the new folder count, and removes what it replaces. */
  void finish(long wave) throws IOException {
    Attempt attempt = new Attempt(next(wave), folder(wave, next(wave)));
    files.create(new Path(attempt.folder(), WHOLE), false).close();
    Attempt before = whole.put(wave, attempt);
    if (before != null) {
      files.delete(before.folder(), true);
    }
  }

  @Override
  public void close() {
    OPEN.remove(folder);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
