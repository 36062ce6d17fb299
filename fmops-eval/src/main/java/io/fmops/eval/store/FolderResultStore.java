package io.fmops.eval.store;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import java.io.IOException;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String id = TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 8);
    StoredRun run = StoredRun.of(id, now, result, labels);
    Path unfinished = folder.resolve(UNFINISHED + id);
    try {
      Files.createDirectories(unfinished);
      Files.copy(rows, unfinished.resolve(ROWS));
      Files.writeString(
          unfinished.resolve(RUN), StoredRunJson.write(run) + "\n", StandardCharsets.UTF_8);
      force(unfinished.resolve(ROWS));
      force(unfinished.resolve(RUN));
      force(unfinished);
      Files.move(unfinished, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be added to " + folder, e);
    }
    return run;
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
          .map(FolderResultStore::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the runs cannot be listed: " + folder, e);
    }
  }

  private static StoredRun read(Path run) {
    Path file = run.resolve(RUN);
    try {
      return StoredRunJson.read(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be read: " + file, e);
    }
  }

  @Override
  public Stream<ResultRow> rows(String id) {
    Path rows = folder.resolve(ID.matcher(id).matches() ? id : UNKNOWN).resolve(ROWS);
    if (!Files.isRegularFile(rows)) {
      throw new NoSuchElementException("there is no run \"%s\" in %s".formatted(id, folder));
    }
    return ResultRows.read(rows);
  }
}
