package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.UnavailableException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentAsyncClient;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.BedrockAgentResponse;
import software.amazon.awssdk.services.bedrockagent.model.CreatePromptRequest;
import software.amazon.awssdk.services.bedrockagent.model.CreatePromptResponse;
import software.amazon.awssdk.services.bedrockagent.model.CreatePromptVersionResponse;
import software.amazon.awssdk.services.bedrockagent.model.GetPromptResponse;
import software.amazon.awssdk.services.bedrockagent.model.ListPromptsResponse;
import software.amazon.awssdk.services.bedrockagent.model.PromptSummary;
import software.amazon.awssdk.services.bedrockagent.model.UpdatePromptRequest;
import software.amazon.awssdk.services.bedrockagent.model.ValidationException;
import software.amazon.awssdk.services.bedrockagent.model.ValidationExceptionField;

/**
 * The operations of Prompt Management, each one exchange, with errors that name the prompt.
 * Thread-safe.
 */
final class PromptService implements AutoCloseable {

  static final String CONFLICT = "ConflictException";

  /** What is asked for; the service gives as few as it likes. */
  private static final int PAGE = 100;

  private static final String DRAFT = "DRAFT";

  private final ModelId label;
  private final Calls<BedrockAgentClient> calls;

  PromptService(ModelId label, AwsSettings settings) {
    this.label = label;
    this.calls = new Calls<>(label, new PromptClients(label, settings));
  }

  CreatePromptResponse create(CreatePromptRequest request, CallContext context) {
    CreatePromptResponse made = call(
        context, "bedrock:CreatePrompt", request.name(), client -> client.createPrompt(request));
    require(made, "id", made.id());
    return made;
  }

  void update(UpdatePromptRequest request, CallContext context) {
    var unused = call(
        context, "bedrock:UpdatePrompt", request.name(), client -> client.updatePrompt(request));
  }

  CreatePromptVersionResponse createVersion(
      String id, String name, Optional<String> description, CallContext context) {
    CreatePromptVersionResponse made = call(
        context,
        "bedrock:CreatePromptVersion",
        name,
        client -> client.createPromptVersion(
            r -> r.promptIdentifier(id).description(description.orElse(null))));
    require(made, "arn", made.arn());
    require(made, "version number", number(made.version()).orElse(null));
    return made;
  }

  /**
   * One prompt.
   *
   * @param version empty for the working draft
   */
  GetPromptResponse get(String id, Optional<Integer> version, CallContext context) {
    String what = version.map(number -> id + ", version " + number).orElse(id);
    GetPromptResponse prompt = call(
        context,
        "bedrock:GetPrompt",
        what,
        client -> client.getPrompt(r ->
            r.promptIdentifier(id).promptVersion(version.map(String::valueOf).orElse(null))));
    require(prompt, "id", prompt.id());
    require(prompt, "arn", prompt.arn());
    require(prompt, "name", prompt.name());
    require(prompt, "updatedAt", prompt.updatedAt());
    return prompt;
  }

  /**
   * Goes through the drafts of all prompts, or through the versions of one.
   *
   * @param id the prompt; null for the drafts of all
   * @param page how many at once, if the service gives so many
   * @param enough takes one and says whether that is all that is wanted
   */
  void list(@Nullable String id, int page, Predicate<PromptSummary> enough, CallContext context) {
    String next = null;
    do {
      String token = next;
      ListPromptsResponse told = call(
          context,
          "bedrock:ListPrompts",
          id == null ? "prompts" : id,
          client -> client.listPrompts(
              r -> r.promptIdentifier(id).maxResults(Math.min(page, PAGE)).nextToken(token)));
      for (PromptSummary prompt : told.promptSummaries()) {
        require(told, "id", prompt.id());
        require(told, "arn", prompt.arn());
        require(told, "name", prompt.name());
        if (enough.test(prompt)) {
          return;
        }
      }
      next = told.nextToken();
      if (next != null && next.equals(token)) {
        throw malformed(told, "it gives the page after \"the next one\" twice");
      }
    } while (next != null);
  }

