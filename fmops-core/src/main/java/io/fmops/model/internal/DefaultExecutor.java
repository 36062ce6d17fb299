package io.fmops.model.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads on which asynchronous calls run when the caller gives none. */
public final class DefaultExecutor {

  /** Calls that may run at once on a JVM without virtual threads; more are refused, not queued. */
  static final int MAX_PLATFORM_THREADS = 2048;

  private DefaultExecutor() {}

  /**
   * The shared executor.
   *
   * @return one virtual thread a task where the JVM has them, else a bounded pool
   */
  public static Executor get() {
    return Holder.EXECUTOR;
  }

  /** Made on first use, so that synchronous programs never start it. */
  private static final class Holder {
    static final Executor EXECUTOR = create();
  }

  private static Executor create() {
    try {
      // A public method of Java 21 that Java 17 does not have; the class file must run on both.
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return platformThreads();
    }
  }

  static ExecutorService platformThreads() {
    return new ThreadPoolExecutor(
        0,
        MAX_PLATFORM_THREADS,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new DaemonThreads("fmops-call-"));
  }

  private static final class DaemonThreads implements ThreadFactory {
    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    DaemonThreads(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
