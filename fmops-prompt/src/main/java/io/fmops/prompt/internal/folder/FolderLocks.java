package io.fmops.prompt.internal.folder;

import io.fmops.prompt.PromptStoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Locks that hold between the threads of all processes. Each is a file that has no content; the
 * operating system lets go of it when its process ends, however it ends. Thread-safe.
 */
final class FolderLocks {

  private static final int STRIPES = 64;

  /**
   * One gate for each lock file that some thread of this process wants or has. A static table is
   * needed: the operating system gives a file's lock to the process, and takes it away when any
   * thread closes that file, even through another store over the same folder.
   */
  private static final ConcurrentHashMap<Path, Gate> GATES = new ConcurrentHashMap<>();

  private static final class Gate {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int users;
  }

  private final Path folder;
  private final Duration patience;

  FolderLocks(Path folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  /** What is done under a lock. */
  interface Task<T> {

    T run() throws IOException;
  }

  /** Runs a task while no other thread of any process runs one for this key. */
  <T> T locked(String key, Task<T> task) throws IOException {
    return lockedFile("%02x".formatted(Math.floorMod(key.hashCode(), STRIPES)), task);
  }

  /** Runs a task while no other thread of any process runs one for this lock file. */
  <T> T lockedFile(String name, Task<T> task) throws IOException {
    Path file = folder.resolve(name);
    long end = System.nanoTime() + patience.toNanos();
    Gate gate = enter(file);
    try {
      if (!await(gate.lock, end)) {
        throw busy(file);
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock(channel, file, end);
        return task.run(); // closing the channel lets go of the lock
      } finally {
        gate.lock.unlock();
      }
    } finally {
      leave(file);
    }
  }

  private static Gate enter(Path file) {
    return GATES.compute(file, (f, there) -> {
      Gate gate = there == null ? new Gate() : there;
      gate.users++;
      return gate;
    });
  }

  private static void leave(Path file) {
    GATES.computeIfPresent(file, (f, gate) -> --gate.users == 0 ? null : gate);
  }

  private static boolean await(ReentrantLock lock, long end) {
    try {
      return lock.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PromptStoreException("interrupted while waiting for another writer", e);
    }
  }

  private void lock(FileChannel channel, Path file, long end) throws IOException {
    for (long pause = 1; ; pause = Math.min(pause * 2, 8)) {
      try {
        @Nullable FileLock lock = channel.tryLock();
        if (lock != null) {
          return;
        }
      } catch (OverlappingFileLockException e) {
        // Another class loader's copy of this class has it; that one will let go as well.
      }
      if (System.nanoTime() > end) {
        throw busy(file);
      }
      try {
        Thread.sleep(pause, ThreadLocalRandom.current().nextInt(1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PromptStoreException("interrupted while waiting for another process", e);
      }
    }
  }

  private PromptStoreException busy(Path file) {
    return new PromptStoreException(
        "others have held the lock %s for %d s".formatted(file, patience.toSeconds()));
  }
}
