package io.fmops.bedrock;

import io.fmops.bedrock.PulledPrompt.Origin;
import io.fmops.model.CallContext;
import io.fmops.model.UnavailableException;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagent.model.CreatePromptRequest;
import software.amazon.awssdk.services.bedrockagent.model.CreatePromptVersionResponse;
import software.amazon.awssdk.services.bedrockagent.model.GetPromptResponse;
import software.amazon.awssdk.services.bedrockagent.model.PromptSummary;
import software.amazon.awssdk.services.bedrockagent.model.PromptVariant;
import software.amazon.awssdk.services.bedrockagent.model.UpdatePromptRequest;

/**
 * One push. The service makes versions of whatever the working draft is at that moment, so two who
 * push at once can get each other's: what came back is looked at, and if it is not ours, it is done
 * again, so that in the end there is a version of both. For one thread.
 */
final class PromptPush {

  private static final int ATTEMPTS = 5;

  private final PromptService service;
  private final CallContext context;
  private final Prompt prompt;
  private final PushOptions options;
  private final String name;
  private final Showing showing;

  /** @throws PromptException if the service cannot have the prompt, or not without differences */
  PromptPush(PromptService service, CallContext context, Prompt prompt, PushOptions options) {
    this.service = service;
    this.context = context;
    this.prompt = prompt;
    this.options = options;
    this.name = ServiceName.of("the prompt name", prompt.name());
    this.showing = Showing.of(prompt);
    if (!showing.differences().isEmpty() && !options.allowDifferences()) {
      throw new PromptException(
          "prompt %s would not be the same on Bedrock: %s; PushOptions.builder().allowDifferences() pushes it all the same"
              .formatted(prompt.name(), String.join("; ", showing.differences())));
    }
  }

  PushedPrompt run() {
    UnavailableException last = service.busy(prompt.name());
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<PromptSummary> there = service.find(name, context);
      String id;
      if (there.isPresent()) {
        id = there.get().id();
        Optional<PushedPrompt> newest = newestOrUpdate(id);
        if (newest.isPresent()) {
          return newest.get();
        }
      } else {
        try {
          id = create();
        } catch (UnavailableException e) {
          if (e.details().code().filter(PromptService.CONFLICT::equals).isEmpty()) {
            throw e;
          }
          // Somebody has made one of this name meanwhile; it is found now.
          last = e;
          continue;
        }
      }
      CreatePromptVersionResponse made =
          service.createVersion(id, name, options.versionDescription(), context);
      int number = service.number(made.version()).orElseThrow();
      if (isOurs(id, number, made)) {
        return pushed(true, id, made.arn(), number);
      }
    }
    throw last;
  }

  private String create() {
    return service
        .create(
            CreatePromptRequest.builder()
                .name(name)
                .description(showing.shown().description().orElse(null))
                .customerEncryptionKeyArn(options.encryptionKey().orElse(null))
                .defaultVariant("default")
                .variants(showing.shown().variant("default", showing.kept()))
                .build(),
            context)
        .id();
  }

  /** The newest version if it is this prompt; else the draft is this prompt afterwards. */
  private Optional<PushedPrompt> newestOrUpdate(String id) {
    GetPromptResponse draft = service.get(id, Optional.empty(), context);
    Optional<OnService> now = read(draft);
    Optional<Integer> number = service.newest(id, context);
    Optional<OnService> newest = Optional.empty();
    if (number.isPresent()) {
      GetPromptResponse version = service.get(id, number, context);
      newest = read(version);
      if (newest.filter(this::isOurs).isPresent()) {
        return Optional.of(pushed(false, id, version.arn(), number.get()));
      }
    }
    if (now.filter(there -> isOurs(there) && isDescribed(there)).isEmpty()) {
      if (!draft.variants().isEmpty() && !options.replaceEdits()) {
        refuseToLose(now, newest);
      }
      update(id, draft, now.map(OnService::variant).orElse("default"));
    }
    return Optional.empty();
  }

  private boolean isDescribed(OnService draft) {
    return draft.shown().description().equals(showing.shown().description());
  }

  private void update(String id, GetPromptResponse draft, String variant) {
    service.update(
        UpdatePromptRequest.builder()
            .promptIdentifier(id)
            .name(name)
            .description(showing.shown().description().orElse(null))
            // What is left out is taken away.
            .customerEncryptionKeyArn(
                options.encryptionKey().orElse(draft.customerEncryptionKeyArn()))
            .defaultVariant(variant)
            .variants(showing.shown().variant(variant, showing.kept()))
            .build(),
        context);
  }

  /** Refuses if the draft is not ours, or has something that was not pushed and no version has. */
  private void refuseToLose(Optional<OnService> now, Optional<OnService> newest) {
    if (now.isEmpty()) {
      throw refused("there is a prompt %s on Bedrock that cannot be read here".formatted(name));
    }
    OnService draft = now.get();
    Optional<PromptMerge> merge = merge(draft);
    boolean adopts = draft.foreign().isEmpty()
        && merge.filter(there -> there.prompt().equals(prompt)).isPresent();
    if (adopts) {
      return;
    }
    if (draft.kept().isEmpty()) {
      throw refused(
          "there is a prompt %s on Bedrock that was not pushed from here".formatted(name));
    }
    Optional<String> other =
        KeptFile.read(draft.kept()).map(Prompt::name).filter(told -> !told.equals(prompt.name()));
    if (other.isPresent()) {
      throw refused("the prompt %s on Bedrock was pushed as %s, not as %s"
          .formatted(name, other.get(), prompt.name()));
    }
    boolean pushed = merge.filter(there -> there.origin() == Origin.PUSHED).isPresent();
    if (!pushed && newest.filter(saved -> saved.hasAllOf(draft)).isEmpty()) {
      throw refused(
          "the draft of the prompt %s was changed on Bedrock since it was pushed".formatted(name));
    }
  }

  private static PromptException refused(String why) {
    return new PromptException(
        why
            + ": pull it and push that first, or push with PushOptions.builder().replaceEdits(), which replaces it");
  }

  /** What would be pulled; empty if that is no prompt here. */
  private Optional<PromptMerge> merge(OnService draft) {
    try {
      return Optional.of(PromptMerge.of(name, draft, false));
    } catch (PromptException e) {
      return Optional.empty();
    }
  }

  private boolean isOurs(String id, int number, CreatePromptVersionResponse made) {
    Optional<OnService> version = made.variants().isEmpty()
        ? read(service.get(id, Optional.of(number), context))
        : read(null, made.defaultVariant(), made.variants());
    return version.filter(this::isOurs).isPresent();
  }

  private boolean isOurs(OnService there) {
    return KeptFile.hash(there.kept()).filter(prompt.hash()::equals).isPresent()
        && there.shown().doesAs(showing.shown())
        && there.foreign().isEmpty();
  }

  private Optional<OnService> read(GetPromptResponse answer) {
    return read(answer.description(), answer.defaultVariant(), answer.variants());
  }

  /** What is there; empty if it is of a kind that this version does not know. */
  private Optional<OnService> read(
      @Nullable String description, @Nullable String chosen, List<PromptVariant> variants) {
    try {
      return Optional.of(OnService.of(name, description, chosen, variants));
    } catch (PromptException e) {
      return Optional.empty();
    }
  }

  private PushedPrompt pushed(boolean created, String id, String arn, int version) {
    return new PushedPrompt(created, id, arn, version, showing.differences(), showing.unknown());
  }
}
