package io.fmops.bedrock.guardrails;

import io.fmops.bedrock.guardrails.Places.Offsets;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.TextPiece;
import io.fmops.guardrails.spi.TextPiece.Measure;
import io.fmops.model.CallContext;
import io.fmops.model.ModelId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.comprehend.model.DetectPiiEntitiesRequest;
import software.amazon.awssdk.services.comprehend.model.LanguageCode;
import software.amazon.awssdk.services.comprehend.model.PiiEntity;

/**
 * Personal information by Amazon Comprehend (DetectPiiEntities), in English. Made by
 * {@link Comprehend#pii}. Thread-safe.
 *
 * <p>Categories: {@code email}, {@code phone}, {@code credit-card}, {@code iban}, {@code us-ssn},
 * {@code ip-address}, {@code postal-address}, {@code person-name}, and Comprehend's own words in
 * lower case with hyphens for all others, such as {@code date-time}. A text is sent in pieces of at
 * most 100,000 bytes of UTF-8 that overlap, one call after the other.
 *
 * <p><b>Texts that are not in English are not looked at</b>: a piece of which most letters are not
 * Latin makes no call and no finding. So this detector says nothing about Japanese.
 *
 * <p>An error of Comprehend's, a passed time-out and an interrupt end the look with a
 * {@link io.fmops.model.ModelException}.
 */
public final class ComprehendPiiDetector implements Detector {

  private static final int MAX_BYTES = 100_000;
  private static final ModelId LABEL = ModelId.of("comprehend", "pii-entities");

  private final String name;
  private final ComprehendService service;

  ComprehendPiiDetector(String name, ComprehendService service) {
    this.name = Objects.requireNonNull(name, "name");
    this.service = service;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return Scope.SPAN;
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
    List<Finding> found = new ArrayList<>();
    CallContext context = service.context();
    for (TextPiece piece : TextPiece.cut(excerpt.text(), Measure.UTF8_BYTES, MAX_BYTES, MAX_SPAN)) {
      if (!piece.text().isBlank() && English.mayBe(piece.text())) {
        look(piece, context, found);
      }
    }
    return Places.merged(found);
  }

  private void look(TextPiece piece, CallContext context, List<Finding> found) {
    DetectPiiEntitiesRequest request = DetectPiiEntitiesRequest.builder()
        .languageCode(LanguageCode.EN)
        .text(piece.text())
        .build();
    var told = service.call(
        context, "comprehend:DetectPiiEntities", client -> client.detectPiiEntities(request));
    if (!told.hasEntities()) {
      throw ComprehendErrors.malformed(LABEL, "it has no list of entities");
    }
    Places places = new Places(piece, name);
    for (PiiEntity entity : told.entities()) {
      if (entity.typeAsString() == null
          || entity.beginOffset() == null
          || entity.endOffset() == null) {
        throw ComprehendErrors.malformed(LABEL, "an entity has no type or no place");
      }
      found.add(places.at(
          entity.beginOffset(),
          entity.endOffset(),
          Offsets.CODE_POINTS,
          Categories.of(entity.typeAsString()),
          Scores.of(name, entity.score())));
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
