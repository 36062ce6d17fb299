package io.fmops.guardrails.topic;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps texts to some topics or away from others. A topic is known by examples; a text is as near
 * to it as to its nearest example, by the cosine of their vectors.
 *
 * <p>A text that is near enough to a denied topic, and not nearer to an allowed one, has the
 * finding {@code topic/<name>}. Where there are allowed topics, a text that is near enough to none
 * has the finding {@code off-topic}. The whole text is embedded at once, its first
 * {@value #MAX_TEXT} chars at the most; a text without words is about nothing and has no finding.
 * Thread-safe.
 */
public final class TopicDetector implements Detector {

  /** The category of a text that is about no allowed topic. */
  public static final String OFF_TOPIC = "off-topic";

  private static final String TOPIC = "topic/";

  private static final int MAX_TEXT = 8_000;

  private final String name;
  private final EmbeddingModel model;
  private final boolean remote;
  private final Map<String, List<float[]>> denied;
  private final Map<String, List<float[]>> allowed;
  private final double threshold;

  /**
   * A detector with topics; embeds the examples.
   *
   * @param name the detector's name
   * @param model makes the vectors; is closed with the detector
   * @param denied examples of each denied topic, by its name
   * @param allowed examples of each allowed topic, by its name; empty if every topic is allowed
   *     that is not denied
   * @param threshold how near is near enough, 0 to 1; it depends on the model: 0.25 fits
   *     {@link LexicalEmbedding}, 0.5 many models of meaning
   * @throws IllegalArgumentException if there are no topics, one has no example, or the threshold
   *     is not 0 to 1
   * @throws io.fmops.model.ModelException if the examples cannot be embedded
   */
  public TopicDetector(
      String name,
      EmbeddingModel model,
      Map<String, List<String>> denied,
      Map<String, List<String>> allowed,
      double threshold) {
    this.name = Objects.requireNonNull(name, "name");
    this.model = Objects.requireNonNull(model, "model");
    if (denied.isEmpty() && allowed.isEmpty()) {
      throw new IllegalArgumentException("there is no topic; give denied or allowed ones");
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold is " + threshold + "; it must be 0 to 1");
    }
    this.remote = !model.id().provider().equals("lexical");
    this.threshold = threshold;
    this.denied = vectors(denied);
    this.allowed = vectors(allowed);
  }

  private Map<String, List<float[]>> vectors(Map<String, List<String>> topics) {
    Map<String, List<float[]>> vectors = new LinkedHashMap<>();
    topics.forEach((topic, examples) -> {
      if (examples.isEmpty()) {
        throw new IllegalArgumentException("the topic \"" + topic + "\" has no example");
      }
      vectors.put(
          topic, model.embed(EmbedRequest.of(examples.toArray(String[]::new))).vectors());
    });
    return vectors;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Cost cost() {
    return remote ? Cost.REMOTE : Cost.LOCAL;
  }

  @Override
  public Set<String> categories() {
    Set<String> categories = new HashSet<>();
    denied.keySet().forEach(topic -> categories.add(TOPIC + topic));
    if (!allowed.isEmpty()) {
      categories.add(OFF_TOPIC);
    }
    return categories;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.fmops.model.ModelException if the text cannot be embedded
   */
  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return List.of();
    }
    float[] vector = model.embed(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT));
    double best = -1;
    for (List<float[]> examples : allowed.values()) {
      best = Math.max(best, nearness(vector, examples));
    }
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, List<float[]>> topic : denied.entrySet()) {
      double near = nearness(vector, topic.getValue());
      if (near >= threshold && near > best) {
        findings.add(finding(TOPIC + topic.getKey(), text, near));
      }
    }
    if (findings.isEmpty() && !allowed.isEmpty() && best < threshold) {
      findings.add(finding(OFF_TOPIC, text, 1 - Math.max(0, best)));
    }
    return List.copyOf(findings);
  }

  private static double nearness(float[] vector, List<float[]> examples) {
    double best = -1;
    for (float[] example : examples) {
      best = Math.max(best, EmbedResponse.cosine(vector, example));
    }
    return best;
  }

  private Finding finding(String category, String text, double score) {
    return new Finding(category, 0, text.length(), Math.min(1, score), name);
  }

  /** Closes the model. */
  @Override
  public void close() {
    model.close();
  }
}
