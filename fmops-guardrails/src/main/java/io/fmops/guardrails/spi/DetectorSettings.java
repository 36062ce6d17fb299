package io.fmops.guardrails.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one detector in a policy file. Each getter throws an
 * {@link IllegalArgumentException} that names file, line and what would be right if the value has
 * another shape. Not thread-safe; used while the detector is made.
 */
public interface DetectorSettings {

  /**
   * A text.
   *
   * @param key the setting's name
   * @return the value, if it is set
   */
  Optional<String> text(String key);

  /**
   * A number.
   *
   * @param key the setting's name
   * @param min the least that is allowed
   * @param max the most that is allowed
   * @return the value, if it is set
   */
  Optional<Double> number(String key, double min, double max);

  /**
   * A whole number.
   *
   * @param key the setting's name
   * @param min the least that is allowed
   * @param max the most that is allowed
   * @return the value, if it is set
   */
  default Optional<Integer> whole(String key, int min, int max) {
    return number(key, min, max).map(number -> {
      if (number != Math.rint(number)) {
        throw wrong(key, "%s must be a whole number from %d to %d".formatted(key, min, max));
      }
      return number.intValue();
    });
  }

  /**
   * Yes or no.
   *
   * @param key the setting's name
   * @return the value, if it is set
   */
  Optional<Boolean> flag(String key);

  /**
   * A list of texts, or a single one.
   *
   * @param key the setting's name
   * @return the values; empty if it is not set
   */
  List<String> texts(String key);

  /**
   * Lists of texts, or single ones, by name.
   *
   * @param key the setting's name
   * @return the values in the file's order; empty if it is not set
   */
  Map<String, List<String>> textsByName(String key);

  /**
   * A file or folder; a relative one is beside the policy file.
   *
   * @param key the setting's name
   * @return the path, if it is set
   */
  Optional<Path> path(String key);

  /**
   * A detector inside this one, made from its own type and settings. It belongs to whoever asks for
   * it, who closes it. Default, for settings in a place where no detector can be named: an error.
   *
   * @param key the setting's name
   * @return the detector, if it is set
   * @throws IllegalArgumentException if no detector can be made of what is set there
   */
  default Optional<Detector> detector(String key) {
    throw wrong(key, "detectors cannot be set here; set it in a policy file");
  }

  /**
   * An error at a setting.
   *
   * @param key the setting's name, set or not
   * @param problem what is wrong and what would be right
   * @return the exception to throw, whose message begins with file and line
   */
  IllegalArgumentException wrong(String key, String problem);
}
