package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagent.model.GetPromptResponse;
import software.amazon.awssdk.services.bedrockagent.model.PromptSummary;

/**
 * Amazon Bedrock Prompt Management: prompts are pushed there, and pulled from there. Made by
 * {@link BedrockProvider#prompts}. Thread-safe; close it when it is no longer needed.
 *
 * <p>The service has less than a prompt here has: no sections, types, output schema or tags, and
 * ASCII names. What people see there is what it can have; the whole prompt file is kept beside it,
 * in the variant's metadata, if it has no more than some 34 KB when compressed. So what is pulled
 * is equal to what was pushed, unless somebody has changed it there: then the change is in it.
 *
 * <p>A name stays as it is if it has ASCII letters and digits alone, with single hyphens and
 * underscores between them. Other characters are written in those, so that {@code support/refund}
 * is {@code support_Z_refund} there.
 */
public final class BedrockPrompts implements AutoCloseable {

  private static final Pattern ARN =
      Pattern.compile("(arn:[^:]+:bedrock:[^:]*:[^:]*:prompt/[0-9a-zA-Z]+)(?::(\\d{1,5}))?");

  private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{10}");

  private final PromptService service;

  BedrockPrompts(ModelId label, AwsSettings settings) {
    this.service = new PromptService(label, settings);
  }

  /**
   * Pushes a prompt with {@link PushOptions#DEFAULTS}.
   *
   * @param prompt the prompt
   * @return the version that has it
   * @throws PromptException as the other method
   * @throws ModelException if a call fails
   */
  public PushedPrompt push(Prompt prompt) {
    return push(prompt, PushOptions.DEFAULTS, CallContext.create());
  }

  /**
   * Makes a new version of a prompt, which is created if there is none of this name. If the newest
   * version is this very prompt, nothing is changed. A push that failed can be made again: it goes
   * on from where the first one was.
   *
   * <p>The service has no means to change a prompt only if nobody else has: a change that somebody
   * makes in the very moment of the push is overwritten in the draft.
   *
   * @param prompt the prompt
   * @param options what is allowed
   * @param context what surrounds the calls
   * @return the version that has it
   * @throws PromptException if the service cannot have the prompt or would make something else of
   *     it, or if the draft there was not pushed from here or was changed since, unless the options
   *     allow that
   * @throws ModelException if a call fails; {@link io.fmops.model.UnavailableException} if others
   *     keep changing the prompt meanwhile
   */
  public PushedPrompt push(Prompt prompt, PushOptions options, CallContext context) {
    return new PromptPush(service, context, prompt, options).run();
  }

  /**
   * Pulls the working draft of a prompt, or the version in an ARN.
   *
   * @param prompt its name, its id or its ARN; a name is looked for in the list of all prompts
   * @return the prompt
   * @throws PromptException if what is there cannot be a prompt here
   * @throws ModelNotFoundException if there is none
   * @throws ModelException if a call fails
   */
  public PulledPrompt pull(String prompt) {
    return pull(prompt, CallContext.create());
  }

  /**
   * Pulls the working draft of a prompt, or the version in an ARN.
   *
   * @param prompt its name, its id or its ARN; a name is looked for in the list of all prompts
   * @param context what surrounds the calls
   * @return the prompt
   * @throws PromptException if what is there cannot be a prompt here
   * @throws ModelNotFoundException if there is none
   * @throws ModelException if a call fails
   */
  public PulledPrompt pull(String prompt, CallContext context) {
    return pulled(get(prompt, Optional.empty(), context));
  }

  /**
   * Pulls a version of a prompt.
   *
   * @param prompt the prompt's name, id or ARN
   * @param version the number, from 1
   * @param context what surrounds the calls
   * @return the prompt
   * @throws PromptException if what is there cannot be a prompt here
   * @throws ModelNotFoundException if there is no such prompt or version
   * @throws ModelException if a call fails
   * @throws IllegalArgumentException if the number is none, or the ARN has another one
   */
  public PulledPrompt pull(String prompt, int version, CallContext context) {
    if (version < 1 || version > 99_999) {
      throw new IllegalArgumentException(
          "version is " + version + "; versions are numbered from 1 to 99999");
    }
    return pulled(get(prompt, Optional.of(version), context));
  }

