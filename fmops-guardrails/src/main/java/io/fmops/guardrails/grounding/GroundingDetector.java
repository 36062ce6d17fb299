package io.fmops.guardrails.grounding;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.text.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds sentences of an answer that do not rest on its {@linkplain Excerpt#context() context}
 * ({@code ungrounded}). How well a sentence rests on it is the greatest of
 *
 * <ul>
 *   <li>the share of its words and pairs of words that the context has, halved if it has a number
 *       that the context has not;
 *   <li>with an embedding model, and unless a number is missing so, its nearness to the nearest
 *       sentence of the context;
 *   <li>with a judge, which is asked only where these are in doubt, yes or no.
 * </ul>
 *
 * <p>Overlap tells what was made up out of nothing and not what was turned around: "does" and "does
 * not" share nearly all words. A text without context has no findings, since nothing can be said.
 * Questions and sentences of fewer than three words are passed over. Thread-safe.
 */
public final class GroundingDetector implements Detector {

  private static final int MAX_SENTENCES = 500;
  private static final int BATCH = 96;
  private static final int MIN_LENGTH = 12;
  private static final int MAX_SENTENCE = 2_000;
  /** How far from the threshold a judge is asked. */
  private static final double DOUBT = 0.25;

  private static final Duration JUDGED = Duration.ofSeconds(30);

  private final String name;
  private final double threshold;
  private final Optional<EmbeddingModel> embedding;
  private final Optional<FoundationModel> judgeModel;
  private final Optional<GroundingJudge> judge;

  /**
   * A detector.
   *
   * @param name the detector's name
   * @param threshold sentences that rest less on the context are told, 0 to 1; 0.4 fits most
   * @param embedding compares by meaning; is closed with the detector
   * @param judge decides where the rest is in doubt; is closed with the detector
   * @throws IllegalArgumentException if the threshold is not 0 to 1
   */
  public GroundingDetector(
      String name,
      double threshold,
      Optional<EmbeddingModel> embedding,
      Optional<FoundationModel> judge) {
    this.name = Objects.requireNonNull(name, "name");
    this.threshold = threshold;
    this.embedding = embedding;
    this.judgeModel = judge;
    this.judge = judge.map(GroundingJudge::new);
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold is " + threshold + "; it must be 0 to 1");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Cost cost() {
    return embedding.isPresent() || judge.isPresent() ? Cost.REMOTE : Cost.LOCAL;
  }

  @Override
  public boolean answersOnly() {
    return true;
  }

  @Override
  public Set<String> categories() {
    return Set.of("ungrounded");
  }

  /** {@inheritDoc} With a judge: 30 seconds. */
  @Override
  public Duration timeout() {
    return judge.isPresent() ? JUDGED : Detector.super.timeout();
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.fmops.model.ModelException if a model fails
   */
  @Override
  public List<Finding> detect(Excerpt excerpt) {
    if (excerpt.context().stream().allMatch(String::isBlank)) {
      return List.of();
    }
    Overlap overlap = new Overlap(excerpt.context());
    Optional<Nearness> nearness = embedding.map(model -> new Nearness(model, excerpt.context()));
    List<Finding> findings = new ArrayList<>();
    for (Sentences.Span span : Sentences.spans(excerpt.text())) {
      String sentence = span.in(excerpt.text());
      if (claim(sentence)) {
        double support = support(sentence, excerpt.context(), overlap, nearness);
        if (support < threshold) {
          findings.add(new Finding("ungrounded", span.start(), span.end(), 1 - support, name));
        }
      }
    }
    return List.copyOf(findings);
  }

  private static boolean claim(String sentence) {
    boolean question = sentence.endsWith("?") || sentence.endsWith("？");
    boolean japanese = sentence.codePoints().anyMatch(c -> c >= 0x3041 && c <= 0x9FFF);
    return !question && sentence.length() >= (japanese ? MIN_LENGTH / 2 : MIN_LENGTH);
  }

  private double support(
      String sentence, List<String> context, Overlap overlap, Optional<Nearness> nearness) {
    double support = overlap.of(sentence);
    if (nearness.isPresent() && support < threshold && !overlap.strangeNumber(sentence)) {
      support = Math.max(support, nearness.get().of(sentence));
    }
    if (judge.isPresent() && Math.abs(support - threshold) < DOUBT) {
      support = judge.get().supported(sentence, context) ? 1 : 0;
    }
    return Math.min(1, Math.max(0, support));
  }

  /** How near a sentence is to the nearest one of the context. */
  private static final class Nearness {

    private final EmbeddingModel model;
    private final List<float[]> vectors = new ArrayList<>();

    Nearness(EmbeddingModel model, List<String> context) {
      this.model = model;
      List<String> sentences = context.stream()
          .flatMap(text -> Sentences.spans(text).stream().map(span -> cut(span.in(text))))
          .limit(MAX_SENTENCES)
          .toList();
      for (int from = 0; from < sentences.size(); from += BATCH) {
        List<String> batch = sentences.subList(from, Math.min(from + BATCH, sentences.size()));
        vectors.addAll(
            model.embed(EmbedRequest.of(batch.toArray(String[]::new))).vectors());
      }
    }

    double of(String sentence) {
      float[] vector = model.embed(cut(sentence));
      return vectors.stream()
          .mapToDouble(v -> EmbedResponse.cosine(v, vector))
          .max()
          .orElse(0);
    }

    private static String cut(String text) {
      return text.length() <= MAX_SENTENCE ? text : text.substring(0, MAX_SENTENCE);
    }
  }

  /** Closes the models. */
  @Override
  public void close() {
    try {
      embedding.ifPresent(EmbeddingModel::close);
    } finally {
      judgeModel.ifPresent(FoundationModel::close);
    }
  }
}
