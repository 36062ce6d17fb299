package io.fmops.sagemaker;

import java.net.URI;
import java.util.Optional;

/**
 * Where the answers of asynchronous inference are: a bucket of S3 ({@link S3ObjectStore}), or what
 * stands for one in a test. Thread-safe.
 */
@FunctionalInterface
public interface ObjectStore {

  /**
   * Reads an object.
   *
   * @param location such as {@code s3://bucket/key}
   * @return its bytes; empty if there is no such object (yet)
   * @throws io.fmops.model.ModelException if it cannot be told whether there is one, or if it
   *     cannot be read
   */
  Optional<byte[]> read(URI location);
}
