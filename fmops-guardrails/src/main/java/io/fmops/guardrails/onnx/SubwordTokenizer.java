package io.fmops.guardrails.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A model's own tokenizer, from its {@code tokenizer.json}. Thread-safe; must not be used after it
 * is closed.
 */
final class SubwordTokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;
  private final long[] prefix;
  private final long[] suffix;

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if it is no tokenizer
   */
  SubwordTokenizer(Path file) {
    try {
      // The file may say to cut texts off or to fill them up; windows are cut here instead.
      tokenizer = HuggingFaceTokenizer.builder()
          .optTokenizerPath(file)
          .optTruncation(false)
          .optPadding(false)
          .build();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "the tokenizer %s cannot be read; it must be a tokenizer.json of Hugging Face's format: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    Encoding sample = tokenizer.encode("a", true, false);
    long[] special = sample.getSpecialTokenMask();
    int from = 0;
    while (from < special.length && special[from] == 1) {
      from++;
    }
    int to = special.length;
    while (to > from && special[to - 1] == 1) {
      to--;
    }
    prefix = Arrays.copyOfRange(sample.getIds(), 0, from);
    suffix = Arrays.copyOfRange(sample.getIds(), to, special.length);
  }

  /** What stands before each window, such as {@code [CLS]}. */
  long[] prefix() {
    return prefix;
  }

  /** What stands behind each window, such as {@code [SEP]}. */
  long[] suffix() {
    return suffix;
  }

  /**
   * Adds the tokens of a part of a text.
   *
   * @param part has no lone surrogates
   * @param offset where the part begins in the text
   */
  void tokenize(String part, int offset, Tokens tokens) {
    Encoding encoding = tokenizer.encode(part, false, false);
    long[] ids = encoding.getIds();
    CharSpan[] spans = encoding.getCharTokenSpans();
    // The library counts code points.
    int[] chars = chars(part);
    int last = 0;
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = spans[i];
      int start = span == null ? last : chars[Math.min(span.getStart(), chars.length - 1)];
      int end = span == null ? last : chars[Math.min(span.getEnd(), chars.length - 1)];
      last = Math.max(start, end);
      tokens.add(ids[i], offset + start, offset + last);
    }
  }

  /** For each code point and for the end, where it begins in chars. */
  private static int[] chars(String part) {
    int[] chars = new int[part.codePointCount(0, part.length()) + 1];
    int at = 0;
    for (int i = 0; i < chars.length; i++) {
      chars[i] = at;
      at += i + 1 < chars.length ? Character.charCount(part.codePointAt(at)) : 0;
    }
    return chars;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
