package io.fmops.guardrails.topic;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ModelException;
import io.fmops.model.Models;
import java.util.Optional;

/**
 * Makes detectors of the type {@code topics}. Settings: {@code denied} and {@code allowed}, for
 * each topic a list of examples; {@code model}, the id of an embedding model, by default
 * {@link LexicalEmbedding}; {@code threshold}, by default 0.25, or 0.5 with a model. Stateless and
 * thread-safe.
 */
public final class TopicDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public TopicDetectorFactory() {}

  @Override
  public String type() {
    return "topics";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Optional<String> id = settings.text("model");
    double threshold = settings.number("threshold", 0, 1).orElse(id.isPresent() ? 0.5 : 0.25);
    EmbeddingModel model;
    try {
      model = id.map(Models::openEmbedding).orElseGet(LexicalEmbedding::model);
    } catch (ModelException e) {
      throw settings.wrong("model", String.valueOf(e.getMessage()));
    }
    try {
      return new TopicDetector(
          name, model, settings.textsByName("denied"), settings.textsByName("allowed"), threshold);
    } catch (IllegalArgumentException e) {
      model.close();
      throw settings.wrong("denied", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }
}
