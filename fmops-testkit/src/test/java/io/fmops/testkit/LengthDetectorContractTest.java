package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.text.LengthDetector;
import java.util.List;

class LengthDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new LengthDetector("length", LengthDetector.Unit.TOKENS, 1, 20);
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(Excerpt.of(""), Excerpt.of("word ".repeat(50)));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(Excerpt.of("漢字とかな"));
  }
}
