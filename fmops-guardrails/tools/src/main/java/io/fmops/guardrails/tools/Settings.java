package io.fmops.guardrails.tools;

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
 * @param evaded share of rows that are there a second time, disguised
 * @param features how many features are kept
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
    int features) {

  /** Slots of the shipped table; 8 bytes each, which with the lexicon stays under 1.5 MB. */
  static final int SLOTS = 180_000;

  static final Settings DEFAULT = new Settings(6, 0.3f, 1e-6f, 8, 1, 1, 0.6, 0.3, 172_000);

  /** By block, what its features count. */
  float[] blockScales() {
    return new float[] {1, wordScale, classScale};
  }

  /** With changes such as {@code rate=0.1,epochs=4}, for experiments. */
  Settings with(String changes) {
    Settings s = this;
    for (String change : changes.split(",")) {
      String[] parts = change.split("=");
      double v = Double.parseDouble(parts[1]);
      float f = (float) v;
      s = switch (parts[0]) {
        case "epochs" ->
          new Settings(
              (int) v,
              s.rate,
              s.decay,
              s.damping,
              s.classScale,
              s.wordScale,
              s.balance,
              s.evaded,
              s.features);
        case "rate" ->
          new Settings(
              s.epochs,
              f,
              s.decay,
              s.damping,
              s.classScale,
              s.wordScale,
              s.balance,
              s.evaded,
              s.features);
        case "decay" ->
          new Settings(
              s.epochs,
              s.rate,
              f,
              s.damping,
              s.classScale,
              s.wordScale,
              s.balance,
              s.evaded,
              s.features);
        case "damping" ->
          new Settings(
              s.epochs,
              s.rate,
              s.decay,
              f,
              s.classScale,
              s.wordScale,
              s.balance,
              s.evaded,
              s.features);
        case "classes" ->
          new Settings(
              s.epochs,
              s.rate,
              s.decay,
              s.damping,
              f,
              s.wordScale,
              s.balance,
              s.evaded,
              s.features);
        case "words" ->
          new Settings(
              s.epochs,
              s.rate,
              s.decay,
              s.damping,
              s.classScale,
              f,
              s.balance,
              s.evaded,
              s.features);
        case "balance" ->
          new Settings(
              s.epochs,
              s.rate,
              s.decay,
              s.damping,
              s.classScale,
              s.wordScale,
              v,
              s.evaded,
              s.features);
        case "evaded" ->
          new Settings(
              s.epochs,
              s.rate,
              s.decay,
              s.damping,
              s.classScale,
              s.wordScale,
              s.balance,
              v,
              s.features);
        case "features" ->
          new Settings(
              s.epochs,
              s.rate,
              s.decay,
              s.damping,
              s.classScale,
              s.wordScale,
              s.balance,
              s.evaded,
              (int) v);
        default -> throw new IllegalArgumentException("there is no setting " + parts[0]);
      };
    }
    return s;
  }
}
