package io.fmops.bedrock.guardrails;

import io.fmops.bedrock.BedrockGuardrail;
import io.fmops.bedrock.BedrockGuardrail.Content;
import io.fmops.bedrock.BedrockGuardrail.Role;
import io.fmops.bedrock.BedrockGuardrail.Source;
import io.fmops.bedrock.GuardrailVerdict;
import io.fmops.bedrock.GuardrailVerdict.Assessment;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.TextPiece;
import io.fmops.guardrails.spi.TextPiece.Measure;
import io.fmops.model.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A guardrail of the account as a detector (ApplyGuardrail). It reports what the guardrail's
 * policies found; what the guardrail would have done about it is left to the policy here.
 * Thread-safe.
 *
 * <ul>
 *   <li>Content filters: {@code hate}, {@code insult}, {@code sexual}, {@code threat} (VIOLENCE),
 *       {@code misconduct}, {@code prompt-injection} (PROMPT_ATTACK), with the guardrail's
 *       confidence as the score: low 0.4, medium 0.7, high 0.95.
 *   <li>Denied topics: {@code topic-} and the topic's name in lower case with hyphens, score 1.
 *   <li>Words: {@code blocked-word} for the guardrail's own and {@code profanity}, score 1, where
 *       they stand.
 *   <li>Sensitive information: as {@link BedrockChecksDetector}; regular expressions by their
 *       names; score 1, where it stands.
 *   <li>Contextual grounding: {@code ungrounded} and {@code irrelevant}, 1 less the guardrail's
 *       score, if that is below the guardrail's threshold.
 *   <li>{@code guardrail}, score 1, if it intervened and none of its policies says why.
 * </ul>
 *
 * <p>A finding without a place covers the text. A model's output is checked by the guardrail's
 * policies for output, everything else by those for input. A text that is longer than
 * {@link CallLimits#pieceSize} is sent in pieces, one call after the other. An error of Bedrock's,
 * a passed time-out and an interrupt end the look with a {@link io.fmops.model.ModelException}.
 */
public final class BedrockGuardrailDetector implements Detector {

  private final String name;
  private final BedrockGuardrail guardrail;
  private final CallLimits limits;
  private final boolean grounding;

  /**
   * A detector with {@link CallLimits#DEFAULTS} that does not send the context of a text.
   *
   * @param name the detector's name
   * @param guardrail what is asked; closed with the detector
   */
  public BedrockGuardrailDetector(String name, BedrockGuardrail guardrail) {
    this(name, guardrail, CallLimits.DEFAULTS, false);
  }

  /**
   * A detector.
   *
   * @param name the detector's name
   * @param guardrail what is asked; closed with the detector
   * @param limits how it is asked
   * @param grounding whether the context of an output goes along as its grounding source, for a
   *     guardrail with a grounding check. There is no query to send, so that the guardrail's
   *     relevance check should be off
   */
  public BedrockGuardrailDetector(
      String name, BedrockGuardrail guardrail, CallLimits limits, boolean grounding) {
    this.name = Objects.requireNonNull(name, "name");
    this.guardrail = Objects.requireNonNull(guardrail, "guardrail");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.grounding = grounding;
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
      if (!piece.text().isBlank()) {
        Source source = excerpt.stage() == Stage.OUTPUT ? Source.OUTPUT : Source.INPUT;
        add(guardrail.apply(source, contents(excerpt, piece), context), piece, found);
      }
    }
    return Places.merged(found);
  }

  private List<Content> contents(Excerpt excerpt, TextPiece piece) {
    if (!grounding || excerpt.stage() != Stage.OUTPUT || excerpt.context().isEmpty()) {
      return List.of(new Content(piece.text(), Set.of()));
    }
    List<Content> contents = new ArrayList<>();
    for (String source : excerpt.context()) {
      TextPiece.cut(source, Measure.CODE_POINTS, limits.pieceSize(), 0)
          .forEach(part -> contents.add(new Content(part.text(), Set.of(Role.GROUNDING_SOURCE))));
    }
    contents.add(new Content(piece.text(), Set.of(Role.GUARD_CONTENT)));
    return contents;
  }

  private void add(GuardrailVerdict verdict, TextPiece piece, List<Finding> found) {
    int before = found.size();
    verdict.assessments().stream().distinct().forEach(one -> add(one, piece, found));
    if (verdict.intervened() && found.size() == before) {
      found.add(Places.whole(piece, "guardrail", 1, name));
    }
  }

  private void add(Assessment one, TextPiece piece, List<Finding> found) {
    switch (one.policy()) {
      case "content" -> {
        double score = confidence(one);
        if (score > 0) {
          found.add(Places.whole(piece, Categories.of(one.category()), score, name));
        }
      }
      case "topic" ->
        found.add(Places.whole(piece, "topic-" + Categories.hyphenated(one.category()), 1, name));
      case "contextualGrounding" -> {
        double score = Scores.of(name, one.score().orElse(0.0));
        if (one.action().equals("BLOCKED") || score < one.threshold().orElse(0.0)) {
          String category = one.category().equals("RELEVANCE") ? "irrelevant" : "ungrounded";
          found.add(Places.whole(piece, category, 1 - score, name));
        }
      }
      case "word" ->
        everywhere(
            one,
            piece,
            one.category().equals("CUSTOM") ? "blocked-word" : Categories.of(one.category()),
            found);
      default -> everywhere(one, piece, Categories.of(one.category()), found);
    }
  }

  /** The guardrail tells what it found and not where. */
  private void everywhere(Assessment one, TextPiece piece, String category, List<Finding> found) {
    String match = one.match().orElse("");
    int at = match.isEmpty() ? -1 : piece.text().indexOf(match);
    if (at < 0) {
      found.add(Places.whole(piece, category, 1, name));
    }
    while (at >= 0) {
      int start = piece.start() + at;
      found.add(new Finding(category, start, start + match.length(), 1, name));
      at = piece.text().indexOf(match, at + match.length());
    }
  }

  private static double confidence(Assessment one) {
    return switch (one.confidence().orElse("")) {
      case "NONE" -> 0;
      case "LOW" -> 0.4;
      case "MEDIUM" -> 0.7;
      case "HIGH" -> 0.95;
      // A word that this version does not know is not taken for "harmless".
      default -> 1;
    };
  }

  @Override
  public void close() {
    guardrail.close();
  }
}
