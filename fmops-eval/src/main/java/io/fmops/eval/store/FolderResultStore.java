package io.fmops.eval.store;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in folders. A run is made under a name that no reader looks at and then renamed, so it is
 * there wholly or not at all.
 */
final class FolderResultStore implements ResultStore {

  /** Names in the order of time, which every file system takes. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** An id comes from a caller, and must not lead out of the folder. */
  private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f]{8}");

  private static final Logger log = LoggerFactory.getLogger(FolderResultStore.class);

  private static final String UNKNOWN = ".unknown";
  private static final String UNFINISHED = ".unfinished-";
  private static final String RUN = "run.json";
  private static final String ROWS = "rows.jsonl";

  private final Path folder;

  FolderResultStore(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public StoredRun add(EvaluationResult result, Path rows, Map<String, String> labels) {
    try (Stream<ResultRow> checked = ResultRows.read(rows)) {
      // Whoever reads them later could not do anything about a line that is no row.
      checked.forEach(row -> {});
    }
    Instant now = Instant.now();
    String id = id(now);
    StoredRun run = StoredRun.of(id, now.truncatedTo(ChronoUnit.MILLIS), result, labels);
    Path unfinished = folder.resolve(UNFINISHED + id);
    try {
      Files.createDirectories(unfinished);
      // A copy of the file would have its mode, and may then not be written to.
      try (InputStream in = Files.newInputStream(rows)) {
        Files.copy(in, unfinished.resolve(ROWS));
      }
      Files.writeString(unfinished.resolve(RUN), run.toJson() + "\n", StandardCharsets.UTF_8);
      force(unfinished.resolve(ROWS));
      force(unfinished.resolve(RUN));
      force(unfinished);
      Files.move(unfinished, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      discard(unfinished, e);
      throw new UncheckedIOException("the run cannot be added to " + folder, e);
    } catch (RuntimeException e) {
      discard(unfinished, e);
      throw e;
    }
    return run;
  }

  /**
   * A name that is after those of all runs that were added before, which may have been in the same
   * millisecond, and is nobody else's.
   */
  private static String id(Instant now) {
    int microseconds = now.get(ChronoField.MICRO_OF_SECOND) % 1_000;
    return "%s-%03x%05x"
        .formatted(TIME.format(now), microseconds, ThreadLocalRandom.current().nextInt(1 << 20));
  }

  /** The copy may be as large as all the rows, and the disk full. */
  private static void discard(Path unfinished, Exception problem) {
    try {
      Files.deleteIfExists(unfinished.resolve(ROWS));
      Files.deleteIfExists(unfinished.resolve(RUN));
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  private static void force(Path path) throws IOException {
    StandardOpenOption how =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems do not let a folder be opened; then its entry is theirs to keep.
      if (!Files.isDirectory(path)) {
        throw e;
      }
    }
  }

  @Override
  public List<StoredRun> runs() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(run -> !String.valueOf(run.getFileName()).startsWith("."))
          .filter(run -> Files.isRegularFile(run.resolve(RUN)))
          .sorted()
          .flatMap(FolderResultStore::readIfSound)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the runs cannot be listed: " + folder, e);
    }
  }

  /** One damaged run must not hide all others. */
  private static Stream<StoredRun> readIfSound(Path run) {
    try {
      return Stream.of(read(run.resolve(RUN), String.valueOf(run.getFileName())));
    } catch (UncheckedIOException e) {
      log.warn("a run is left out of the list: {}", e.getMessage());
      return Stream.empty();
    }
  }

  @Override
  public StoredRun run(String id) {
    return read(existing(id, RUN), id);
  }

  private static StoredRun read(Path file, String name) {
    try {
      StoredRun run = StoredRun.fromJson(Files.readString(file, StandardCharsets.UTF_8));
      if (!run.id().equals(name)) {
        throw new IllegalArgumentException(
            "\"id\" is \"%s\", and the folder's name \"%s\"".formatted(run.id(), name));
      }
      return run;
    } catch (IllegalArgumentException e) {
      String message = "the run is damaged: %s: %s".formatted(file, e.getMessage());
      throw new UncheckedIOException(message, new IOException(message, e));
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be read: " + file, e);
    }
  }

  @Override
  public Stream<ResultRow> rows(String id) {
    return ResultRows.read(existing(id, ROWS));
  }

  private Path existing(String id, String name) {
    Path file = folder.resolve(ID.matcher(id).matches() ? id : UNKNOWN).resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new NoSuchElementException("there is no run \"%s\" in %s".formatted(id, folder));
    }
    return file;
  }
}
