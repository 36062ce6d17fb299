package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.GuardrailFindings.Severity;
import io.fmops.bedrock.GuardrailFindings.Span;
import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksConfig;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksContentFilterCategoryConfig;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksMessage;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksPromptAttackCategoryConfig;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksResults;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailChecksSensitiveInformationEntityConfig;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksResponse;

/**
 * Bedrock's own checks of texts, which need no guardrail of the account and change nothing
 * (InvokeGuardrailChecks). Made by {@link BedrockProvider#guardrailChecks}. Thread-safe; close it
 * when it is no longer needed.
 */
public final class BedrockGuardrailChecks implements AutoCloseable {

  private final ModelId label;
  private final Checks checks;
  private final GuardrailChecksConfig configuration;
  private final Calls<BedrockRuntimeClient> calls;

  /**
   * What to look for, in Bedrock's words. Immutable and thread-safe.
   *
   * @param harm {@code VIOLENCE}, {@code HATE}, {@code SEXUAL}, {@code MISCONDUCT}, {@code INSULTS}
   * @param attacks {@code JAILBREAK}, {@code PROMPT_INJECTION}, {@code PROMPT_LEAKAGE}
   * @param sensitive kinds of sensitive information, such as {@code EMAIL} or {@code PHONE}
   */
  public record Checks(Set<String> harm, Set<String> attacks, Set<String> sensitive) {

    /** Everything that is harmful, and no more. */
    public static final Checks HARM = new Checks(
        Set.of("VIOLENCE", "HATE", "SEXUAL", "MISCONDUCT", "INSULTS"), Set.of(), Set.of());

    /** Every attack on a prompt, and no more. */
    public static final Checks ATTACKS =
        new Checks(Set.of(), Set.of("JAILBREAK", "PROMPT_INJECTION", "PROMPT_LEAKAGE"), Set.of());

    /**
     * Copies the sets.
     *
     * @throws IllegalArgumentException if there is nothing to look for
     */
    public Checks {
      harm = Set.copyOf(harm);
      attacks = Set.copyOf(attacks);
      sensitive = Set.copyOf(sensitive);
      if (harm.isEmpty() && attacks.isEmpty() && sensitive.isEmpty()) {
        throw new IllegalArgumentException("there is nothing to look for");
      }
    }
  }

  BedrockGuardrailChecks(ModelId label, Checks checks, AwsSettings settings) {
    this.label = label;
    this.checks = checks;
    this.configuration = configuration(checks);
    this.calls = new Calls<>(label, new Clients(label, settings, Clients.ABANDONED));
  }

  /**
   * What is looked for.
   *
   * @return as given
   */
  public Checks checks() {
    return checks;
  }

  /**
   * Looks at one text, as a user would have said it.
   *
   * @param text the text
   * @return what was found
   * @throws ModelException if the call fails
   */
  public GuardrailFindings check(String text) {
    return check(GenerateRequest.of(text), CallContext.create());
  }

  /**
   * Looks at the texts of a conversation, within a deadline and a cancellation. Media and calls of
   * tools are not looked at.
   *
   * @param request has the conversation
   * @param context what surrounds the call
   * @return what was found
   * @throws ModelException if the call fails
   * @throws IllegalArgumentException if there is no text in it
   */
  public GuardrailFindings check(GenerateRequest request, CallContext context) {
    List<GuardrailChecksMessage> messages = new ArrayList<>();
    add(messages, "system", request.systemContent());
    for (Message message : request.messages()) {
      add(messages, message.role() == Role.USER ? "user" : "assistant", message.content());
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("there is no text to look at");
    }
    InvokeGuardrailChecksRequest checked = InvokeGuardrailChecksRequest.builder()
        .messages(messages)
        .checks(configuration)
        .build();
    InvokeGuardrailChecksResponse told = calls.call(
        context, "bedrock:InvokeGuardrailChecks", client -> client.invokeGuardrailChecks(checked));
    return findings(told);
  }

