package io.fmops.eval.metric;

/** Lines that say how a figure was made, in sacreBLEU's form. Thread-safe. */
final class Signature {

  /** The version of sacreBLEU whose figures these are. */
  private static final String REFERENCE_VERSION = "2.6.0";

  private Signature() {}

  /** References are 0 if their number varies; the parts are of the form {@code key:value}. */
  static String of(int references, String... parts) {
    if (references < 0) {
      throw new IllegalArgumentException(references + " references");
    }
    return "nrefs:" + (references == 0 ? "var" : references) + '|' + String.join("|", parts)
        + "|impl:fmops|version:" + REFERENCE_VERSION;
  }
}
