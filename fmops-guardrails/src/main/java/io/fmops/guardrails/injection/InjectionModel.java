package io.fmops.guardrails.injection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Two linear models over hashed words and neighbouring words (Weinberger et al., "Feature hashing
 * for large scale multitask learning", ICML 2009), with probabilities by Platt's scaling
 * ("Probabilistic outputs for support vector machines", 1999): whether a sentence is an attack, and
 * whether an attack is a jailbreak. The weights in the jar are made by {@code InjectionTrainer} in
 * {@code fmops-guardrails/tools}. Immutable and thread-safe.
 */
public final class InjectionModel {

  /** The number of weights of each of the two models. */
  public static final int BUCKETS = 1 << 15;

  private static final int MAGIC = 0x464D4931;
  private static final String RESOURCE = "injection.weights";

  private final Table attack;
  private final Table jailbreak;

  /**
   * One linear model. Not copied, so leave the array alone.
   *
   * @param weights a weight for each bucket
   * @param scale what a sum of weights over the root of its number of features is multiplied with
   * @param bias what is added to it, giving log-odds
   */
  @SuppressWarnings("ArrayRecordComponent") // 32 kB that nobody compares
  public record Table(byte[] weights, float scale, float bias) {

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if there is not a weight for each bucket
     */
    public Table {
      if (weights.length != BUCKETS) {
        throw new IllegalArgumentException(
            "%d weights; there must be %d".formatted(weights.length, BUCKETS));
      }
    }

    private double probability(int[] features) {
      long sum = 0;
      for (int feature : features) {
        sum += weights[feature];
      }
      double x = features.length == 0 ? 0 : scale * sum / Math.sqrt(features.length);
      return 1 / (1 + Math.exp(-(x + bias)));
    }
  }

  /**
   * A model of two tables.
   *
   * @param attack tells attacks from harmless text
   * @param jailbreak tells jailbreaks from other attacks
   */
  public InjectionModel(Table attack, Table jailbreak) {
    this.attack = attack;
    this.jailbreak = jailbreak;
  }

  /**
   * The model in the jar.
   *
   * @return a new one
   */
  static InjectionModel embedded() {
    try (InputStream in = InjectionModel.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar of fmops-guardrails lacks " + RESOURCE);
      }
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the weights of injections cannot be read", e);
    }
  }

  /**
   * Reads a model that {@link #write} wrote.
   *
   * @param in the bytes
   * @return the model
   * @throws IOException if they are not those of a model
   */
  public static InjectionModel read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (data.readInt() != MAGIC) {
      throw new IOException("these are not the weights of an injection model");
    }
    return new InjectionModel(table(data), table(data));
  }

  private static Table table(DataInputStream data) throws IOException {
    float scale = data.readFloat();
    float bias = data.readFloat();
    byte[] weights = new byte[BUCKETS];
    data.readFully(weights);
    return new Table(weights, scale, bias);
  }

  /**
   * Writes the model.
   *
   * @param out where to
   * @throws IOException if it cannot be written
   */
  public void write(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(MAGIC);
    for (Table table : List.of(attack, jailbreak)) {
      data.writeFloat(table.scale());
      data.writeFloat(table.bias());
      data.write(table.weights());
    }
    data.flush();
  }

  /**
   * How likely a sentence is an attack.
   *
   * @param features of the sentence
   * @return 0 to 1
   */
  public double attack(int[] features) {
    return attack.probability(features);
  }

  /**
   * How likely an attack is a jailbreak, and not another kind.
   *
   * @param features of the sentence
   * @return 0 to 1
   */
  public double jailbreak(int[] features) {
    return jailbreak.probability(features);
  }

  /**
   * What the model sees of a sentence: its words (pairs of characters in Japanese), pairs of
   * neighbouring words, and the runs of four characters within words, each once.
   *
   * @param text a sentence, as {@link io.fmops.guardrails.text.FoldedText} folds it
   * @return buckets, in ascending order
   */
  public static int[] features(String text) {
    int[] features = new Features().of(text);
    Arrays.sort(features);
    return features;
  }
}
