package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.PatternDetector;
import io.fmops.guardrails.spi.Detector;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

class PatternDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new PatternDetector("house rules", Map.of("order", Pattern.compile("ORD-\\d{6}")));
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(Excerpt.of("ORD-123456"));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(Excerpt.of("ORD-12"));
  }
}
