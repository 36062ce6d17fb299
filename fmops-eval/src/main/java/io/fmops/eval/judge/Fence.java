package io.fmops.eval.judge;

import io.fmops.text.Words;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks the texts of one question to a judge as material, with a word that follows from the texts
 * themselves and occurs in none of them. A text that contained its own word would be a fixed point
 * of the digest; and the same texts have the same word every time, so that calls can be recorded
 * and answers kept. Immutable and thread-safe.
 */
final class Fence {

  private static final int DIGITS = 24;

  private final String word;
  private final Pattern markers;

  private Fence(String word) {
    this.word = word;
    markers = Pattern.compile("<<(/?)[^<>\\n]{1,40} " + word + ">>");
  }

  static Fence around(List<String> texts) {
    List<String> folded = texts.stream().map(text -> folded(wellFormed(text))).toList();
    for (int attempt = 0; ; attempt++) {
      String word = digest(attempt, texts).substring(0, DIGITS);
      if (folded.stream().noneMatch(text -> text.contains(word))) {
        return new Fence(word);
      }
    }
  }

  /** The word, which a judge repeats in its verdict to show that the verdict is its own. */
  String word() {
    return word;
  }

  /** A text between two marker lines. */
  String block(String name, String text) {
    return "<<" + name + " " + word + ">>\n" + wellFormed(text) + "\n<</" + name + " " + word
        + ">>";
  }

  /**
   * A judge's text without what it repeats from between markers. A marker that is not closed hides
   * all that comes after it.
   */
  String outside(String text) {
    StringBuilder kept = new StringBuilder();
    Matcher marker = markers.matcher(text);
    boolean hidden = false;
    int position = 0;
    while (marker.find()) {
      if (!hidden) {
        kept.append(text, position, marker.start()).append(JudgeText.GAP);
      }
      hidden = marker.group(1).isEmpty();
      position = marker.end();
    }
    return hidden ? kept.toString() : kept.append(text, position, text.length()).toString();
  }

  /** Models and their servers do not agree on what half a character is. */
  private static String wellFormed(String text) {
    byte[] bytes = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        bytes = text.getBytes(StandardCharsets.UTF_16BE);
        break;
      }
    }
    return bytes == null ? text : new String(bytes, StandardCharsets.UTF_16BE);
  }

  private static String folded(String text) {
    return Words.normalize(text);
  }

  private static String digest(int attempt, List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) attempt);
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // The length keeps "ab", "c" apart from "a", "bc".
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
