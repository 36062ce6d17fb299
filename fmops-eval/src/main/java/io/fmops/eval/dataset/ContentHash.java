package io.fmops.eval.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The version of a dataset: a SHA-256 over its examples in their order, written so that no two
 * different datasets are written alike; and the hash of a single question. Each text is its number
 * of UTF-16 units and the units, each list or map its size and its texts, maps in the order of
 * their keys. For one reading.
 */
final class ContentHash {

  /** Would change with the way of writing. */
  private static final String FORMAT = "fmops-dataset-1";

  private static final String QUESTION_FORMAT = "fmops-question-1";

  private final MessageDigest digest = Draw.sha256();
  private final byte[] buffer = new byte[1 << 10];
  private int length;
  private long count;

  static String of(Dataset dataset) {
    ContentHash hash = new ContentHash();
    hash.text(FORMAT);
    try (Stream<Example> examples = dataset.examples()) {
      examples.forEachOrdered(hash::add);
    }
    hash.number((int) (hash.count >>> 32));
    hash.number((int) hash.count);
    return HexFormat.of().formatHex(hash.end());
  }

  static QuestionHash ofQuestion(Example example) {
    ContentHash hash = new ContentHash();
    hash.text(QUESTION_FORMAT);
    hash.question(example);
    ByteBuffer bits = ByteBuffer.wrap(hash.end());
    return new QuestionHash(bits.getLong(), bits.getLong());
  }

  private void add(Example example) {
    count++;
    text(example.id());
    question(example);
    texts(example.tags());
    text(
        example.assertions().equals(Assertions.NONE) ? "" : example.assertions().toJson());
  }

  private void question(Example example) {
    texts(example.fields());
    List<String> references = example.references();
    number(references.size());
    references.forEach(this::text);
  }

  private void texts(Map<String, String> texts) {
    number(texts.size());
    new TreeMap<>(texts).forEach((name, value) -> {
      text(name);
      text(value);
    });
  }

  private void text(String text) {
    number(text.length());
    for (int i = 0; i < text.length(); i++) {
      unit(text.charAt(i));
    }
  }

  private void number(int number) {
    unit((char) (number >>> 16));
    unit((char) number);
  }

  private void unit(char unit) {
    if (length == buffer.length) {
      flush();
    }
    buffer[length++] = (byte) (unit >>> 8);
    buffer[length++] = (byte) unit;
  }

  private byte[] end() {
    flush();
    return digest.digest();
  }

  private void flush() {
    digest.update(buffer, 0, length);
    length = 0;
  }
}
