package io.fmops.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the JSON Lines datasets of <a href="https://github.com/aws/fmeval">fmeval</a>, as its
 * {@code DataConfig} describes them: <em>locations</em> say where in a line the model's input, the
 * target output and the rest are. Each becomes a field of the example with the location's name
 * ({@code model_input}, {@code context}, {@code sent_more_input}...), but for the target output,
 * which is the references, <code>UK&lt;OR&gt;England</code> being two, and the category, which is a
 * tag. Stateless.
 *
 * <p>A location is a JMESPath of names and indices, such as {@code question}, {@code "Review
 * Text"}, or {@code answers[0].text}; other expressions are refused.
 */
public final class FmevalDataset {

  private static final String SEPARATOR = "<OR>";
  private static final String SUFFIX = "_location";
  private static final String TARGET = "target_output";
  private static final String CATEGORY = "category";

  /** The columns that have a location, in the order of {@code DataConfig}. */
  private static final List<String> COLUMNS = List.of(
      "model_input",
      "model_output",
      TARGET,
      CATEGORY,
      "sent_more_input",
      "sent_less_input",
      "sent_more_log_prob",
      "sent_less_log_prob",
      "context");

  private static final Set<String> OTHER_KEYS =
      Set.of("dataset_name", "dataset_uri", "dataset_mime_type");

  /** One step of a JMESPath: a plain name, a quoted one (a JSON text), or an index. */
  private static final Pattern STEP = Pattern.compile(
      "(?:^|\\.)(?:([A-Za-z_][A-Za-z0-9_]*)|(\"(?:[^\"\\\\]|\\\\.)+\"))|\\[(\\d{1,9})\\]");

  private FmevalDataset() {}

  /**
   * Reads a dataset that a file of {@code DataConfig}'s attributes describes.
   *
   * <pre>{@code
   * {"dataset_name": "trex", "dataset_uri": "trex.jsonl", "dataset_mime_type": "application/jsonlines",
   *  "model_input_location": "question", "target_output_location": "answers",
   *  "category_location": "knowledge_category"}
   * }</pre>
   *
   * @param config a JSON file; a relative {@code dataset_uri} begins in its folder
   * @return the dataset, named by {@code dataset_name}
   * @throws DatasetException if the file is something else, and what
   */
  public static Dataset read(Path config) {
    Place place = Place.of(config);
    Utf8Lines.checkReadable(place);
    JsonNode node;
    try {
      node = Json.READER.readTree(Files.readAllBytes(config));
    } catch (JsonProcessingException e) {
      throw place
          .at(e.getLocation() == null ? 0 : e.getLocation().getLineNr())
          .problem("broken JSON (%s)".formatted(Json.reason(e)), e);
    } catch (IOException e) {
      throw place.problem("the file cannot be read (%s)".formatted(e.getMessage()), e);
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> attribute : node.properties()) {
      if (attribute.getValue().isTextual()) {
        attributes.put(attribute.getKey(), attribute.getValue().textValue());
      } else if (!attribute.getValue().isNull()) {
        throw place.problem("%s must be a text".formatted(Place.quote(attribute.getKey())));
      }
    }
    String name = required(place, attributes, "dataset_name");
    String type = required(place, attributes, "dataset_mime_type");
    if (!type.equals("application/jsonlines")) {
      throw place.problem(
          "dataset_mime_type is %s; only application/jsonlines is read, write one example a line"
              .formatted(Place.quote(type)));
    }
    String uri = required(place, attributes, "dataset_uri");
    OTHER_KEYS.forEach(attributes::remove);
    try {
      return of(file(config, place, uri), attributes).withName(name);
    } catch (IllegalArgumentException e) {
      throw place.problem(String.valueOf(e.getMessage()), e);
    }
  }

  private static String required(Place place, Map<String, String> attributes, String key) {
    String value = attributes.get(key);
    if (value == null || value.isBlank()) {
      throw place.problem("%s is missing".formatted(key));
    }
    return value;
  }

  private static Path file(Path config, Place place, String uri) {
    String local = uri.startsWith("file://") ? uri.substring("file://".length()) : uri;
    if (local.contains("://")) {
      throw place.problem("dataset_uri is %s; only files on disk are read, copy it here first"
          .formatted(Place.quote(uri)));
    }
    try {
      return config.resolveSibling(local);
    } catch (InvalidPathException e) {
      throw place.problem("dataset_uri is no path (%s)".formatted(e.getReason()), e);
    }
  }

  /**
   * Reads a dataset whose locations are given.
   *
   * @param file a JSON Lines file
   * @param locations JMESPaths by attribute, such as {@code model_input_location}; one at least
   * @return the dataset
   * @throws IllegalArgumentException if there is no location, fmeval has no such one, or it is not
   *     of names and indices
   */
  public static Dataset of(Path file, Map<String, String> locations) {
    List<String> inputs = new ArrayList<>();
    for (String attribute : locations.keySet()) {
      String column = attribute.endsWith(SUFFIX)
          ? attribute.substring(0, attribute.length() - SUFFIX.length())
          : "";
      if (!COLUMNS.contains(column)) {
        throw new IllegalArgumentException("fmeval has no %s; it has %s%s"
            .formatted(
                Place.quote(attribute),
                Place.quote(COLUMNS.stream().map(c -> c + SUFFIX).toList()),
                Place.didYouMean(
                    attribute, COLUMNS.stream().map(c -> c + SUFFIX).toList())));
      }
      if (!column.equals(TARGET) && !column.equals(CATEGORY)) {
        inputs.add(column);
      }
    }
    if (locations.isEmpty()) {
      throw new IllegalArgumentException(
          "no locations; say at least where the model's input is, with model_input_location");
    }
    Fields fields = Fields.of(inputs.toArray(String[]::new));
    if (locations.containsKey(TARGET + SUFFIX)) {
      fields = fields.withSeparatedReferences(TARGET, SEPARATOR);
    }
    if (locations.containsKey(CATEGORY + SUFFIX)) {
      fields = fields.withTags(CATEGORY);
    }
    for (Map.Entry<String, String> location : locations.entrySet()) {
      String attribute = location.getKey();
      fields = fields.at(
          attribute.substring(0, attribute.length() - SUFFIX.length()),
          pointer(attribute, location.getValue()));
    }
    return Dataset.jsonl(file, fields);
  }

  /** A JMESPath of names and indices as a JSON Pointer. */
  private static String pointer(String attribute, String path) {
    StringBuilder pointer = new StringBuilder();
    String rest = path.strip();
    Matcher step = STEP.matcher(rest);
    int end = 0;
    while (end < rest.length() && step.find() && step.start() == end) {
      end = step.end();
      pointer
          .append('/')
          .append(token(attribute, path, step).replace("~", "~0").replace("/", "~1"));
    }
    if (end < rest.length() || pointer.isEmpty() || rest.startsWith(".")) {
      throw noPath(attribute, path);
    }
    return pointer.toString();
  }

  private static IllegalArgumentException noPath(String attribute, String path) {
    return new IllegalArgumentException(
        ("%s is %s, which is no JMESPath of names and indices; write one such as answers[0].text,"
                + " with names of other characters in double quotes")
            .formatted(attribute, Place.quote(path)));
  }

  private static String token(String attribute, String path, Matcher step) {
    String plain = step.group(1);
    String quoted = step.group(2);
    if (quoted == null) {
      return plain == null ? step.group(3) : plain;
    }
    try {
      return Json.READER.readTree(quoted).textValue();
    } catch (JsonProcessingException e) {
      throw noPath(attribute, path);
    }
  }
}