  /**
   * Lists prompts.
   *
   * @param limit how many at most, above zero
   * @return their working drafts, in the service's order
   * @throws ModelException if a call fails
   * @throws IllegalArgumentException if the limit is not above zero
   */
  public List<ListedPrompt> list(int limit) {
    return list(limit, CallContext.create());
  }

  /**
   * Lists prompts.
   *
   * @param limit how many at most, above zero
   * @param context what surrounds the calls
   * @return their working drafts, in the service's order
   * @throws ModelException if a call fails
   * @throws IllegalArgumentException if the limit is not above zero
   */
  public List<ListedPrompt> list(int limit, CallContext context) {
    return list(null, limit, context);
  }

  /**
   * Lists the versions of a prompt.
   *
   * @param prompt the prompt's name, id or ARN
   * @param limit how many at most, above zero
   * @param context what surrounds the calls
   * @return its versions, in the service's order, which may have the working draft among them
   * @throws ModelNotFoundException if there is no such prompt
   * @throws ModelException if a call fails
   * @throws IllegalArgumentException if the limit is not above zero
   */
  public List<ListedPrompt> versions(String prompt, int limit, CallContext context) {
    Matcher arn = ARN.matcher(prompt);
    if (arn.matches()) {
      return list(arn.group(1), limit, context);
    }
    return list(get(prompt, Optional.empty(), context).id(), limit, context);
  }

  private List<ListedPrompt> list(@Nullable String id, int limit, CallContext context) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be above zero");
    }
    List<ListedPrompt> prompts = new ArrayList<>();
    service.list(
        id,
        limit,
        prompt -> {
          prompts.add(listed(prompt));
          return prompts.size() == limit;
        },
        context);
    return prompts;
  }

  private ListedPrompt listed(PromptSummary prompt) {
    Instant never = Instant.EPOCH;
    return new ListedPrompt(
        ServiceName.decode(prompt.name()),
        prompt.name(),
        prompt.id(),
        prompt.arn(),
        service.number(prompt.version()),
        Optional.ofNullable(prompt.description()).filter(text -> !text.isEmpty()),
        prompt.createdAt() == null ? never : prompt.createdAt(),
        prompt.updatedAt() == null ? never : prompt.updatedAt());
  }

  private GetPromptResponse get(String prompt, Optional<Integer> version, CallContext context) {
    Matcher arn = ARN.matcher(prompt);
    if (arn.matches()) {
      Optional<Integer> told = Optional.ofNullable(arn.group(2)).map(Integer::valueOf);
      if (version.isPresent() && told.isPresent() && !told.equals(version)) {
        throw new IllegalArgumentException(
            "the ARN is that of version %d, but version %d is asked for"
                .formatted(told.get(), version.get()));
      }
      return service.get(arn.group(1), told.or(() -> version), context);
    }
    boolean maybeId = ID.matcher(prompt).matches();
    // The service's ids are in capitals, so that few names look like one.
    if (maybeId && prompt.equals(prompt.toUpperCase(java.util.Locale.ROOT))) {
      try {
        return service.get(prompt, version, context);
      } catch (ModelNotFoundException e) {
        return named(prompt, context)
            .map(id -> service.get(id, version, context))
            .orElseThrow(() -> e);
      }
    }
    Optional<String> id = named(prompt, context);
    if (id.isEmpty() && !maybeId) {
      throw service.notFound("prompt " + prompt);
    }
    return service.get(id.orElse(prompt), version, context);
  }

  private Optional<String> named(String name, CallContext context) {
    return service.find(ServiceName.of("the prompt name", name), context).map(PromptSummary::id);
  }

  private PulledPrompt pulled(GetPromptResponse answer) {
    OnService there = OnService.of(
        answer.name(), answer.description(), answer.defaultVariant(), answer.variants());
    Optional<Integer> version = service.number(answer.version());
    PromptMerge merge = PromptMerge.of(answer.name(), there, version.isPresent());
    return new PulledPrompt(
        merge.prompt(),
        merge.origin(),
        answer.id(),
        answer.arn(),
        version,
        answer.updatedAt(),
        merge.notes());
  }

  /** Gives back the connections. */
  @Override
  public void close() {
    service.close();
  }
}
