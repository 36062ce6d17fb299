package io.fmops.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a result dataset that a page holds. The file is read once, as a stream, and the
 * memory is bounded by the limits.
 *
 * <p>If not all fit, those stay whose ids have the smallest SHA-256. That is as good as drawn by
 * lot, is the same each time, needs no second reading, keeps all candidates' answers to an example
 * together, and does not depend on the order of the rows. Examples that were asked for by their
 * position stay before all others.
 */
final class RowSample {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final RowLimits limits;
  private final Set<Integer> wanted;
  private final Slices slices;
  private final TextPool pool = new TextPool();
  private final TreeMap<Key, SampledExample> kept = new TreeMap<>(
      Comparator.comparing(Key::digest, Long::compareUnsigned).thenComparing(Key::id));
  private final Map<String, Long> rowsOf = new HashMap<>();
  private final long examples;
  private @Nullable Key ceiling;
  private long rowsRead;
  private int rowsKept;
  private boolean repeated;

  private record Key(long digest, String id) {}

  /**
   * An example with all that the candidates made of it.
   *
   * @param firstRow where it came first, from 0
   * @param index its position in the dataset, -1 if the rows do not say it
   * @param references all right answers; empty if none is known
   * @param tags what it is an instance of
   * @param rows the rows by the candidate's name, one a repetition
   */
  record SampledExample(
      long firstRow,
      int index,
      String id,
      Map<String, String> fields,
      List<String> references,
      Map<String, String> tags,
      Map<String, List<SampledRow>> rows) {

    /** The first reference. */
    @Nullable
    String reference() {
      return references.isEmpty() ? null : references.get(0);
    }

    /** What a reference is called, given its place from 0. */
    String referenceName(int place) {
      return references.size() == 1
          ? "reference"
          : "reference %d of %d".formatted(place + 1, references.size());
    }
  }

  private RowSample(Path file, RowLimits limits, Set<Integer> wanted, long examples) {
    this.examples = examples;
    this.slices = new Slices(examples);
    this.file = file;
    this.limits = limits;
    this.wanted = wanted;
  }

