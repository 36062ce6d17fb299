package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.topic.LexicalEmbedding;
import io.fmops.guardrails.topic.TopicDetector;
import java.util.List;
import java.util.Map;

class TopicDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new TopicDetector(
        "topics",
        LexicalEmbedding.model(),
        Map.of("medicine", List.of("Which medicine helps against a headache?", "頭痛に効く薬は何ですか。")),
        Map.of(),
        0.25);
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(
        Excerpt.of("What medicine is there against headaches?"), Excerpt.of("頭痛の薬はありますか。"));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(Excerpt.of("When does the train leave?"), Excerpt.of("電車は何時に出ますか。"));
  }
}
