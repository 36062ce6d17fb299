package io.fmops.bedrock;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A batch inference job to be started. Immutable and thread-safe. */
public final class BatchJobRequest {

  private final String name;
  private final String roleArn;
  private final URI input;
  private final URI output;
  private final Optional<Duration> timeout;
  private final Optional<String> idempotencyToken;

  private BatchJobRequest(Builder builder) {
    name = builder.name;
    roleArn = Objects.requireNonNull(builder.roleArn, "roleArn");
    input = Objects.requireNonNull(builder.input, "input");
    output = Objects.requireNonNull(builder.output, "output");
    timeout = Optional.ofNullable(builder.timeout);
    idempotencyToken = Optional.ofNullable(builder.idempotencyToken);
  }

  /**
   * A builder; role, input and output have to be set.
   *
   * @param name the job's name, which no other job of the account has
   * @return a new builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  String name() {
    return name;
  }

  String roleArn() {
    return roleArn;
  }

  URI input() {
    return input;
  }

  URI output() {
    return output;
  }

  Optional<Duration> timeout() {
    return timeout;
  }

  Optional<String> idempotencyToken() {
    return idempotencyToken;
  }

  /** Builds a {@link BatchJobRequest}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private @Nullable String roleArn;
    private @Nullable URI input;
    private @Nullable URI output;
    private @Nullable Duration timeout;
    private @Nullable String idempotencyToken;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Sets the role with which Bedrock reads and writes S3.
     *
     * @param arn the role's ARN
     * @return this
     */
    public Builder roleArn(String arn) {
      roleArn = Objects.requireNonNull(arn, "roleArn");
      return this;
    }

    /**
     * Sets where the records are.
     *
     * @param uri an {@code s3:} address of a {@code .jsonl} file, or of a folder of such
     * @return this
     * @throws IllegalArgumentException if it is of another scheme
     */
    public Builder input(URI uri) {
      input = s3("input", uri);
      return this;
    }

    /**
     * Sets where the results go.
     *
     * @param uri an {@code s3:} address of a folder
     * @return this
     * @throws IllegalArgumentException if it is of another scheme
     */
    public Builder output(URI uri) {
      output = s3("output", uri);
      return this;
    }

    private static URI s3(String what, URI uri) {
      if (!"s3".equals(uri.getScheme())) {
        throw new IllegalArgumentException(
            "the %s is %s; it must be an address such as s3://bucket/key".formatted(what, uri));
      }
      return uri;
    }

    /**
     * Limits how long the job may take; what is not done then has no result. Default: Bedrock's.
     *
     * @param limit whole hours; AWS takes 24 to 168
     * @return this
     * @throws IllegalArgumentException if it is not in whole hours above zero
     */
    public Builder timeout(Duration limit) {
      if (limit.toHours() < 1 || !limit.equals(Duration.ofHours(limit.toHours()))) {
        throw new IllegalArgumentException(
            "timeout is " + limit + "; it must be in whole hours above zero");
      }
      timeout = limit;
      return this;
    }

    /**
     * Sets what makes starting the job again harmless. Default: none.
     *
     * @param token a text of the caller's own
     * @return this
     */
    public Builder idempotencyToken(String token) {
      idempotencyToken = Objects.requireNonNull(token, "idempotencyToken");
      return this;
    }

    /**
     * Builds the request.
     *
     * @return the request
     * @throws IllegalArgumentException if role, input or output is missing
     */
    public BatchJobRequest build() {
      if (roleArn == null || input == null || output == null) {
        throw new IllegalArgumentException("a batch job needs a role, an input and an output");
      }
      return new BatchJobRequest(this);
    }
  }
}
