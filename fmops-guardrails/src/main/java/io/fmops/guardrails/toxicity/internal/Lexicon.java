package io.fmops.guardrails.toxicity.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Words that stand for a class of words, such as names of groups or words of violence, so that what
 * was learnt of one holds for all. The words of some classes are also what masked, spaced and
 * stretched spellings are resolved to. Holds normalised words. Immutable and thread-safe.
 */
public final class Lexicon {

  /** The longest word that is looked up in scripts without spaces. */
  static final int LONGEST = 7;

  /** The class of groups of people. */
  public static final int GROUP = 7;

  /** Of the ambiguous places, the bit for a word whose stretched form is more often another's. */
  public static final int STRETCHED = 1 << 31;

  /** The class of words that spelling tricks hide is at most this; classes after it are plain. */
  private final int hidden;

  private final Map<String, Integer> classes;
  private final SortedMap<String, Integer> hashed;
  private final long[] table;
  private final SortedMap<String, Integer> ambiguous;
  private final Map<String, String> stretched = new HashMap<>();
  private final Map<Integer, List<String>> byLength = new HashMap<>();

  /**
   * A lexicon in which every mask is taken to hide a word of it.
   *
   * @param classes the class of each normalised word, 1 to 255
   * @param hashed the class of words of which only the hash is kept, by the hash in hexadecimal
   * @param hidden the last class whose words spelling tricks are resolved to
   */
  public Lexicon(Map<String, Integer> classes, Map<String, Integer> hashed, int hidden) {
    this(classes, hashed, hidden, Map.of());
  }

  /**
   * A lexicon.
   *
   * @param classes the class of each normalised word, 1 to 255; of words of one class that fit a
   *     masked one, the first is meant
   * @param hashed the class of words of which only the hash is kept, by the hash in hexadecimal
   * @param hidden the last class whose words spelling tricks are resolved to
   * @param ambiguous by word, a bit for each place (the lowest is the first) where a mask more
   *     often hides the letter of another, harmless word, and {@link #STRETCHED}
   */
  public Lexicon(
      Map<String, Integer> classes,
      Map<String, Integer> hashed,
      int hidden,
      Map<String, Integer> ambiguous) {
    this.classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    this.ambiguous = Collections.unmodifiableSortedMap(new TreeMap<>(ambiguous));
    this.hashed = Collections.unmodifiableSortedMap(new TreeMap<>(hashed));
    this.hidden = hidden;
    int size = Integer.highestOneBit(Math.max(8, classes.size() + hashed.size())) << 2;
    table = new long[size];
    this.classes.forEach((word, c) -> put(hash(word), c));
    hashed.forEach((hash, c) -> put(Long.parseUnsignedLong(hash, 16), c));
    for (int c = 1; c <= hidden; c++) {
      for (Entry<String, Integer> e : this.classes.entrySet()) {
        if (e.getValue() == c) {
          if ((this.ambiguous.getOrDefault(e.getKey(), 0) & STRETCHED) == 0) {
            stretched.putIfAbsent(squeeze(e.getKey()), e.getKey());
          }
          byLength.computeIfAbsent(e.getKey().length(), n -> new ArrayList<>()).add(e.getKey());
        }
      }
    }
  }

  private void put(long hash, int c) {
    int i = (int) hash & (table.length - 1);
    while (table[i] != 0) {
      if (table[i] >>> 8 == hash >>> 8) {
        return;
      }
      i = (i + 1) & (table.length - 1);
    }
    table[i] = (hash & ~0xFFL) | c;
  }

  /**
   * The class of a word.
   *
   * @param hash the word's {@link #hash}
   * @return 1 to 255, or 0 if it has none
   */
  int classOf(long hash) {
    int i = (int) hash & (table.length - 1);
    while (table[i] != 0) {
      if (table[i] >>> 8 == hash >>> 8) {
        return (int) table[i] & 0xFF;
      }
      i = (i + 1) & (table.length - 1);
    }
    return 0;
  }

