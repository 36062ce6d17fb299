package io.fmops.guardrails.spi;

/**
 * Makes the detectors of one type from the settings of a policy file. Found with
 * {@link java.util.ServiceLoader}, so a jar on the class path adds types of detectors. Thread-safe,
 * with a public constructor without parameters.
 */
public interface DetectorFactory {

  /**
   * The type by which policy files name it, such as {@code pii}.
   *
   * @return lower case, with hyphens
   */
  String type();

  /**
   * Makes a detector.
   *
   * @param name the detector's name in the policy, which its findings carry
   * @param settings what the policy file says; each value that is not asked for is an error there
   * @return the detector
   * @throws IllegalArgumentException if the settings do not fit, saying what would be right; best
   *     made with {@link DetectorSettings#wrong}
   */
  Detector create(String name, DetectorSettings settings);
}
