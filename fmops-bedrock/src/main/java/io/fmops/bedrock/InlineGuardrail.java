package io.fmops.bedrock;

import java.util.Objects;

/**
 * A guardrail of Bedrock's that looks at a request and its answer within the call. An answer in
 * which it stepped in has {@code StopReason.GUARDRAIL}, and the text is the guardrail's. Immutable
 * and thread-safe.
 *
 * @param id the guardrail's id or ARN
 * @param version the guardrail's version: a number, or {@code DRAFT}
 * @param trace what it tells about what it found
 * @param streaming how it looks at streams
 */
public record InlineGuardrail(String id, String version, Trace trace, Streaming streaming) {

  /**
   * What the guardrail tells: the notice {@code bedrock.guardrail-trace}, whose value is the AWS
   * SDK's {@code GuardrailTraceAssessment}, in the response's notices. It may quote the text that
   * the guardrail objects to.
   */
  public enum Trace {
    /** Nothing. */
    DISABLED,
    /** What it found. */
    ENABLED,
    /** What it found, and what it looked for in vain. */
    ENABLED_FULL
  }

  /** How the guardrail looks at streams. */
  public enum Streaming {
    /** Before the text is sent: later, but nothing is sent that it has not seen. */
    SYNC,
    /**
     * While the text is sent: sooner, but the reader may have seen what it objects to, and it does
     * not mask anything.
     */
    ASYNC
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the id or the version is blank
   */
  public InlineGuardrail {
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(streaming, "streaming");
    if (id.isBlank() || version.isBlank()) {
      throw new IllegalArgumentException(
          "the guardrail is \"%s\" of version \"%s\"; expected an id and a number or DRAFT"
              .formatted(id, version));
    }
  }

  /**
   * A guardrail that tells what it found and looks before anything is sent.
   *
   * @param id the guardrail's id or ARN
   * @param version the guardrail's version: a number, or {@code DRAFT}
   * @return the guardrail
   */
  public static InlineGuardrail of(String id, String version) {
    return new InlineGuardrail(id, version, Trace.ENABLED, Streaming.SYNC);
  }

  /**
   * The same guardrail with another trace.
   *
   * @param value what it tells
   * @return the guardrail
   */
  public InlineGuardrail trace(Trace value) {
    return new InlineGuardrail(id, version, value, streaming);
  }

  /**
   * The same guardrail with another way to look at streams.
   *
   * @param value how it looks
   * @return the guardrail
   */
  public InlineGuardrail streaming(Streaming value) {
    return new InlineGuardrail(id, version, trace, value);
  }
}