  /**
   * A word's hash.
   *
   * @param word normalised
   * @return 64 bits
   */
  public static long hash(String word) {
    long h = Hash.SEED;
    for (int i = 0; i < word.length(); i++) {
      h = Hash.step(h, word.charAt(i));
    }
    return Hash.mix(h);
  }

  /** Whether a word may be hidden by spelling tricks. */
  boolean hides(String word) {
    return classes.getOrDefault(word, 256) <= hidden;
  }

  /** The word that a stretched spelling stands for, or an empty text. */
  String unstretch(String word) {
    return stretched.getOrDefault(squeeze(word), "");
  }

  /**
   * A word with each run of the same letter as one.
   *
   * @param word any word
   * @return the word that all its stretched spellings share
   */
  public static String squeeze(String word) {
    StringBuilder squeezed = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (i == 0 || word.charAt(i) != word.charAt(i - 1)) {
        squeezed.append(word.charAt(i));
      }
    }
    return squeezed.toString();
  }

  /**
   * The word that a masked spelling stands for.
   *
   * @param pattern letters, and {@link Chars#MASK} for each masked one
   * @param sure whether the mask is known to hide one of these words
   * @return the first word that fits, or an empty text, also if one mask hides more likely a
   *     harmless word
   */
  String unmask(String pattern, boolean sure) {
    int mask = pattern.indexOf(Chars.MASK);
    boolean doubtful = !sure && mask == pattern.lastIndexOf(Chars.MASK);
    for (String word : byLength.getOrDefault(pattern.length(), List.of())) {
      boolean fits = true;
      for (int i = 0; fits && i < word.length(); i++) {
        char c = pattern.charAt(i);
        fits = c == Chars.MASK || c == word.charAt(i);
      }
      if (fits && doubtful && (ambiguous.getOrDefault(word, 0) >>> mask & 1) != 0) {
        return "";
      }
      if (fits) {
        return word;
      }
    }
    return "";
  }

  /** Writes it so that {@link #read} gives it back. */
  void write(DataOutput out) throws IOException {
    out.writeShort(hidden);
    out.writeInt(classes.size());
    for (Entry<String, Integer> e : classes.entrySet()) {
      out.writeUTF(e.getKey());
      out.writeByte(e.getValue());
    }
    out.writeInt(hashed.size());
    for (Entry<String, Integer> e : hashed.entrySet()) {
      out.writeLong(Long.parseUnsignedLong(e.getKey(), 16));
      out.writeByte(e.getValue());
    }
    out.writeInt(ambiguous.size());
    for (Entry<String, Integer> e : ambiguous.entrySet()) {
      out.writeUTF(e.getKey());
      out.writeInt(e.getValue());
    }
  }

  /**
   * The words that spelling tricks are resolved to.
   *
   * @return normalised words, in no particular order
   */
  public List<String> hiddenWords() {
    return byLength.values().stream().flatMap(List::stream).toList();
  }

  /**
   * This lexicon with other ambiguous places.
   *
   * @param places as for the constructor
   * @return a new lexicon
   */
  public Lexicon withAmbiguous(Map<String, Integer> places) {
    return new Lexicon(classes, hashed, hidden, places);
  }

  /** Reads what {@link #write} wrote. */
  static Lexicon read(DataInput in) throws IOException {
    int hidden = in.readShort();
    Map<String, Integer> classes = new LinkedHashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      String word = in.readUTF();
      classes.put(word, in.readUnsignedByte());
    }
    Map<String, Integer> hashed = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      String hash = Long.toHexString(in.readLong());
      hashed.put(hash, in.readUnsignedByte());
    }
    Map<String, Integer> ambiguous = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      String word = in.readUTF();
      ambiguous.put(word, in.readInt());
    }
    return new Lexicon(classes, hashed, hidden, ambiguous);
  }
}
