package io.fmops.sagemaker;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ErrorDetails;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.ThrottledException;
import io.fmops.model.UnavailableException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Objects in Amazon S3. Needs {@code software.amazon.awssdk:s3}, which this module does not bring.
 * Thread-safe.
 *
 * <p>The credentials need {@code s3:GetObject} and {@code s3:ListBucket}: without the second, S3
 * says of an object that is not there yet that it is forbidden.
 */
public final class S3ObjectStore implements ObjectStore {

  private final S3Client client;

  /**
   * A store over a client.
   *
   * @param client reads the objects; the caller closes it
   */
  public S3ObjectStore(S3Client client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  @Override
  public Optional<byte[]> read(URI location) {
    String key = location.getPath();
    if (!"s3".equals(location.getScheme())
        || location.getAuthority() == null
        || key == null
        || key.length() < 2) {
      throw new IllegalArgumentException(
          "not the location of an object in S3: %s; expected s3://bucket/key".formatted(location));
    }
    try {
      return Optional.of(client
          .getObjectAsBytes(get -> get.bucket(location.getAuthority()).key(key.substring(1)))
          .asByteArrayUnsafe());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (AwsServiceException e) {
      throw failed(location, e);
    } catch (SdkClientException e) {
      throw SdkErrors.clientSide("S3 (" + location + ")", e, details(e), false);
    }
  }

  private static RuntimeException failed(URI location, AwsServiceException problem) {
    String what = "S3 does not give %s (status %d)".formatted(location, problem.statusCode());
    ErrorDetails details = details(problem);
    if (problem.statusCode() == 403) {
      return new NotAuthorizedException(
          what + "; the credentials need s3:GetObject and s3:ListBucket", details, problem);
    } else if (problem.isThrottlingException()) {
      return new ThrottledException(what, details, problem);
    }
    return problem.statusCode() >= 500
        ? new UnavailableException(what, details, problem)
        : new ProviderException(what, details, problem);
  }

  private static ErrorDetails details(RuntimeException problem) {
    return problem instanceof AwsServiceException service
        ? new ErrorDetails(
            Optional.empty(),
            Optional.ofNullable(service.awsErrorDetails()).map(told -> told.errorCode()),
            Optional.of(service.statusCode()),
            Optional.ofNullable(service.requestId()),
            Optional.empty())
        : new ErrorDetails(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }
}