  private static void add(
      List<GuardrailChecksMessage> messages, String role, List<ContentBlock> content) {
    List<GuardrailChecksContentBlock> texts = content.stream()
        .filter(ContentBlock.Text.class::isInstance)
        .map(block -> GuardrailChecksContentBlock.fromText(((ContentBlock.Text) block).text()))
        .toList();
    if (!texts.isEmpty()) {
      messages.add(GuardrailChecksMessage.builder().role(role).content(texts).build());
    }
  }

  /** Sorted, so that the same checks are the same request. */
  private static GuardrailChecksConfig configuration(Checks checks) {
    GuardrailChecksConfig.Builder configuration = GuardrailChecksConfig.builder();
    if (!checks.harm().isEmpty()) {
      configuration.contentFilter(c -> c.categories(new TreeSet<>(checks.harm())
          .stream()
              .map(word -> GuardrailChecksContentFilterCategoryConfig.builder()
                  .category(word)
                  .build())
              .toList()));
    }
    if (!checks.attacks().isEmpty()) {
      configuration.promptAttack(c -> c.categories(new TreeSet<>(checks.attacks())
          .stream()
              .map(word -> GuardrailChecksPromptAttackCategoryConfig.builder()
                  .category(word)
                  .build())
              .toList()));
    }
    if (!checks.sensitive().isEmpty()) {
      configuration.sensitiveInformation(c -> c.entities(new TreeSet<>(checks.sensitive())
          .stream()
              .map(word -> GuardrailChecksSensitiveInformationEntityConfig.builder()
                  .type(word)
                  .build())
              .toList()));
    }
    return configuration.build();
  }

  /** Silence is not taken for "harmless". */
  private GuardrailFindings findings(InvokeGuardrailChecksResponse told) {
    String requestId = told.responseMetadata().requestId();
    GuardrailChecksResults results = told.results();
    try {
      if (results == null
          || (!checks.harm().isEmpty() && results.contentFilter() == null)
          || (!checks.attacks().isEmpty() && results.promptAttack() == null)
          || (!checks.sensitive().isEmpty() && results.sensitiveInformation() == null)) {
        throw new IllegalStateException("a check that was asked for has no result");
      }
      return findings(results, Optional.ofNullable(requestId));
    } catch (IllegalStateException e) {
      throw AwsErrors.malformed(label, e, requestId);
    }
  }

  private static GuardrailFindings findings(
      GuardrailChecksResults results, Optional<String> requestId) {
    List<Severity> severities = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    boolean truncated = false;
    if (results.contentFilter() != null) {
      results
          .contentFilter()
          .results()
          .forEach(
              r -> severities.add(new Severity(r.categoryAsString(), number(r.severityScore()))));
    }
    if (results.promptAttack() != null) {
      results
          .promptAttack()
          .results()
          .forEach(
              r -> severities.add(new Severity(r.categoryAsString(), number(r.severityScore()))));
    }
    if (results.sensitiveInformation() != null) {
      truncated = Boolean.TRUE.equals(results.sensitiveInformation().truncated());
      results
          .sensitiveInformation()
          .results()
          .forEach(r -> spans.add(new Span(
              r.typeAsString(),
              number(r.confidenceScore()),
              count(r.messageIndex()),
              count(r.contentIndex()),
              count(r.beginOffset()),
              count(r.endOffset()))));
    }
    return new GuardrailFindings(severities, spans, truncated, requestId);
  }

  private static double number(@Nullable Double value) {
    if (value == null) {
      throw new IllegalStateException("a result has no score");
    }
    return value;
  }

  private static int count(@Nullable Integer value) {
    if (value == null) {
      throw new IllegalStateException("a finding has no place");
    }
    return value;
  }

  /** Gives back the connections. */
  @Override
  public void close() {
    calls.close();
  }
}
