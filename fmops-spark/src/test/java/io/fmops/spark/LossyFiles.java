package io.fmops.spark;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A disk on which the driver does not see what tasks have committed, as if each had written on a
 * machine of its own; Spark's job then succeeds without a row.
 */
public final class LossyFiles extends RawLocalFileSystem {

  static final AtomicBoolean LOSING = new AtomicBoolean();

  @Override
  public String getScheme() {
    return "lossy";
  }

  @Override
  public URI getUri() {
    return URI.create("lossy:///");
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    return Arrays.stream(super.listStatus(folder))
        .filter(file -> !LOSING.get() || !file.getPath().getName().startsWith("task_"))
        .toArray(FileStatus[]::new);
  }
}
