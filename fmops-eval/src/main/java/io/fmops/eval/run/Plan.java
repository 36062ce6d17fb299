package io.fmops.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.replay.RequestContent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cells of a run, and what makes them the same cells when it is run again: the dataset by its
 * content, the repetitions, the candidates, and what they make of the first example. For whoever
 * keeps rows himself and has to know whether they are those of this run. Immutable and thread-safe.
 */
public final class Plan {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Candidate> candidates;
  private final int repetitions;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final ObjectNode header = JSON.createObjectNode();

  /**
   * The plan of a run. Reads the whole dataset once.
   *
   * @param dataset the examples, at least one
   * @param candidates who answers, names unique
   * @param repetitions how often each is asked about each example, 1 or more
   * @throws DatasetException if the dataset is wrong somewhere
   */
  public Plan(Dataset dataset, List<Candidate> candidates, int repetitions) {
    this.candidates = candidates;
    this.repetitions = repetitions;
    header.put("journal", 2);
    header.put("dataset", dataset.name());
    header.put("version", dataset.version());
    header.put("repetitions", repetitions);
    ArrayNode list = header.putArray("candidates");
    Example first;
    try (Stream<Example> examples = dataset.examples()) {
      first = examples.findFirst().orElseThrow();
    }
    for (Candidate candidate : candidates) {
      numbers.put(candidate.name(), numbers.size());
      list.addObject()
          .put("name", candidate.name())
          .put("model", candidate.model().id().toString())
          .put("prompt", candidate.prompt().name())
          .put("parameters", candidate.parameters().toString())
          .put("request", requestTo(first, candidate));
    }
  }

  /** A prompt is a function, so whether it changed can only be seen by what it makes. */
  private static String requestTo(Example example, Candidate candidate) {
    try {
      return sha256(RequestContent.of(candidate.prompt().render().apply(example)));
    } catch (RuntimeException e) {
      return "none";
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The dataset's version by content.
   *
   * @return what {@link Dataset#version} gives
   */
  public String version() {
    return header.get("version").asText();
  }

  /**
   * The plan in one line, to be kept beside the rows.
   *
   * @return a JSON object
   */
  public String header() {
    return header.toString();
  }

  /**
   * How the plan of other rows differs.
   *
   * @param header what the {@link #header} of the plan was that the rows were made by
   * @return the first difference in words; empty if they are rows of this plan
   * @throws IllegalArgumentException if it is no header
   */
  public Optional<String> difference(String header) {
    try {
      return difference(JSON.readTree(header));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is no header of a plan: " + header, e);
    }
  }

  /** How another plan's header differs, in words; empty if it does not. */
  Optional<String> difference(JsonNode other) {
    for (String part : List.of("journal", "dataset", "version", "repetitions")) {
      if (!header.get(part).asText().equals(other.path(part).asText())) {
        return Optional.of(
            "its %s is %s, this one's %s".formatted(part, other.path(part), header.get(part)));
      }
    }
    JsonNode others = other.path("candidates");
    if (others.size() != candidates.size()) {
      return Optional.of(
          "it has %d candidates, this one %d".formatted(others.size(), candidates.size()));
    }
    for (int i = 0; i < candidates.size(); i++) {
      for (Map.Entry<String, JsonNode> part : header.get("candidates").get(i).properties()) {
        JsonNode before = others.get(i).path(part.getKey());
        if (!part.getValue().equals(before)) {
          return Optional.of("the %s of its candidate %d is %s, here %s"
              .formatted(part.getKey(), i + 1, before, part.getValue()));
        }
      }
    }
    return Optional.empty();
  }

  /** The number of a row's cell: by example, then by repetition, then by candidate. */
  long cell(ResultRow row) {
    Integer candidate = numbers.get(row.candidate());
    if (candidate == null || row.repetition() >= repetitions) {
      throw new IllegalArgumentException("the row of example \"%s\" by \"%s\" is not of this run"
          .formatted(row.example().id(), row.candidate()));
    }
    return (row.index() * repetitions + row.repetition()) * candidates.size() + candidate;
  }
}
