package io.fmops.guardrails.toxicity.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The trained model: a lexicon, a table of features with a quantised weight a category, and what
 * turns sums of weights into probabilities. Immutable and thread-safe.
 */
public final class ToxicityModel {

  /** How many categories there are. */
  public static final int CATEGORIES = 6;

  private static final int MAGIC = 0x464D5458; // FMTX
  private static final int VERSION = 2;

  private final Lexicon lexicon;
  private final FeatureTable table;
  /** By block and category: what a weight of 1 is worth. */
  private final float[] scales;
  /** By category: slope and offset of the logit. */
  private final float[] calibration;
  /** Added to the number of a block's features before it divides their sum. */
  private final float[] damping;

  private final TextNormalizer normalizer;
  private final Features features;

  /**
   * A model.
   *
   * @param lexicon the words with classes
   * @param table the weights of features
   * @param scales by block and category, what a weight of 1 is worth
   * @param calibration slope and offset of each category's logit, in this order
   * @param damping by block, what is added to the number of features before it divides their sum
   */
  public ToxicityModel(
      Lexicon lexicon, FeatureTable table, float[] scales, float[] calibration, float[] damping) {
    this.lexicon = lexicon;
    this.table = table;
    this.scales = scales.clone();
    this.calibration = calibration.clone();
    this.damping = damping.clone();
    this.normalizer = new TextNormalizer(lexicon);
    this.features = new Features(lexicon);
  }

  /**
   * What undoes evasion, with the model's lexicon.
   *
   * @return the normalizer
   */
  public TextNormalizer normalizer() {
    return normalizer;
  }

  /**
   * Judges a section by its passages.
   *
   * @param normal a normalised section
   * @param to takes each passage, in its order, with scores of 0 to 1; nothing for a blank section
   */
  public void judge(Normal normal, Passages.Sink to) {
    sums(normal, (from, end, logits) -> to.passage(from, end, probabilities(logits)));
  }

  /**
   * Judges a section as {@link #judge} does, before calibration, for the trainer: the same on every
   * JVM.
   *
   * @param normal a normalised section
   * @param to takes each passage, in its order, with sums of weights; nothing for a blank section
   */
  public void sums(Normal normal, Passages.Sink to) {
    Sum sum = new Sum();
    features.of(normal, sum);
    Passages.judge(sum.ends, sum.sentences, this::logits, to);
  }

  private double[] probabilities(double[] logits) {
    for (int c = 0; c < CATEGORIES; c++) {
      logits[c] = 1 / (1 + Math.exp(-(calibration[2 * c] * logits[c] + calibration[2 * c + 1])));
    }
    return logits;
  }

  private double[] logits(Sums sums) {
    double[] logits = new double[CATEGORIES];
    for (int b = 0; b < Features.BLOCKS; b++) {
      double share = 1 / Math.sqrt(sums.counts[b] + damping[b]);
      for (int c = 0; c < CATEGORIES; c++) {
        logits[c] += scales[b * CATEGORIES + c] * sums.sums[b * CATEGORIES + c] * share;
      }
    }
    return logits;
  }

  /** Weights of the features of a sentence, or of several. */
  private static final class Sums implements Passages.Additive<Sums> {
    final int[] counts = new int[Features.BLOCKS];
    final int[] sums = new int[Features.BLOCKS * CATEGORIES];

    @Override
    public Sums plus(Sums other) {
      Sums both = new Sums();
      for (int b = 0; b < counts.length; b++) {
        both.counts[b] = counts[b] + other.counts[b];
      }
      for (int i = 0; i < sums.length; i++) {
        both.sums[i] = sums[i] + other.sums[i];
      }
      return both;
    }
  }

  /** Adds up the weights of the features of each sentence. */
  private final class Sum implements Features.Sink {
    final List<Integer> ends = new ArrayList<>(4);
    final List<Sums> sentences = new ArrayList<>(4);
    private Sums current = new Sums();

    @Override
    public void cut(int end) {
      ends.add(end);
      sentences.add(current);
      current = new Sums();
    }

    @Override
    public void add(int block, long hash) {
      current.counts[block]++;
      table.add(hash, current.sums, block * CATEGORIES);
    }
  }

  /**
   * The model as a file: magic, version, length, checksum, content.
   *
   * @return the bytes
   */
  public byte[] toBytes() {
    try {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(content);
      lexicon.write(out);
      write(scales, out);
      write(calibration, out);
      write(damping, out);
      long[] entries = table.entries();
      out.writeInt(entries.length);
      for (long entry : entries) {
        out.writeLong(entry);
      }
      CRC32 crc = new CRC32();
      crc.update(content.toByteArray());
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      DataOutputStream head = new DataOutputStream(file);
      head.writeInt(MAGIC);
      head.writeInt(VERSION);
      head.writeInt(content.size());
      head.writeInt((int) crc.getValue());
      content.writeTo(head);
      return file.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail to be written", e);
    }
  }

  private static void write(float[] values, DataOutputStream out) throws IOException {
    for (float v : values) {
      out.writeFloat(v);
    }
  }

  private static float[] read(int count, DataInputStream in) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @param bytes a whole file
   * @param name what the file is called in errors
   * @return the model
   * @throws IllegalArgumentException if it is no such file, or of another version, or broken
   */
  public static ToxicityModel of(byte[] bytes, String name) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (bytes.length < 16 || in.readInt() != MAGIC) {
        throw broken(name, "is not a toxicity model; guardrails-tools train makes one");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw broken(name, "has version " + version + "; this library reads version " + VERSION);
      }
      int size = in.readInt();
      int crc = in.readInt();
      if (size != bytes.length - 16) {
        throw broken(
            name,
            "should have " + (size + 16L) + " bytes and has " + bytes.length + "; copy it again");
      }
      CRC32 actual = new CRC32();
      actual.update(bytes, 16, size);
      if ((int) actual.getValue() != crc) {
        throw broken(name, "is damaged: its checksum does not fit; copy it again");
      }
      Lexicon lexicon = Lexicon.read(in);
      float[] scales = read(Features.BLOCKS * CATEGORIES, in);
      float[] calibration = read(2 * CATEGORIES, in);
      float[] damping = read(Features.BLOCKS, in);
      int slots = in.readInt();
      if (slots < FeatureTable.BUCKET || slots % FeatureTable.BUCKET != 0 || slots > size / 8) {
        throw broken(name, "says it has " + slots + " features, which does not fit its size");
      }
      long[] entries = new long[slots];
      for (int i = 0; i < slots; i++) {
        entries[i] = in.readLong();
      }
      return new ToxicityModel(lexicon, new FeatureTable(entries), scales, calibration, damping);
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " ends too early; copy it again", e);
    }
  }

  private static IllegalArgumentException broken(String name, String problem) {
    return new IllegalArgumentException(name + " " + problem);
  }
}
