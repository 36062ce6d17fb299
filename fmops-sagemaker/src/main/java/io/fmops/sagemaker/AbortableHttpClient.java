package io.fmops.sagemaker;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Lets another thread abort an exchange of the SDK's synchronous client, which offers no such thing
 * itself. The SDK prepares a request on the thread that called it, so the request that passes by
 * here belongs to the call that this thread runs. Thread-safe.
 */
final class AbortableHttpClient implements SdkHttpClient {

  private static final ThreadLocal<@Nullable Call> RUNNING = new ThreadLocal<>();

  private final SdkHttpClient delegate;

  AbortableHttpClient(SdkHttpClient delegate) {
    this.delegate = delegate;
  }

  /** One call, which may be aborted before, while and after it runs. Thread-safe. */
  static final class Call {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ExecutableHttpRequest request;
    private boolean aborted;

    /** Ends the exchange if it runs, and keeps it from beginning if it does not run yet. */
    void abort() {
      ExecutableHttpRequest open;
      lock.lock();
      try {
        aborted = true;
        open = request;
        request = null;
      } finally {
        lock.unlock();
      }
      if (open != null) {
        open.abort();
      }
    }

    boolean aborted() {
      lock.lock();
      try {
        return aborted;
      } finally {
        lock.unlock();
      }
    }

    private void begun(ExecutableHttpRequest prepared) {
      lock.lock();
      try {
        if (!aborted) {
          request = prepared;
          return;
        }
      } finally {
        lock.unlock();
      }
      prepared.abort();
    }

    /** From now on the connection may serve somebody else. */
    private void ended() {
      lock.lock();
      try {
        request = null;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Does work on this thread whose HTTP exchange {@link Call#abort()} can end. */
  <T> T run(Call call, Supplier<T> work) {
    RUNNING.set(call);
    try {
      return work.get();
    } finally {
      RUNNING.remove();
      call.ended();
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = delegate.prepareRequest(request);
    Call call = RUNNING.get();
    if (call != null) {
      call.begun(prepared);
    }
    return prepared;
  }

  @Override
  public String clientName() {
    return delegate.clientName();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
