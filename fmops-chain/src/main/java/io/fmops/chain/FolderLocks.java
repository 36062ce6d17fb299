package io.fmops.chain;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks of a folder's runs: one byte each, in one file, so that a process that dies gives its
 * runs up at once and finished runs leave no file behind.
 *
 * <p>On POSIX systems a process loses its locks of a file when it closes any of its channels, so a
 * process opens the file once, however many journals it has over the folder. That is why this is
 * known to the whole class.
 */
final class FolderLocks {

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Path, Shared> OPEN = new HashMap<>();

  private FolderLocks() {}

  private static final class Shared {
    final RandomAccessFile file;
    int users;

    Shared(RandomAccessFile file) {
      this.file = file;
    }
  }

  /** A lock that is held until it is closed. */
  static final class Held implements AutoCloseable {
    private final Path file;
    private final FileLock lock;
    private boolean closed;

    Held(Path file, FileLock lock) {
      this.file = file;
      this.lock = lock;
    }

    @Override
    public void close() throws IOException {
      LOCK.lock();
      try {
        if (!closed) {
          closed = true;
          try {
            lock.release();
          } finally {
            release(file);
          }
        }
      } finally {
        LOCK.unlock();
      }
    }
  }

  /**
   * Locks a place.
   *
   * @param file the locks' file, as its real path
   * @param place which byte
   * @return the lock; empty if somebody has it
   */
  static Optional<Held> tryLock(Path file, long place) throws IOException {
    LOCK.lock();
    try {
      Shared shared = OPEN.get(file);
      if (shared == null) {
        shared = new Shared(new RandomAccessFile(file.toFile(), "rw"));
        OPEN.put(file, shared);
      }
      shared.users++;
      FileLock lock = null;
      try {
        lock = lock(shared, place);
      } finally {
        if (lock == null) {
          release(file);
        }
      }
      return lock == null ? Optional.empty() : Optional.of(new Held(file, lock));
    } finally {
      LOCK.unlock();
    }
  }

  private static @Nullable FileLock lock(Shared shared, long place) throws IOException {
    try {
      return shared.file.getChannel().tryLock(place, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void release(Path file) throws IOException {
    Shared shared = OPEN.get(file);
    if (shared != null && --shared.users == 0) {
      OPEN.remove(file);
      shared.file.close();
    }
  }
}
