package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.pii.PiiDetector;
import io.fmops.guardrails.spi.Detector;
import java.util.List;

class PiiDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new PiiDetector("pii");
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(
        Excerpt.of("Write to jane@example.com."),
        Excerpt.of("電話は０３－１２３４－５６７８です"),
        Excerpt.of("card 4111 1111 1111 1111"),
        Excerpt.of("〒100-0001 東京都千代田区千代田1-1"),
        Excerpt.of("Dear Mr. Smith,"));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(
        Excerpt.of("ISBN 978-4-06-519981-0, version 1.2.3.4, 2026-11-28"),
        Excerpt.of("user@localhost"));
  }
}
