package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.secrets.SecretDetector;
import io.fmops.guardrails.spi.Detector;
import java.util.List;

class SecretDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new SecretDetector("secrets");
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(
        Excerpt.of("key AK" + "IAQ7ZT2KP4XW4LM6RV"), Excerpt.of("password = \"hunter" + "2!x\""));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(
        Excerpt.of("password = ${DB_PASSWORD}"),
        Excerpt.of("commit 3f786850e387550fdab836ed7e6dc881de23001b"));
  }
}
