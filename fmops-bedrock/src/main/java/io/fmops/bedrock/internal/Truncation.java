package io.fmops.bedrock.internal;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import java.util.Locale;

/** What to do with a text that is too long for an embedding model: the option {@code truncate}. */
public enum Truncation {
  /** The call fails: nobody gets the vector of a text that was never read. */
  NONE,
  /** The beginning is left out. */
  START,
  /** The end is left out. */
  END;

  /** The option's name. */
  public static final String OPTION = "truncate";

  /**
   * What a model's options say.
   *
   * @param model the model
   * @return {@link #NONE} unless it says otherwise
   * @throws ModelNotFoundException if the option has another value
   */
  public static Truncation of(ModelId model) {
    String value = model.options().getOrDefault(OPTION, "none");
    for (Truncation truncation : values()) {
      if (truncation.name().toLowerCase(Locale.ROOT).equals(value)) {
        return truncation;
      }
    }
    throw new ModelNotFoundException(
        "option truncate=\"%s\" in model id \"%s\" is malformed: expected none, start or end"
            .formatted(value, model),
        ErrorDetails.of(model),
        null);
  }
}
