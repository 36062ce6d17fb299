package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailAction;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentQualifier;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailOutputContent;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTextBlock;

/**
 * One guardrail of Amazon Bedrock, applied to texts without a model (ApplyGuardrail). Made by
 * {@link BedrockProvider#guardrail}. Thread-safe; close it when it is no longer needed.
 *
 * <pre>{@code
 * try (BedrockGuardrail guardrail = BedrockProvider.builder().build().guardrail("gr-1", "2")) {
 *   GuardrailVerdict verdict = guardrail.apply(BedrockGuardrail.Source.INPUT, question);
 *   String safe = verdict.intervened() ? String.join("", verdict.outputs()) : question;
 * }
 * }</pre>
 */
public final class BedrockGuardrail implements AutoCloseable {

  private final String id;
  private final String version;
  private final Calls<BedrockRuntimeClient> calls;

  /** Whose text it is: guardrails have policies for each. */
  public enum Source {
    /** What a user or an application says to a model. */
    INPUT,
    /** What a model says. */
    OUTPUT
  }

  /** What a text is to the check of contextual grounding. */
  public enum Role {
    /** What an answer has to rest on. */
    GROUNDING_SOURCE,
    /** What an answer has to be about. */
    QUERY,
    /** What is checked. */
    GUARD_CONTENT
  }

  /**
   * A text and what it is to the guardrail.
   *
   * @param text the text
   * @param roles what it is; none for a text that is simply checked
   */
  public record Content(String text, Set<Role> roles) {
    /** Copies the set. */
    public Content {
      Objects.requireNonNull(text, "text");
      roles = Set.copyOf(roles);
    }

    /** Tells the length, not the text. */
    @Override
    public String toString() {
      return "Content[characters=%d, roles=%s]".formatted(text.length(), roles);
    }
  }

  BedrockGuardrail(ModelId label, String id, String version, AwsSettings settings) {
    this.id = id;
    this.version = version;
    this.calls = new Calls<>(label, new Clients(label, settings, Clients.ABANDONED));
  }

  /**
   * Applies the guardrail to texts.
   *
   * @param source whose texts they are
   * @param texts at least one
   * @return what the guardrail says about them
   * @throws ModelException if the call fails; a guardrail that intervenes is no failure
   */
  public GuardrailVerdict apply(Source source, String... texts) {
    return apply(
        source,
        Arrays.stream(texts).map(text -> new Content(text, Set.of())).toList(),
        CallContext.create());
  }

  /**
   * Applies the guardrail to texts, within a deadline and a cancellation.
   *
   * @param source whose texts they are
   * @param content the texts, at least one
   * @param context what surrounds the call
   * @return what the guardrail says about them
   * @throws ModelException if the call fails; a guardrail that intervenes is no failure
   * @throws IllegalArgumentException if there is no text
   */
  public GuardrailVerdict apply(Source source, List<Content> content, CallContext context) {
    if (content.isEmpty()) {
      throw new IllegalArgumentException("a guardrail needs at least one text to look at");
    }
    ApplyGuardrailRequest request = ApplyGuardrailRequest.builder()
        .guardrailIdentifier(id)
        .guardrailVersion(version)
        .source(source.name())
        .content(content.stream().map(BedrockGuardrail::block).toList())
        .build();
    ApplyGuardrailResponse told =
        calls.call(context, "bedrock:ApplyGuardrail", client -> client.applyGuardrail(request));
    return new GuardrailVerdict(
        // A word that this version does not know is not taken for a permission.
        told.action() != GuardrailAction.NONE,
        told.outputs().stream().map(GuardrailOutputContent::text).toList(),
        Optional.ofNullable(told.actionReason()),
        GuardrailAssessments.of(told.assessments()),
        Optional.ofNullable(told.responseMetadata().requestId()));
  }

  private static GuardrailContentBlock block(Content content) {
    GuardrailTextBlock.Builder text = GuardrailTextBlock.builder().text(content.text());
    if (!content.roles().isEmpty()) {
      text.qualifiers(content.roles().stream()
          .sorted()
          .map(role -> GuardrailContentQualifier.valueOf(role.name()))
          .toList());
    }
    return GuardrailContentBlock.fromText(text.build());
  }

  /** Gives back the connections. */
  @Override
  public void close() {
    calls.close();
  }
}
