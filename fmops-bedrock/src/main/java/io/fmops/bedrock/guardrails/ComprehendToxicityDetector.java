package io.fmops.bedrock.guardrails;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.TextPiece;
import io.fmops.guardrails.spi.TextPiece.Measure;
import io.fmops.model.CallContext;
import io.fmops.model.ModelId;
import io.fmops.text.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.comprehend.model.DetectToxicContentRequest;
import software.amazon.awssdk.services.comprehend.model.LanguageCode;
import software.amazon.awssdk.services.comprehend.model.TextSegment;
import software.amazon.awssdk.services.comprehend.model.ToxicContent;
import software.amazon.awssdk.services.comprehend.model.ToxicLabels;

/**
 * Toxic content by Amazon Comprehend (DetectToxicContent), in English. Made by
 * {@link Comprehend#toxicity}. Thread-safe.
 *
 * <p>Each sentence is a segment, or several if it has more than 1,000 bytes of UTF-8; ten segments
 * go into a call, one call after the other. A finding covers its segment. Categories:
 * {@code toxicity} (Comprehend's own sum, or its HARASSMENT_OR_ABUSE if that is higher),
 * {@code insult}, {@code profanity}, {@code hate}, {@code threat}, {@code sexual}, and
 * {@code graphic}, each with Comprehend's score, from 0.1.
 *
 * <p><b>Sentences that are not in English are not looked at</b>: one of which most letters are not
 * Latin makes no call and no finding. So this detector says nothing about Japanese, and other
 * languages in Latin letters are judged as if they were English.
 *
 * <p>An error of Comprehend's, a passed time-out and an interrupt end the look with a
 * {@link io.fmops.model.ModelException}.
 */
public final class ComprehendToxicityDetector implements Detector {

  /** The service takes 1 KB, which may be 1,000 or 1,024. */
  private static final int MAX_BYTES = 1_000;

  private static final int MAX_SEGMENTS = 10;
  private static final double MIN_SCORE = 0.1;
  private static final String TOXICITY = "toxicity";
  private static final ModelId LABEL = ModelId.of("comprehend", "toxic-content");

  private final String name;
  private final ComprehendService service;

  ComprehendToxicityDetector(String name, ComprehendService service) {
    this.name = Objects.requireNonNull(name, "name");
    this.service = service;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return Scope.SENTENCE;
  }

  @Override
  public Cost cost() {
    return Cost.REMOTE;
  }

  @Override
  public Duration timeout() {
    return service.timeout();
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    List<TextPiece> segments = segments(excerpt.text());
    List<Finding> found = new ArrayList<>();
    CallContext context = service.context();
    for (int from = 0; from < segments.size(); from += MAX_SEGMENTS) {
      look(segments.subList(from, Math.min(segments.size(), from + MAX_SEGMENTS)), context, found);
    }
    return List.copyOf(found);
  }

  private static List<TextPiece> segments(String text) {
    List<TextPiece> segments = new ArrayList<>();
    for (Sentences.Span sentence : Sentences.spans(text)) {
      if (English.mayBe(sentence.in(text))) {
        TextPiece.cut(sentence.in(text), Measure.UTF8_BYTES, MAX_BYTES, 0)
            .forEach(piece ->
                segments.add(new TextPiece(sentence.start() + piece.start(), piece.text())));
      }
    }
    return segments;
  }

  private void look(List<TextPiece> segments, CallContext context, List<Finding> found) {
    DetectToxicContentRequest request = DetectToxicContentRequest.builder()
        .languageCode(LanguageCode.EN)
        .textSegments(segments.stream()
            .map(piece -> TextSegment.builder().text(piece.text()).build())
            .toList())
        .build();
    List<ToxicLabels> told = service
        .call(
            context, "comprehend:DetectToxicContent", client -> client.detectToxicContent(request))
        .resultList();
    if (told.size() != segments.size()) {
      throw ComprehendErrors.malformed(
          LABEL, "it has %d results for %d segments".formatted(told.size(), segments.size()));
    }
    for (int i = 0; i < told.size(); i++) {
      TextPiece piece = segments.get(i);
      scores(told.get(i)).forEach((category, score) -> {
        if (score >= MIN_SCORE) {
          found.add(Places.whole(piece, category, score, name));
        }
      });
    }
  }

  private Map<String, Double> scores(ToxicLabels labels) {
    Map<String, Double> scores = new LinkedHashMap<>();
    add(scores, TOXICITY, labels.toxicity());
    for (ToxicContent label : labels.labels()) {
      String word = label.nameAsString();
      if (word == null) {
        throw ComprehendErrors.malformed(LABEL, "a label has no name");
      }
      add(scores, Categories.of(word), label.score());
    }
    return scores;
  }

  private void add(Map<String, Double> scores, String category, @Nullable Float score) {
    scores.merge(category, Scores.of(name, score), Math::max);
  }

  @Override
  public void close() {
    service.close();
  }
}
