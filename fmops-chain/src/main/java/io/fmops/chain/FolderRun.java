package io.fmops.chain;

import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run in a file that this process has in its hands. Entries that come while others are forced to
 * the disk are forced together.
 *
 * <p>The file is no {@code FileChannel}, because an interrupt of one step's thread would close that
 * for all others.
 */
final class FolderRun implements JournalRun {

  private static final Logger log = LoggerFactory.getLogger(FolderRun.class);

  private final String runId;
  private final Path path;
  private final FolderLocks.Held hold;
  private final RunHeader header;
  private final List<JournalEntry> before;
  private final RandomAccessFile file;

  /** Guards the file's end and the state; taken after the lock of forcing where both are. */
  private final ReentrantLock writing = new ReentrantLock();

  private final ReentrantLock forcing = new ReentrantLock();
  private long written;
  private long forced;
  private boolean closed;
  private boolean broken;

  FolderRun(
      String runId,
      Path path,
      FolderLocks.Held hold,
      RunHeader header,
      List<JournalEntry> before,
      long length) {
    this.runId = runId;
    this.path = path;
    this.hold = hold;
    this.header = header;
    this.before = before;
    this.file = FolderJournal.openToWrite(path, length);
  }

  @Override
  public RunHeader header() {
    return header;
  }

  @Override
  public List<JournalEntry> entries() {
    return before;
  }

  @Override
  public void append(JournalEntry entry) {
    write(RunFiles.line(entry));
  }

  void write(byte[] line) {
    long mine;
    writing.lock();
    try {
      checkUsable();
      try {
        file.write(line);
      } catch (IOException e) {
        throw broken(e);
      }
      mine = ++written;
    } finally {
      writing.unlock();
    }
    force(mine);
  }

  private void force(long mine) {
    forcing.lock();
    try {
      if (forced >= mine) {
        return;
      }
      long upTo;
      writing.lock();
      try {
        checkUsable();
        upTo = written;
      } finally {
        writing.unlock();
      }
      file.getFD().sync();
      forced = upTo;
    } catch (IOException e) {
      // What the disk has now is unknown, also if it says yes the next time.
      throw broken(e);
    } finally {
      forcing.unlock();
    }
  }

  private void checkUsable() {
    if (closed) {
      throw new IllegalStateException("the run \"%s\" was given out of hand".formatted(runId));
    } else if (broken) {
      throw new JournalException(
          "the run \"%s\" could not be written before and has to be taken up anew".formatted(runId),
          null);
    }
  }

  private JournalException broken(IOException e) {
    writing.lock();
    try {
      broken = true;
    } finally {
      writing.unlock();
    }
    return new JournalException("cannot write " + path, e);
  }

  @Override
  public void close() {
    forcing.lock();
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!broken && written > forced) {
        // Somebody is just about to force this, and would find the file closed.
        file.getFD().sync();
        forced = written;
      }
      file.close();
    } catch (IOException e) {
      log.warn("the file {} could not be closed", path, e);
    } finally {
      writing.unlock();
      forcing.unlock();
      FolderJournal.release(runId, hold);
    }
  }
}
