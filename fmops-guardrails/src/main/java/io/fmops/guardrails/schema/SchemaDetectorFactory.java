package io.fmops.guardrails.schema;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import io.fmops.model.JsonSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes detectors of the type {@code schema}. Settings: {@code schema}, a JSON schema as text, or
 * {@code file}, a file with one; without them any JSON is right. Stateless and thread-safe.
 */
public final class SchemaDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public SchemaDetectorFactory() {}

  @Override
  public String type() {
    return "schema";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Optional<String> text = settings.text("schema");
    Optional<Path> file = settings.path("file");
    if (text.isPresent() && file.isPresent()) {
      throw settings.wrong("file", "give schema or file, not both");
    }
    String key = file.isPresent() ? "file" : "schema";
    try {
      Optional<String> schema = file.isPresent() ? Optional.of(Files.readString(file.get())) : text;
      return schema
          .map(json -> new SchemaDetector(name, JsonSchema.of(json)))
          .orElseGet(() -> new SchemaDetector(name));
    } catch (IOException e) {
      throw settings.wrong(key, "the file cannot be read: " + e);
    } catch (IllegalArgumentException e) {
      throw settings.wrong(key, String.valueOf(e.getMessage()));
    }
  }
}
