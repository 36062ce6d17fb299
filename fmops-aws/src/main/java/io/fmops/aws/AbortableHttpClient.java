package io.fmops.aws;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client whose exchanges can be aborted from another thread. The SDK offers no such thing:
 * its synchronous calls end with their answer or their time-out. But it prepares each request on
 * the thread that makes the call, so what that thread has announced by {@link #run} is found here.
 * Thread-safe.
 */
public final class AbortableHttpClient implements SdkHttpClient {

  private static final ThreadLocal<@Nullable AbortHandle> CURRENT = new ThreadLocal<>();

  private final SdkHttpClient delegate;

  /**
   * Makes the exchanges of a client abortable.
   *
   * @param delegate does the work; closed with this client
   */
  public AbortableHttpClient(SdkHttpClient delegate) {
    this.delegate = delegate;
  }

  /**
   * Makes a call on this thread, during which {@link AbortHandle#abort()} ends its exchange.
   *
   * @param <T> what the call answers
   * @param handle aborts this call
   * @param call uses the service client over this HTTP client
   * @return the answer
   */
  public <T> T run(AbortHandle handle, Supplier<T> call) {
    CURRENT.set(handle);
    try {
      return call.get();
    } finally {
      CURRENT.remove();
      handle.end();
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = delegate.prepareRequest(request);
    AbortHandle handle = CURRENT.get();
    if (handle == null) {
      return prepared;
    }
    handle.begin(prepared);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        HttpExecuteResponse response = prepared.call();
        handle.answered(response.httpResponse());
        return response;
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
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
