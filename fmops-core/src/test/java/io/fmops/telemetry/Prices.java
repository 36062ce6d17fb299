package io.fmops.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Price lists for tests. */
public final class Prices {

  /** A unit is 1 a token of input and 3 a token of output. */
  public static final PriceList UNITS = of("""
      "bedrock:amazon.nova-lite-v1:0": {"input": 1000000, "output": 3000000},
      "bedrock:dear": {"input": 10000000, "output": 30000000}
      """);

  private Prices() {}

  static PriceList of(String models) {
    try {
      Path file = Files.createTempFile("prices", ".json");
      try {
        Files.writeString(file, "{\"date\": \"2026-11-01\", \"models\": {" + models + "}}");
        return PriceList.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