  /**
   * Reads a result dataset.
   *
   * @param result what was made of the rows
   * @param wanted positions in the dataset of examples that are to stay before others
   * @throws IOException if it cannot be read, a line is no row of the result, or there are more or
   *     fewer rows of a candidate than the result is made of
   */
  static RowSample read(Path file, EvaluationResult result, RowLimits limits, Set<Integer> wanted)
      throws IOException {
    RowSample sample = new RowSample(file, limits, wanted, result.examples());
    result.candidates().forEach(candidate -> sample.rowsOf.put(candidate.name(), 0L));
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        sample.add(line);
      }
    } catch (CharacterCodingException e) {
      throw new IOException(
          "%s, line %,d: this is no UTF-8; is it the result dataset that the run wrote?"
              .formatted(file, firstBroken(file)),
          e);
    }
    for (CandidateResult candidate : result.candidates()) {
      long rows = sample.rowsOf.getOrDefault(candidate.name(), 0L);
      if (rows != candidate.rows()) {
        throw new IOException(
            "%s has %,d rows of the candidate \"%s\", but the task's result is made of %,d; are these the rows of another run, or is the file not whole?"
                .formatted(file, rows, PlainText.line(candidate.name()), candidate.rows()));
      }
    }
    return sample;
  }

  /** The number of the first line that is no UTF-8: the reader was ahead of it in its buffer. */
  private static long firstBroken(Path file) throws IOException {
    long number = 1;
    // This character set takes every byte for a character of its own and gives it back.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)));
        number++;
      }
    } catch (CharacterCodingException e) {
      return number;
    }
    return number;
  }

  /** The tags of all examples, not only of the selected ones. */
  Slices slices() {
    return slices;
  }

  /** The language of most texts, if they say so by themselves; else empty. */
  String language() {
    List<SampledExample> first = examples().stream().limit(50).toList();
    long japanese = first.stream()
        .filter(example -> example.fields().values().stream()
            .anyMatch(text -> !PlainText.language(text).isEmpty()))
        .count();
    return 2 * japanese > first.size() ? "ja" : "";
  }

  /** Whether examples were asked repeatedly, so that an example is not one answer. */
  boolean repeated() {
    return repeated;
  }

  /** All rows of the file. */
  long rowsRead() {
    return rowsRead;
  }

  /** The rows that {@link #examples()} hold. */
  int rowsKept() {
    return rowsKept;
  }

  /** The selected examples, in the order of the file. */
  List<SampledExample> examples() {
    List<SampledExample> examples = new ArrayList<>(kept.values());
    examples.sort(Comparator.comparingLong(SampledExample::firstRow));
    return examples;
  }

  private void add(String line) throws IOException {
    long number = rowsRead++;
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s, line %,d: this is no JSON: %s".formatted(file, number + 1, e.getOriginalMessage()),
          e);
    }
    String id = row.path("example").asText();
    String candidate = row.path("candidate").asText();
    if (!rowsOf.containsKey(candidate)) {
      throw new IOException(
          "%s, line %,d: the candidate \"%s\" is none of the result's; are these the rows of another run?"
              .formatted(file, number + 1, PlainText.line(candidate)));
    }
    rowsOf.merge(candidate, 1L, Long::sum);
    long size = row.path("of").asLong(examples);
    if (size != examples) {
      throw new IOException(
          "%s, line %,d: the row is of a dataset of %,d examples, but the task's result of one of %,d; are these the rows of another run?"
              .formatted(file, number + 1, size, examples));
    }
    repeated |= row.path("repetition").asInt() > 0;
    int index = row.path("index").asInt(-1);
    Map<String, String> tags = tags(row);
    slices.add(index, tags);
    Key key = new Key(wanted.contains(index) ? 0 : digest(id), id);
    Comparator<? super Key> order = kept.comparator();
    if (ceiling != null && order.compare(key, ceiling) >= 0) {
      return;
    }
    SampledExample example = kept.get(key);
    if (example == null) {
      example = example(row, id, number, index, tags);
      kept.put(key, example);
    }
    example
        .rows()
        .computeIfAbsent(candidate, name -> new ArrayList<>(1))
        .add(SampledRow.of(row, pool, limits.textCharacters()));
    rowsKept++;
    while (kept.size() > 1
        && (rowsKept > limits.rows() || pool.characters() > limits.characters())) {
      giveUpLast();
    }
  }

  /** The tags, and the field {@code lang}, which many datasets have instead of a tag. */
  private static Map<String, String> tags(JsonNode row) {
    Map<String, String> tags = new LinkedHashMap<>();
    JsonNode language = row.path("fields").path("lang");
    if (language.isTextual()) {
      tags.put("lang", language.asText());
    }
    for (Map.Entry<String, JsonNode> tag : row.path("tags").properties()) {
      tags.put(tag.getKey(), tag.getValue().asText());
    }
    return tags;
  }

  private SampledExample example(
      JsonNode row, String id, long number, int index, Map<String, String> tags) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : row.path("fields").properties()) {
      String text = SampledRow.text(field.getValue(), pool, limits.textCharacters());
      fields.put(field.getKey(), text == null ? pool.take("") : text);
    }
    List<String> references = new ArrayList<>(1);
    addReference(references, row.get("reference"));
    row.path("references").forEach(reference -> addReference(references, reference));
    tags.replaceAll((tag, value) -> pool.take(PlainText.visible(value)));
    return new SampledExample(number, index, id, fields, references, tags, new HashMap<>());
  }

  private void addReference(List<String> references, @Nullable JsonNode node) {
    String text = SampledRow.text(node, pool, limits.textCharacters());
    if (text != null) {
      references.add(text);
    }
  }

  /** Gives up the example with the largest digest, and all that would come behind it. */
  private void giveUpLast() {
    Map.Entry<Key, SampledExample> last = kept.pollLastEntry();
    ceiling = last.getKey();
    SampledExample example = last.getValue();
    for (List<SampledRow> rows : example.rows().values()) {
      rowsKept -= rows.size();
      rows.forEach(row -> row.release(pool));
    }
    example.tags().values().forEach(pool::release);
    example.fields().values().forEach(pool::release);
    example.references().forEach(pool::release);
  }

  private static long digest(String id) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(bytes).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
