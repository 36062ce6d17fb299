package io.fmops.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a run lies in a file: a line for the header and one for each entry, each a checksum, a space
 * and a JSON object. The checksum tells a line that was cut off by a kill from a whole one.
 */
final class RunFiles {

  static final String SUFFIX = ".jsonl";
  private static final Pattern SIMPLE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final int CHECKSUM = 8;

  /** For texts that UTF-8 cannot say: unpaired surrogates stay what they are as escapes. */
  private static final JsonMapper ESCAPED = JsonMapper.builder(
          JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
      .build();

  private RunFiles() {}

  /** What a file has, and how much of it: behind that there is only a line that was cut off. */
  record Content(
      @Nullable String runId, @Nullable RunHeader header, List<JournalEntry> entries, int length) {

    RunSummary summary(String id, RunHeader of) {
      Instant changed =
          entries.isEmpty() ? of.begun() : entries.get(entries.size() - 1).at();
      return new RunSummary(id, of.chain(), InMemoryJournal.state(entries), of.begun(), changed);
    }
  }

  /**
   * A name that every file system takes and none mistakes for another one's: ids with capitals or
   * anything else that could make trouble are named by their hash.
   */
  static String name(String runId) {
    return "run-" + (SIMPLE.matcher(runId).matches() ? runId : "~" + hash(runId)) + SUFFIX;
  }

  static String hash(String text) {
    return HexFormat.of().formatHex(sha256(text));
  }

  /** Where the run's lock is among all runs' locks. */
  static long place(String runId) {
    long place = 0;
    byte[] hash = sha256(runId);
    for (int i = 0; i < Long.BYTES; i++) {
      place = place << 8 | (hash[i] & 0xff);
    }
    return place & (Long.MAX_VALUE >>> 1);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  static List<RunSummary> listed(List<RunSummary> all, RunState state, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be 1 or more");
    }
    return all.stream()
        .filter(run -> run.state() == state)
        .sorted(Comparator.comparing(RunSummary::begun).thenComparing(RunSummary::runId))
        .limit(limit)
        .toList();
  }

  static byte[] line(String runId, RunHeader header) {
    return line(Values.JSON
        .createObjectNode()
        .put("run", runId)
        .put("chain", header.chain())
        .put("definition", header.definition())
        .put("input", header.input())
        .put("begun", header.begun().toString()));
  }

  static byte[] line(JournalEntry entry) {
    return line(Values.JSON
        .createObjectNode()
        .put("type", entry.type().name())
        .put("step", entry.step())
        .put("data", entry.data())
        .put("at", entry.at().toString()));
  }

  private static byte[] line(ObjectNode object) {
    String text = write(Values.JSON, object);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      text = write(ESCAPED, object);
    }
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    byte[] line = new byte[CHECKSUM + 1 + json.length + 1];
    System.arraycopy(
        checksum(json, 0, json.length).getBytes(StandardCharsets.US_ASCII), 0, line, 0, CHECKSUM);
    line[CHECKSUM] = ' ';
    System.arraycopy(json, 0, line, CHECKSUM + 1, json.length);
    line[line.length - 1] = '\n';
    return line;
  }

  private static String write(JsonMapper mapper, ObjectNode object) {
    try {
      return mapper.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are always JSON", e);
    }
  }

  private static String checksum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /**
   * Reads a file.
   *
   * @throws JournalException if a line is damaged that has a whole one behind it: that is no kill's
   *     work
   */
  static Content read(String file, byte[] bytes) {
    RunHeader header = null;
    String runId = null;
    List<JournalEntry> entries = new ArrayList<>();
    int good = 0;
    int bad = 0;
    int number = 0;
    for (int from = 0; from < bytes.length; ) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      JsonNode line = end < bytes.length ? parsed(bytes, from, end) : null;
      if (line == null) {
        bad = bad == 0 ? number : bad;
      } else if (bad > 0) {
        throw new JournalException(
            "line %d of %s is damaged, with whole lines behind it; restore the file, or delete it to give the run up"
                .formatted(bad, file),
            null);
      } else {
        try {
          if (header == null) {
            runId = line.path("run").asText();
            header = header(line);
          } else {
            entries.add(entry(line));
          }
        } catch (IllegalArgumentException | DateTimeException e) {
          throw new JournalException(
              "line %d of %s is whole but no entry of a journal that this version knows"
                  .formatted(number, file),
              e);
        }
        good = end + 1;
      }
      from = end + 1;
    }
    return new Content(runId, header, List.copyOf(entries), good);
  }

  private static @Nullable JsonNode parsed(byte[] bytes, int from, int end) {
    int json = from + CHECKSUM + 1;
    if (json >= end || bytes[json - 1] != ' ') {
      return null;
    }
    String told = new String(bytes, from, CHECKSUM, StandardCharsets.US_ASCII);
    if (!told.equals(checksum(bytes, json, end - json))) {
      return null;
    }
    try {
      return Values.JSON.readTree(
          new String(Arrays.copyOfRange(bytes, json, end), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static RunHeader header(JsonNode line) {
    return new RunHeader(
        text(line, "chain"),
        text(line, "definition"),
        text(line, "input"),
        Instant.parse(text(line, "begun")));
  }

  private static JournalEntry entry(JsonNode line) {
    return new JournalEntry(
        JournalEntry.Type.valueOf(text(line, "type")),
        text(line, "step"),
        text(line, "data"),
        Instant.parse(text(line, "at")));
  }

  private static String text(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("the field " + field + " is missing or no text");
    }
    return value.textValue();
  }
}
