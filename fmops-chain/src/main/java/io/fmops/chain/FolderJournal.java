package io.fmops.chain;

import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a folder: one file of text a run, which only grows, and one file of locks. Several
 * processes of one machine may share it; a process that dies gives its runs up at once. Every entry
 * is forced to the disk before it counts, those of steps at the same time together. Thread-safe.
 *
 * <p>Locks belong to a process, so within one process a folder is for one class loader: two web
 * applications of one server, each with its own copy of this class, need a folder each.
 *
 * <p>{@link #list} reads every run, so finished ones are best deleted now and then. Inputs and
 * outputs lie in the files as they are; who may read the folder may read them.
 */
public final class FolderJournal implements Journal {

  private static final Logger log = LoggerFactory.getLogger(FolderJournal.class);
  private static final String LOCKS = "runs.lock";

  private final Path folder;

  private FolderJournal(Path folder) {
    this.folder = folder;
  }

  /**
   * The journal of a folder.
   *
   * @param folder made if it is not there
   * @return the journal
   * @throws JournalException if it cannot be made or is no folder
   */
  public static FolderJournal in(Path folder) {
    try {
      Files.createDirectories(folder);
      return new FolderJournal(folder.toRealPath());
    } catch (IOException e) {
      throw new JournalException("the folder of a journal cannot be made at " + folder, e);
    }
  }

  @Override
  public JournalRun open(String runId, RunHeader header) {
    Objects.requireNonNull(header, "header");
    FolderLocks.Held lock = hold(runId);
    try {
      Optional<RunFiles.Content> content = content(runId);
      RunHeader known = content.map(RunFiles.Content::header).orElse(null);
      Path file = file(runId);
      if (known != null) {
        return new FolderRun(
            runId, file, lock, known, content.get().entries(), content.get().length());
      }
      FolderRun run = new FolderRun(runId, file, lock, header, List.of(), 0);
      try {
        run.write(RunFiles.line(runId, header));
        forceNames();
        return run;
      } catch (RuntimeException | Error e) {
        run.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      release(runId, lock);
      throw e;
    }
  }

  @Override
  public Optional<JournalRun> reopen(String runId) {
    FolderLocks.Held lock = hold(runId);
    try {
      Optional<RunFiles.Content> content = content(runId);
      RunHeader known = content.map(RunFiles.Content::header).orElse(null);
      if (known == null) {
        release(runId, lock);
        return Optional.empty();
      }
      return Optional.of(new FolderRun(
          runId,
          file(runId),
          lock,
          known,
          content.get().entries(),
          content.get().length()));
    } catch (RuntimeException | Error e) {
      release(runId, lock);
      throw e;
    }
  }

  private FolderLocks.Held hold(String runId) {
    Journal.checkRunId(runId);
    try {
      return FolderLocks.tryLock(folder.resolve(LOCKS), RunFiles.place(runId))
          .orElseThrow(() -> new RunInUseException(
              "the run \"%s\" is in the hands of another process or thread; it can be taken up when that has ended"
                  .formatted(runId),
              null));
    } catch (IOException e) {
      throw new JournalException(
          "the run \"%s\" cannot be locked in %s".formatted(runId, folder), e);
    }
  }

  static void release(String runId, FolderLocks.Held lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn(
          "the lock of the run {} could not be given back; it ends with this process", runId, e);
    }
  }

  private Path file(String runId) {
    return folder.resolve(RunFiles.name(runId));
  }

  private Optional<RunFiles.Content> content(String runId) {
    Journal.checkRunId(runId);
    return content(file(runId));
  }

  private static Optional<RunFiles.Content> content(Path file) {
    try {
      return Optional.of(RunFiles.read(file.toString(), Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new JournalException("cannot read " + file, e);
    }
  }

  @Override
  public Optional<RunSummary> find(String runId) {
    return content(runId).flatMap(FolderJournal::summary);
  }

  private static Optional<RunSummary> summary(RunFiles.Content content) {
    RunHeader header = content.header();
    String id = content.runId();
    return header == null || id == null
        ? Optional.empty()
        : Optional.of(content.summary(id, header));
  }

  @Override
  public List<JournalEntry> entries(String runId) {
    return content(runId).map(RunFiles.Content::entries).orElse(List.of());
  }

  @Override
  public List<RunSummary> list(RunState state, int limit) {
    List<RunSummary> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.startsWith("run-") && name.endsWith(RunFiles.SUFFIX)) {
          content(file).flatMap(FolderJournal::summary).ifPresent(all::add);
        }
      }
    } catch (IOException e) {
      throw new JournalException("cannot list the runs in " + folder, e);
    }
    return RunFiles.listed(all, state, limit);
  }

  @Override
  public boolean delete(String runId) {
    FolderLocks.Held lock = hold(runId);
    try {
      boolean known = find(runId).isPresent();
      Files.deleteIfExists(file(runId));
      forceNames();
      return known;
    } catch (IOException e) {
      throw new JournalException("cannot delete " + file(runId), e);
    } finally {
      release(runId, lock);
    }
  }

  /** The folder's own list of names, where the operating system lets it be forced. */
  private void forceNames() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      log.debug("the folder {} cannot be forced to the disk by itself here", folder, e);
    }
  }

  static RandomAccessFile openToWrite(Path file, long length) {
    try {
      RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
      try {
        // What was cut off by a kill was never acknowledged.
        open.setLength(length);
        open.seek(length);
        return open;
      } catch (IOException e) {
        open.close();
        throw e;
      }
    } catch (IOException e) {
      throw new JournalException("cannot write " + file, e);
    }
  }
}
