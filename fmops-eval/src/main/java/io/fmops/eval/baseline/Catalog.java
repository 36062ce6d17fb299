package io.fmops.eval.baseline;

import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** All models there are: what they are called, what they do, which option they take. Stateless. */
final class Catalog {

  private static final String EMBEDDING = "hashed-embedding";

  /** A model; its algorithm gets the option's value, and is absent if it makes vectors instead. */
  private record Entry(
      String name,
      String description,
      Optional<IntOption> option,
      Optional<IntFunction<Algorithm>> algorithm) {

    @Override
    public String toString() {
      return name + ": " + description + option.map(o -> ", option " + o).orElse("");
    }
  }

  private static final List<Entry> MODELS = List.of(
      entry("majority", "the most frequent label of the prompt's examples", n -> new Majority()),
      entry(
          "few-shot-knn",
          "the label of the prompt's examples that look most like the input",
          new IntOption("k", 1, 1000, 5, "examples that vote"),
          FewShotKnn::new),
      entry(
          "lead-3",
          "the first sentences of the document",
          new IntOption("sentences", 1, 1000, 3, "how many"),
          Lead::new),
      entry(
          "textrank",
          "the most central sentences of the document",
          new IntOption("sentences", 1, 1000, 3, "how many"),
          TextRank::new),
      entry(
          "extract-qa",
          "the sentence of the context that shares most with the question",
          n -> new ExtractQa()),
      new Entry(
          EMBEDDING,
          "vectors of hashed words and character n-grams, opened as an embedding model",
          Optional.of(new IntOption(
              "dimensions", 1, HashedEmbedding.MAX_DIMENSIONS, 1024, "length of the vectors")),
          Optional.empty()));

  private Catalog() {}

  private static Entry entry(String name, String description, IntFunction<Algorithm> algorithm) {
    return new Entry(name, description, Optional.empty(), Optional.of(algorithm));
  }

  private static Entry entry(
      String name, String description, IntOption option, IntFunction<Algorithm> algorithm) {
    return new Entry(name, description, Optional.of(option), Optional.of(algorithm));
  }

  /** The algorithm that an id asks for. */
  static Algorithm algorithm(ModelId id) {
    Entry model = find(id);
    int value = value(model, id);
    return model
        .algorithm()
        .orElseThrow(() -> new ModelNotFoundException(
            "\"%s\" turns texts into vectors; open it with Models.openEmbedding".formatted(id)))
        .apply(value);
  }

  /** The length of vectors that an id asks for. */
  static int dimensions(ModelId id) {
    Entry model = find(id);
    int value = value(model, id);
    if (model.algorithm().isPresent()) {
      throw new ModelNotFoundException(
          "\"%s\" answers prompts; the embedding model of the provider baseline is baseline:%s"
              .formatted(id, EMBEDDING));
    }
    return value;
  }

  private static Entry find(ModelId id) {
    return MODELS.stream()
        .filter(model -> model.name().equals(id.name()))
        .findFirst()
        .orElseThrow(() ->
            new ModelNotFoundException("no model \"%s\" in the provider baseline; it has %s"
                .formatted(
                    id.name(),
                    MODELS.stream().map(Entry::toString).collect(Collectors.joining("; ")))));
  }

  /** The value of the model's option, 0 if it has none. */
  private static int value(Entry model, ModelId id) {
    for (String name : id.options().keySet()) {
      if (model.option().filter(option -> option.name().equals(name)).isEmpty()) {
        throw new ModelNotFoundException("no option \"%s\" in the model baseline:%s; it has %s"
            .formatted(
                name, model.name(), model.option().map(IntOption::toString).orElse("no options")));
      }
    }
    return model.option().map(option -> option.of(id)).orElse(0);
  }
}
