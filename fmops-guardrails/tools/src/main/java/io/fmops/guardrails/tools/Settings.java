package io.fmops.guardrails.tools;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the model is trained. Chosen by cross-validation inside the training part.
 *
 * @param epochs passes over the rows
 * @param rate AdaGrad's learning rate
 * @param decay weight decay, on the weights that a row touches
 * @param damping added to the number of features of a block before it divides their sum
 * @param classScale how much the block of classes counts
 * @param wordScale how much the block of words counts
 * @param balance 0: every row counts alike; 1: every source counts alike
 * @param evaded share of toxic rows that are there a second time, disguised
 * @param features how many features are kept
 * @param statements how much more the statements about groups count than other sources
 */
record Settings(
    int epochs,
    float rate,
    float decay,
    float damping,
    float classScale,
    float wordScale,
    double balance,
    double evaded,
    int features,
    float statements) {

  /** Slots of the shipped table; 8 bytes each, which with the lexicon stays under 1.5 MB. */
  static final int SLOTS = 180_000;

  static final Settings DEFAULT = new Settings(6, 0.3f, 1e-6f, 8, 1, 1, 0.8, 0.5, 172_000, 2);

  /** By block, what its features count. */
  float[] blockScales() {
    return new float[] {1, wordScale, classScale};
  }

  /** With changes such as {@code rate=0.1,epochs=4}, for experiments. */
  Settings with(String changes) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("epochs", (double) epochs);
    values.put("rate", (double) rate);
    values.put("decay", (double) decay);
    values.put("damping", (double) damping);
    values.put("classes", (double) classScale);
    values.put("words", (double) wordScale);
    values.put("balance", balance);
    values.put("evaded", evaded);
    values.put("features", (double) features);
    values.put("statements", (double) statements);
    for (String change : changes.split(",", -1)) {
      String[] parts = change.split("=", -1);
      if (parts.length != 2 || values.replace(parts[0], Double.valueOf(parts[1])) == null) {
        throw new IllegalArgumentException(
            change + " is no setting with a number; there are " + values.keySet());
      }
    }
    Iterator<Double> v = values.values().iterator();
    return new Settings(
        v.next().intValue(),
        v.next().floatValue(),
        v.next().floatValue(),
        v.next().floatValue(),
        v.next().floatValue(),
        v.next().floatValue(),
        v.next(),
        v.next(),
        v.next().intValue(),
        v.next().floatValue());
  }
}
