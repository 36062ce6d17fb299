package io.fmops.guardrails.tools;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the model is trained. Chosen by cross-validation inside the training part.
 *
 * @param cost what mistakes count against the squares of weights
 * @param damping added to the number of features of a block before it divides their sum
 * @param rarity the power of a feature's inverse document frequency that its value is scaled by
 * @param wordScale how much the block of words counts
 * @param japaneseScale how much runs of Japanese characters count, which have few words beside them
 * @param offset how freely a group of the project's own text may differ in its share of toxic rows
 * @param balance 0: every row counts alike; 1: every source counts alike
 * @param statements how much more the statements about groups count than other sources
 * @param social how much more the comments of social media count
 * @param talk how much more the comments of talk pages count
 * @param questions how much more harmless questions that sound dangerous count
 * @param evaded share of toxic rows that are there a second time, disguised
 * @param copies what disguised rows, sentences of rows and single words count, where a row counts 1
 * @param features how many features are kept
 */
record Settings(
    double cost,
    float damping,
    double rarity,
    float wordScale,
    float japaneseScale,
    float offset,
    double balance,
    double statements,
    double social,
    double talk,
    double questions,
    double evaded,
    double copies,
    int features) {

  /** Slots of the shipped table; 8 bytes each, which with the lexicon stays under 1.5 MB. */
  static final int SLOTS = 180_000;

  static final Settings DEFAULT =
      new Settings(8, 8, 1.5, 1.2f, 2, 0.5f, 0.8, 2, 4, 2, 3, 0.4, 0.3, 172_000);

  /** How much more a row counts than the size of its source and {@link #balance} say. */
  double factor(Row row) {
    if (Split.question(row) && !row.toxic()) {
      return questions;
    }
    return switch (row.source()) {
      case "toxigen" -> statements;
      case "surge" -> social;
      case "wikipedia" -> talk;
      default -> 1;
    };
  }

  /** With changes such as {@code cost=4,rarity=1}, for experiments. */
  Settings with(String changes) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("cost", cost);
    values.put("damping", (double) damping);
    values.put("rarity", rarity);
    values.put("words", (double) wordScale);
    values.put("japanese", (double) japaneseScale);
    values.put("offset", (double) offset);
    values.put("balance", balance);
    values.put("statements", statements);
    values.put("social", social);
    values.put("talk", talk);
    values.put("questions", questions);
    values.put("evaded", evaded);
    values.put("copies", copies);
    values.put("features", (double) features);
    for (String change : changes.split(",", -1)) {
      String[] parts = change.split("=", -1);
      if (parts.length != 2 || values.replace(parts[0], Double.valueOf(parts[1])) == null) {
        throw new IllegalArgumentException(
            change + " is no setting with a number; there are " + values.keySet());
      }
    }
    Iterator<Double> v = values.values().iterator();
    return new Settings(
        v.next(),
        v.next().floatValue(),
        v.next(),
        v.next().floatValue(),
        v.next().floatValue(),
        v.next().floatValue(),
        v.next(),
        v.next(),
        v.next(),
        v.next(),
        v.next(),
        v.next(),
        v.next(),
        v.next().intValue());
  }
}
