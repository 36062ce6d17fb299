package io.fmops.eval.dataset;

import java.nio.file.Path;

/** The door to Parquet, which stands without the libraries that read it. Stateless. */
final class ParquetFiles {

  private ParquetFiles() {}

  /** Opens a file, or says which libraries that takes. */
  static Row.Source open(Path path, Fields fields) {
    try {
      return new ParquetRows(path, fields);
    } catch (NoClassDefFoundError e) {
      throw Place.of(path)
          .problem(
              "Parquet is read by org.apache.parquet:parquet-hadoop with"
                  + " org.apache.hadoop:hadoop-client-api, and one of them is not on the class"
                  + " path; add both",
              e);
    }
  }
}
