package io.fmops.guardrails.tools;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A labelled text.
 *
 * @param text the text
 * @param labels by category 1, 0, or -1 if nobody said; a bit of a doubt is between 0 and 1
 * @param source where it is from
 * @param kind what kind of text it is, or empty
 * @param unit what must not be torn apart when texts are held back: the line or template
 */
record Row(String text, List<Float> labels, String source, String kind, String unit) {

  /** Index of the category that all sources label. */
  static final int TOXICITY = 0;

  /** Keeps a copy of the labels. */
  Row {
    labels = List.copyOf(labels);
  }

  /** A row with labels in an array. */
  static Row of(String text, float[] labels, String source, String kind, String unit) {
    List<Float> list = new ArrayList<>();
    for (float label : labels) {
      list.add(label);
    }
    return new Row(text, list, source, kind, unit);
  }

  /** The label of a category: 1, 0, between them, or -1 if nobody said. */
  float label(int category) {
    return labels.get(category);
  }

  boolean toxic() {
    return label(TOXICITY) >= 0.5f;
  }

  boolean japanese() {
    return source.startsWith("ja");
  }

  Row with(String other) {
    return new Row(other, labels, source, kind, unit);
  }

  /** A number that depends on the seed and a text, evenly spread over 0 to 2^32-1. */
  static long draw(String seed, String text) {
    CRC32 crc = new CRC32();
    crc.update((seed + "\n" + text).getBytes(StandardCharsets.UTF_8));
    long h = crc.getValue() * 0x9E3779B97F4A7C15L;
    return ((h ^ (h >>> 29)) * 0xBF58476D1CE4E5B9L) >>> 32;
  }

  /** Whether a text is in the one of {@code parts} equal parts that has this number. */
  static boolean in(int part, int parts, String seed, String text) {
    return (draw(seed, text) * parts) >>> 32 == part;
  }
}
