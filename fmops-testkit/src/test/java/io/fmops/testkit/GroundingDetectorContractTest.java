package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.grounding.GroundingDetector;
import io.fmops.guardrails.spi.Detector;
import java.util.List;
import java.util.Optional;

class GroundingDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new GroundingDetector("grounding", 0.4, Optional.empty(), Optional.empty());
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(new Excerpt(
        "The museum was founded by a Danish sailor in 1821.",
        Stage.OUTPUT,
        List.of("The museum is closed on Mondays.")));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(new Excerpt(
        "On Mondays the museum is closed.",
        Stage.OUTPUT,
        List.of("The museum is closed on Mondays.")));
  }
}
