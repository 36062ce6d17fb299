package io.fmops.bedrock;

import io.fmops.aws.AwsCalls;
import io.fmops.aws.AwsClients;
import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Calls that answer with one value, each on the thread of its caller. Deadline, token and interrupt
 * end the exchange, and what the SDK throws comes out in the library's words. Thread-safe.
 *
 * @param <S> the service's synchronous client
 */
final class Calls<S extends SdkAutoCloseable> implements AutoCloseable {

  private final ModelId model;
  private final AwsCalls<S> calls;

  Calls(ModelId model, AwsClients<S, ?> clients) {
    this.model = model;
    this.calls = new AwsCalls<>(model, clients);
  }

  /**
   * Makes a call.
   *
   * @param action what IAM calls it, for who is not allowed to
   */
  <T> T call(CallContext context, String action, Function<S, T> operation) {
    return calls.call(
        context, operation, (problem, requestId) -> translate(problem, action, requestId));
  }

  private ModelException translate(Exception problem, String action, @Nullable String requestId) {
    ModelException translated = AwsErrors.translate(model, problem, requestId, false);
    if (translated.details().code().filter("AccessDeniedException"::equals).isPresent()) {
      return new NotAuthorizedException(
          "%s refuses access: allow %s for the AWS credentials in this region"
              .formatted(model, action),
          translated.details(),
          translated.getCause());
    }
    return translated;
  }

  @Override
  public void close() {
    calls.close();
  }
}
