package io.fmops.eval.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes datasets in the format of Amazon Bedrock's evaluation jobs, within their limits, for
 * upload to Amazon S3. {@link BedrockDataset} reads what is written. Immutable and thread-safe;
 * every {@code with} method gives a new value.
 *
 * <pre>{@code
 * BedrockExport.forModels(example -> example.field("question"))
 *     .withCategory(example -> example.tag("topic"))
 *     .write(questions.sample(1_000, 7), Path.of("questions.jsonl"));
 * }</pre>
 *
 * <p>The limits: 1,000 prompts a dataset; a prompt of at most 4 KB, which is the quota
 * "(Evaluation) Size of prompt" and may be another one for an account; one reference response a
 * prompt, for RAG any number; responses of one model, or of two for human workers.
 */
public final class BedrockExport {

  /** The most prompts that a job's dataset may have. */
  public static final int MAX_PROMPTS = 1_000;

  private static final int DEFAULT_PROMPT_BYTES = 4 * 1_024;

  /** EvaluationPrecomputedInferenceSource.inferenceSourceIdentifier. */
  private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,255}");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final boolean rag;
  private final Function<Example, String> prompt;
  private final Function<Example, Optional<String>> category;
  private final Map<String, Function<Example, String>> responses;
  private final Map<String, Function<Example, List<String>>> contexts;
  private final int promptBytes;

  private BedrockExport(
      boolean rag,
      Function<Example, String> prompt,
      Function<Example, Optional<String>> category,
      Map<String, Function<Example, String>> responses,
      Map<String, Function<Example, List<String>>> contexts,
      int promptBytes) {
    this.rag = rag;
    this.prompt = Objects.requireNonNull(prompt, "prompt");
    this.category = Objects.requireNonNull(category, "category");
    this.responses = responses;
    this.contexts = contexts;
    this.promptBytes = promptBytes;
  }

  /**
   * For jobs that evaluate models: automatic ones, with a judge, or with human workers.
   *
   * @param prompt makes the prompt of an example, whole as the model gets it
   * @return an export without categories and responses
   */
  public static BedrockExport forModels(Function<Example, String> prompt) {
    return new BedrockExport(
        false, prompt, e -> Optional.empty(), Map.of(), Map.of(), DEFAULT_PROMPT_BYTES);
  }

  /**
   * For jobs that evaluate retrieval, or retrieval and generation, one turn a conversation.
   *
   * @param prompt makes the user's question of an example
   * @return an export without responses
   */
  public static BedrockExport forRag(Function<Example, String> prompt) {
    return new BedrockExport(
        true, prompt, e -> Optional.empty(), Map.of(), Map.of(), DEFAULT_PROMPT_BYTES);
  }

  /**
   * Writes a category, for which the job gives figures of its own.
   *
   * @param of tells the category of an example, if it has one
   * @return a new export
   * @throws IllegalArgumentException if this is for RAG, whose format has no categories
   */
  public BedrockExport withCategory(Function<Example, Optional<String>> of) {
    if (rag) {
      throw new IllegalArgumentException("the format for RAG has no categories");
    }
    return new BedrockExport(rag, prompt, of, responses, contexts, promptBytes);
  }

  /**
   * Writes responses that a model or a RAG system has given already, so that the job calls none.
   *
   * @param identifier names the model, as in the job's {@code inferenceSourceIdentifier}, or the
   *     RAG system, as in its {@code ragSourceIdentifier}: letters and digits of ASCII, {@code .},
   *     {@code _} and {@code -}, at most 256
   * @param of tells the response to an example
   * @return a new export; a second model may be added for human workers
   * @throws IllegalArgumentException if the identifier is not of that form or there already, or
   *     there are too many models
   */
  public BedrockExport withResponses(String identifier, Function<Example, String> of) {
    checkIdentifier(identifier);
    checkSame(identifier, contexts.keySet());
    Map<String, Function<Example, String>> more = new LinkedHashMap<>(responses);
    more.put(identifier, of);
    int most = rag ? 1 : BedrockDataset.MAX_MODELS;
    if (more.size() == responses.size() || more.size() > most) {
      throw new IllegalArgumentException(
          "responses of %s, and of %s before; each model once, and at most %d of them"
              .formatted(Place.quote(identifier), Place.quote(responses.keySet()), most));
    }
    return new BedrockExport(rag, prompt, category, more, contexts, promptBytes);
  }

  /**
   * Writes the passages that a RAG system has retrieved already, for a job on retrieval alone, or
   * beside the system's responses.
   *
   * @param identifier names the RAG system, as {@link #withResponses} has it
   * @param of tells the passages for an example, in their order
   * @return a new export
   * @throws IllegalArgumentException if this is not for RAG, the identifier is not of that form, or
   *     another one than that of the responses
   */
  public BedrockExport withContexts(String identifier, Function<Example, List<String>> of) {
    if (!rag) {
      throw new IllegalArgumentException("only the format for RAG has retrieved passages");
    }
    checkIdentifier(identifier);
    checkSame(identifier, responses.keySet());
    return new BedrockExport(rag, prompt, category, responses, Map.of(identifier, of), promptBytes);
  }

  private static void checkIdentifier(String identifier) {
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw new IllegalArgumentException(
          ("the identifier is %s; take 1 to 256 letters and digits, and . _ - but for the first"
                  + " one")
              .formatted(Place.quote(identifier)));
    }
  }

  private static void checkSame(String identifier, Set<String> others) {
    if (!others.isEmpty() && !others.contains(identifier)) {
      throw new IllegalArgumentException(
          "the responses and the passages are of two systems, %s and %s; a job takes one"
              .formatted(Place.quote(identifier), Place.quote(others)));
    }
  }

  /**
   * Allows longer prompts, for an account whose quota was raised.
   *
   * @param bytes how long a prompt may be in UTF-8, 1 or more
   * @return a new export
   * @throws IllegalArgumentException if it is less than 1
   */
  public BedrockExport withPromptBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a prompt of %d bytes; allow at least 1".formatted(bytes));
    }
    return new BedrockExport(rag, prompt, category, responses, contexts, bytes);
  }

  /**
   * Writes a dataset. The file appears when everything is right, or not at all.
   *
   * @param dataset at most {@value #MAX_PROMPTS} examples
   * @param file the file, whose name must end in {@code .jsonl}; an existing one is replaced
   * @return how many lines were written
   * @throws DatasetException if the dataset does not fit into the format, and why
   * @throws IllegalArgumentException if the file is named otherwise, or one that the dataset is
   *     read from
   * @throws UncheckedIOException if the file cannot be written
   */
  public int write(Dataset dataset, Path file) {
    if (!file.toString().endsWith(".jsonl")) {
      throw new IllegalArgumentException(
          "the file is %s; Bedrock wants a name that ends in .jsonl".formatted(file));
    }
    if (dataset.isReadFrom(file)) {
      throw new IllegalArgumentException(
          "%s would be written over the dataset; name another file".formatted(file));
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Example> examples = dataset.examples()) {
      examples.forEachOrdered(example -> {
        if (lines.size() == MAX_PROMPTS) {
          throw new DatasetException(
              "%s has more than %,d examples, which is all that a job takes; take a sample of it"
                  .formatted(dataset.name(), MAX_PROMPTS));
        }
        lines.add(line(dataset, example));
      });
    }
    if (lines.isEmpty()) {
      throw new DatasetException(dataset.name() + " has no examples; a job needs at least one");
    }
    try {
      Path absolute = file.toAbsolutePath();
      Path folder = Objects.requireNonNull(absolute.getParent(), "a file has a folder");
      Files.createDirectories(folder);
      Path whole = Files.createTempFile(folder, "bedrock", ".part");
      try {
        Files.writeString(whole, String.join("\n", lines) + "\n");
        Files.move(whole, absolute, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(file), e);
    }
    return lines.size();
  }

  private String line(Dataset dataset, Example example) {
    String text = required(dataset, example, "prompt", prompt.apply(example));
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > promptBytes) {
      throw problem(
          dataset,
          example,
          ("the prompt has %,d bytes, and at most %,d are taken; shorten it, or allow more if the"
                  + " account's quota \"(Evaluation) Size of prompt\" was raised")
              .formatted(bytes, promptBytes));
    }
    ObjectNode line = JSON.objectNode();
    if (rag) {
      turn(dataset, example, text, line.putArray("conversationTurns").addObject());
    } else {
      model(dataset, example, text, line);
    }
    String json = line.toString();
    if (Json.hasHalfCharacter(json)) {
      throw problem(dataset, example, "half a character in it, which no file in UTF-8 can hold");
    }
    return json;
  }

  private void model(Dataset dataset, Example example, String text, ObjectNode line) {
    line.put("prompt", text);
    if (example.references().size() > 1) {
      throw problem(
          dataset,
          example,
          "%d references, and one is taken; choose one, or evaluate RAG, which takes several"
              .formatted(example.references().size()));
    }
    example
        .reference()
        .ifPresent(r -> line.put("referenceResponse", required(dataset, example, "reference", r)));
    category
        .apply(example)
        .ifPresent(c -> line.put("category", required(dataset, example, "category", c)));
    if (!responses.isEmpty()) {
      ArrayNode array = line.putArray("modelResponses");
      responses.forEach((identifier, of) -> array
          .addObject()
          .put("response", required(dataset, example, "response", of.apply(example)))
          .put("modelIdentifier", identifier));
    }
  }

  private void turn(Dataset dataset, Example example, String text, ObjectNode turn) {
    turn.putObject("prompt").putArray("content").addObject().put("text", text);
    if (!example.references().isEmpty()) {
      ArrayNode references = turn.putArray("referenceResponses");
      for (String reference : example.references()) {
        references
            .addObject()
            .putArray("content")
            .addObject()
            .put("text", required(dataset, example, "reference", reference));
      }
    }
    if (responses.isEmpty() && contexts.isEmpty()) {
      return;
    }
    ObjectNode output = turn.putObject("output");
    responses.forEach((system, of) -> output
        .put("text", required(dataset, example, "response", of.apply(example)))
        .put("knowledgeBaseIdentifier", system));
    contexts.forEach((system, of) -> {
      output.put("knowledgeBaseIdentifier", system);
      ArrayNode results = output
          .putObject(
              responses.isEmpty() ? BedrockDataset.RETRIEVED_ALONE : BedrockDataset.RETRIEVED)
          .putArray("retrievalResults");
      for (String passage : of.apply(example)) {
        results
            .addObject()
            .putObject("content")
            .put("text", required(dataset, example, "retrieved passage", passage));
      }
    });
  }

  private static String required(Dataset dataset, Example example, String what, String text) {
    if (text.isBlank()) {
      throw problem(dataset, example, "the %s is blank".formatted(what));
    }
    return text;
  }

  private static DatasetException problem(Dataset dataset, Example example, String what) {
    return new DatasetException("%s: example %s has a problem: %s"
        .formatted(dataset.name(), Place.quote(example.id()), what));
  }
}
