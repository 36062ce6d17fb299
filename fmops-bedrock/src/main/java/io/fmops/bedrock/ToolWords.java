package io.fmops.bedrock;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.AnyToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.SpecificToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolSpecification;

/** Tools, and what models write when they ask for them, in Converse's words. */
final class ToolWords {

  private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_-]");

  private static final int IDENTIFIER_LENGTH = 64;

  private ToolWords() {}

  /**
   * The tools of a request.
   *
   * @param cachePoint stands after the last tool, if there is any tool
   * @return null if the request shall have none
   * @throws RejectedInputException if the choice of tools cannot be expressed
   */
  static @Nullable ToolConfiguration configuration(
      ModelId model, GenerateRequest request, Optional<ContentBlock.CachePoint> cachePoint) {
    if (request.toolChoice() instanceof ToolChoice.None) {
      // Converse has no word for this. Without tools in the request there is nothing to choose, but
      // then it does not take earlier turns that used them.
      if (usesTools(request)) {
        throw AwsErrors.refused(
            model,
            "cannot be told to use no tool when earlier turns have used some: Converse has no such"
                + " choice and wants the tools declared; use ToolChoice.AUTO, or leave the turns"
                + " with tool calls and results out");
      }
      return null;
    }
    if (request.tools().isEmpty()) {
      return null;
    }
    List<Tool> tools = new ArrayList<>();
    for (ToolDefinition definition : request.tools()) {
      tools.add(Tool.fromToolSpec(specification(definition)));
    }
    cachePoint.ifPresent(
        point -> tools.add(Tool.fromCachePoint(RequestContent.cachePoint(model, point))));
    ToolConfiguration.Builder builder = ToolConfiguration.builder().tools(tools);
    if (request.toolChoice() instanceof ToolChoice.Required) {
      builder.toolChoice(software.amazon.awssdk.services.bedrockruntime.model.ToolChoice.fromAny(
          AnyToolChoice.builder().build()));
    } else if (request.toolChoice() instanceof ToolChoice.Named named) {
      builder.toolChoice(software.amazon.awssdk.services.bedrockruntime.model.ToolChoice.fromTool(
          SpecificToolChoice.builder().name(named.name()).build()));
    }
    return builder.build(); // AUTO is the default, and not all models know the word
  }

  private static boolean usesTools(GenerateRequest request) {
    return request.messages().stream()
        .flatMap(message -> message.content().stream())
        .anyMatch(block ->
            block instanceof ContentBlock.ToolCall || block instanceof ContentBlock.ToolResult);
  }

  private static ToolSpecification specification(ToolDefinition definition) {
    ToolSpecification.Builder builder = ToolSpecification.builder()
        .name(definition.name())
        .inputSchema(ToolInputSchema.fromJson(
            Documents.ofObject(definition.parameters().toJson()).orElseThrow()));
    if (!definition.description().isEmpty()) {
      builder.description(definition.description());
    }
    return builder.build();
  }

  /**
   * The name in an earlier call. Models make up names with other characters, which Bedrock refuses,
   * and with them the whole conversation.
   */
  static String name(String text) {
    String clean = FOREIGN.matcher(text).replaceAll("_");
    return clean.isEmpty() ? "_" : clean.substring(0, Math.min(clean.length(), IDENTIFIER_LENGTH));
  }

  /** The id of an earlier call, which may be another provider's and then keeps being unique. */
  static String id(String text) {
    String clean = name(text);
    if (clean.equals(text)) {
      return text;
    }
    String ending = "-" + Integer.toHexString(text.hashCode());
    return clean.substring(0, Math.min(clean.length(), IDENTIFIER_LENGTH - ending.length()))
        + ending;
  }

  /**
   * The arguments of an earlier call. Bedrock takes objects only; arguments that are none, because
   * they were cut off or are nonsense, go back inside of one, so that the model can see what it
   * wrote and a conversation can go on.
   */
  static Document input(String arguments) {
    return arguments.isBlank()
        ? Document.fromMap(Map.of())
        : Documents.ofObject(arguments)
            .orElseGet(() ->
                Document.fromMap(Map.of("not_a_json_object", Document.fromString(arguments))));
  }
}
