package io.fmops.bedrock.guardrails;

import io.fmops.bedrock.BedrockGuardrailChecks;
import io.fmops.bedrock.GuardrailFindings;
import io.fmops.bedrock.guardrails.Places.Offsets;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.TextPiece;
import io.fmops.guardrails.spi.TextPiece.Measure;
import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Bedrock's own checks as a detector (InvokeGuardrailChecks), which need no guardrail of the
 * account. Thread-safe.
 *
 * <pre>{@code
 * Detector detector = new BedrockChecksDetector(
 *     "bedrock", BedrockProvider.builder().build().guardrailChecks(Checks.ATTACKS));
 * }</pre>
 *
 * <p>Categories: {@code hate}, {@code insult}, {@code sexual}, {@code threat} (Bedrock's VIOLENCE)
 * and {@code misconduct}; {@code jailbreak}, {@code prompt-injection} and {@code prompt-leakage};
 * of sensitive information {@code email}, {@code phone}, {@code credit-card}, {@code iban},
 * {@code us-ssn}, {@code ip-address}, {@code postal-address}, {@code person-name}, and Bedrock's
 * own words in lower case with hyphens for all others. Severities are scores over the whole text,
 * sensitive pieces have their places.
 *
 * <p>A model's output is sent as the assistant's, everything else as the user's: instructions in
 * retrieved texts and in results of tools are attacks as well. A text that is longer than
 * {@link CallLimits#pieceSize} is sent in pieces, one call after the other. An error of Bedrock's,
 * a passed time-out and an interrupt end the look with a {@link io.fmops.model.ModelException}.
 */
public final class BedrockChecksDetector implements Detector {

  /** A piece of this size has fewer sensitive things than Bedrock tells of. */
  private static final int SMALLEST = 200;

  private final String name;
  private final BedrockGuardrailChecks checks;
  private final CallLimits limits;

  /**
   * A detector with {@link CallLimits#DEFAULTS}.
   *
   * @param name the detector's name
   * @param checks what is asked; closed with the detector
   */
  public BedrockChecksDetector(String name, BedrockGuardrailChecks checks) {
    this(name, checks, CallLimits.DEFAULTS);
  }

  /**
   * A detector.
   *
   * @param name the detector's name
   * @param checks what is asked; closed with the detector
   * @param limits how it is asked
   */
  public BedrockChecksDetector(String name, BedrockGuardrailChecks checks, CallLimits limits) {
    this.name = Objects.requireNonNull(name, "name");
    this.checks = Objects.requireNonNull(checks, "checks");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Cost cost() {
    return Cost.REMOTE;
  }

  @Override
  public Duration timeout() {
    return limits.timeout();
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    List<Finding> found = new ArrayList<>();
    CallContext context = CallContext.create().withDeadline(limits.timeout());
    int size = limits.pieceSize();
    for (TextPiece piece :
        TextPiece.cut(excerpt.text(), Measure.CODE_POINTS, size, CallLimits.overlap(size))) {
      look(piece, excerpt.stage(), size, context, found);
    }
    return Places.merged(found);
  }

  private void look(
      TextPiece piece, Stage stage, int size, CallContext context, List<Finding> found) {
    if (piece.text().isBlank()) {
      return;
    }
    GenerateRequest.Builder request = GenerateRequest.builder();
    GuardrailFindings told = checks.check(
        (stage == Stage.OUTPUT ? request.assistant(piece.text()) : request.user(piece.text()))
            .build(),
        context);
    if (told.truncated()) {
      smaller(piece, stage, size / 2, context, found);
    }
    for (GuardrailFindings.Severity severity : told.severities()) {
      double score = Scores.of(name, severity.score());
      if (score > 0) {
        found.add(Places.whole(piece, Categories.of(severity.category()), score, name));
      }
    }
    Places places = new Places(piece, name);
    for (GuardrailFindings.Span span : told.spans()) {
      found.add(places.at(
          span.begin(),
          span.end(),
          Offsets.CHARACTERS,
          Categories.of(span.type()),
          Scores.of(name, span.confidence())));
    }
  }

  /** There are more sensitive things in a piece than Bedrock tells of at once. */
  private void smaller(
      TextPiece piece, Stage stage, int size, CallContext context, List<Finding> found) {
    if (size < SMALLEST) {
      throw new MalformedAnswerException(
          "%s cannot tell: Bedrock leaves findings out of a text of %d characters"
              .formatted(name, piece.text().length()),
          ErrorDetails.NONE,
          null);
    }
    for (TextPiece half :
        TextPiece.cut(piece.text(), Measure.CODE_POINTS, size, CallLimits.overlap(size))) {
      look(new TextPiece(piece.start() + half.start(), half.text()), stage, size, context, found);
    }
  }

  @Override
  public void close() {
    checks.close();
  }
}
