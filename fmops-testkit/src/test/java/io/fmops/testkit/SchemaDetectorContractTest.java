package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.schema.SchemaDetector;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.JsonSchema;
import java.util.List;

class SchemaDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new SchemaDetector(
        "schema", JsonSchema.of("{\"type\":\"object\",\"required\":[\"total\"]}"));
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(Excerpt.of("{\"sum\": 1}"), Excerpt.of("not json"), Excerpt.of(""));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(Excerpt.of("{\"total\": 1}"));
  }
}
