package io.fmops.bedrock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What guardrail checks found. They only look: what to do about it is the caller's business. Holds
 * no text, so that it can be logged. Immutable and thread-safe.
 *
 * @param severities one for each category that was asked for
 * @param spans the sensitive pieces of the texts
 * @param truncated whether there are more sensitive pieces than Bedrock tells of; shorter texts
 *     show the rest
 * @param requestId Bedrock's id of the exchange
 */
public record GuardrailFindings(
    List<Severity> severities, List<Span> spans, boolean truncated, Optional<String> requestId) {

  /** Copies the lists. */
  public GuardrailFindings {
    severities = List.copyOf(severities);
    spans = List.copyOf(spans);
    Objects.requireNonNull(requestId, "requestId");
  }

  /**
   * The severity of one category.
   *
   * @param category such as {@code VIOLENCE} or {@code JAILBREAK}
   * @return 0 (harmless) to 1; 0 if it was not asked for or not told
   */
  public double severity(String category) {
    return severities.stream()
        .filter(severity -> severity.category().equals(category))
        .mapToDouble(Severity::score)
        .max()
        .orElse(0);
  }

  /**
   * How bad the texts are in one respect.
   *
   * @param category such as {@code VIOLENCE} or {@code JAILBREAK}
   * @param score 0 (harmless) to 1
   */
  public record Severity(String category, double score) {
    /** Checks that there is a category. */
    public Severity {
      Objects.requireNonNull(category, "category");
    }
  }

  /**
   * A sensitive piece of a text.
   *
   * @param type such as {@code EMAIL}
   * @param confidence how sure the check is, 0 to 1
   * @param message which message it is in: 0 for the first one that was sent, the system text
   *     included
   * @param block which text of that message it is in, from 0
   * @param begin where it begins in that text, as Bedrock counts
   * @param end where it ends in that text, as Bedrock counts
   */
  public record Span(String type, double confidence, int message, int block, int begin, int end) {
    /** Checks that there is a type. */
    public Span {
      Objects.requireNonNull(type, "type");
    }
  }
}
