package io.fmops.guardrails.grounding;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelException;
import io.fmops.model.Models;
import java.util.Optional;

/**
 * Makes detectors of the type {@code grounding}. Settings: {@code threshold}, by default 0.4;
 * {@code embedding}, the id of an embedding model; {@code judge}, the id of a model. Stateless and
 * thread-safe.
 */
public final class GroundingDetectorFactory implements DetectorFactory {

  private static final double THRESHOLD = 0.4;

  /** For the service loader. */
  public GroundingDetectorFactory() {}

  @Override
  public String type() {
    return "grounding";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    double threshold = settings.number("threshold", 0, 1).orElse(THRESHOLD);
    Optional<String> embeddingId = settings.text("embedding");
    Optional<String> judgeId = settings.text("judge");
    Optional<EmbeddingModel> embedding;
    try {
      embedding = embeddingId.map(Models::openEmbedding);
    } catch (ModelException e) {
      throw settings.wrong("embedding", String.valueOf(e.getMessage()));
    }
    Optional<FoundationModel> judge;
    try {
      judge = judgeId.map(Models::open);
    } catch (ModelException e) {
      embedding.ifPresent(EmbeddingModel::close);
      throw settings.wrong("judge", String.valueOf(e.getMessage()));
    }
    return new GroundingDetector(name, threshold, embedding, judge);
  }
}