  /** The prompt of a name, as the service has names. */
  Optional<PromptSummary> find(String name, CallContext context) {
    PromptSummary[] found = new PromptSummary[1];
    list(
        null,
        PAGE,
        prompt -> {
          boolean is = prompt.name().equals(name);
          if (is) {
            found[0] = prompt;
          }
          return is;
        },
        context);
    return Optional.ofNullable(found[0]);
  }

  /** The number of the newest version, if there is one. */
  Optional<Integer> newest(String id, CallContext context) {
    int[] newest = new int[1];
    list(
        id,
        PAGE,
        version -> {
          newest[0] = Math.max(newest[0], number(version.version()).orElse(0));
          return false;
        },
        context);
    return newest[0] == 0 ? Optional.empty() : Optional.of(newest[0]);
  }

  /** The number of a version; empty for the draft. */
  Optional<Integer> number(@Nullable String version) {
    if (version == null || version.equals(DRAFT)) {
      return Optional.empty();
    }
    if (!version.matches("\\d{1,5}")) {
      throw malformed(null, "it has a version that is no number");
    }
    return Optional.of(Integer.valueOf(version));
  }

  ModelNotFoundException notFound(String what, ErrorDetails details, @Nullable Throwable cause) {
    return new ModelNotFoundException(
        "%s: there is no %s in this account and region".formatted(label, what), details, cause);
  }

  ModelNotFoundException notFound(String what) {
    return notFound(what, ErrorDetails.of(label), null);
  }

  UnavailableException busy(String what, ErrorDetails details, @Nullable Throwable cause) {
    return new UnavailableException(
        "%s: somebody else is changing the prompt %s at the same time; push it again"
            .formatted(label, what),
        details,
        cause);
  }

  UnavailableException busy(String what) {
    return busy(what, ErrorDetails.of(label), null);
  }

  private void require(BedrockAgentResponse answer, String field, @Nullable Object value) {
    if (value == null) {
      throw malformed(answer, "it has no " + field);
    }
  }

  private MalformedAnswerException malformed(@Nullable BedrockAgentResponse answer, String why) {
    String request = answer == null || answer.responseMetadata() == null
        ? null
        : answer.responseMetadata().requestId();
    return AwsErrors.malformed(label, new IllegalStateException(why), request);
  }

  private <T> T call(
      CallContext context, String action, String what, Function<BedrockAgentClient, T> operation) {
    try {
      return calls.call(context, action, operation);
    } catch (ModelException e) {
      throw named(e, what);
    }
  }

  /** The same error, where the service's code means something else for prompts than for models. */
  private ModelException named(ModelException error, String what) {
    ErrorDetails details = error.details();
    Throwable cause = error.getCause();
    return switch (details.code().orElse("")) {
      case "ResourceNotFoundException" -> notFound("prompt " + what, details, cause);
      case CONFLICT -> busy(what, details, cause);
      // A quota of things, not of calls: waiting does not help.
      case "ServiceQuotaExceededException" ->
        new RejectedInputException(
            "%s: the account has as many prompts, or versions of %s, as it may have; delete some, or ask AWS for a higher quota"
                .formatted(label, what),
            details,
            cause);
      case "ValidationException" ->
        cause instanceof ValidationException invalid && !invalid.fieldList().isEmpty()
            ? new RejectedInputException(
                "%s does not accept the prompt %s: wrong are %s"
                    .formatted(label, what, fields(invalid)),
                details,
                cause)
            : error;
      default -> error;
    };
  }

  /** The names alone: the messages may have the prompt's text. */
  private static String fields(ValidationException invalid) {
    return AwsErrors.oneLine(invalid.fieldList().stream()
        .map(ValidationExceptionField::name)
        .collect(Collectors.joining(", ")));
  }

  @Override
  public void close() {
    calls.close();
  }

  private static final class PromptClients
      extends ControlPlane<BedrockAgentClient, BedrockAgentAsyncClient> {
    PromptClients(ModelId label, AwsSettings settings) {
      super(label, settings, false);
    }

    @Override
    protected AwsClientBuilder<?, BedrockAgentClient> builder(SdkHttpClient http) {
      return BedrockAgentClient.builder().httpClient(http);
    }

    @Override
    protected AwsClientBuilder<?, BedrockAgentAsyncClient> asyncBuilder(SdkAsyncHttpClient http) {
      return BedrockAgentAsyncClient.builder().httpClient(http);
    }
  }
}
