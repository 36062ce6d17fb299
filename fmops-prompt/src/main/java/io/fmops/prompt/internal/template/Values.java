package io.fmops.prompt.internal.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values on their way into a template. Stateless and thread-safe. */
public final class Values {

  /** Stands for a value that may be absent, and is. */
  public static final Object ABSENT = Fields.NONE;

  private Values() {}

  /**
   * What is in an Optional, in another if need be.
   *
   * @param value any value
   * @return the value; {@link #ABSENT} for an empty Optional
   */
  public static @Nullable Object unwrap(@Nullable Object value) {
    return Fields.unwrap(value);
  }

  /**
   * The components of a record by name.
   *
   * @param values any record
   * @return in the order of the record
   * @throws io.fmops.prompt.PromptException if one is null or cannot be read
   */
  public static Map<String, Object> of(Record values) {
    return Fields.of(values);
  }
}
