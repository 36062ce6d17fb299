package io.fmops.chain;

import io.fmops.tool.JsonType;
import java.util.List;

/**
 * Writes a step's output into a journal and reads it back. What is read has to be equal to what was
 * written, also by a later version of the program. Thread-safe.
 *
 * @param <T> the type of the output
 */
public interface StepCodec<T> {

  /**
   * Writes a value.
   *
   * @param value the value
   * @return text of any kind
   * @throws IllegalArgumentException if the value cannot be written, saying why
   */
  String write(T value);

  /**
   * Reads a value.
   *
   * @param text what {@link #write} gave, perhaps of an older version
   * @return the value
   * @throws IllegalArgumentException if the text cannot be read, saying why
   */
  T read(String text);

  /**
   * Values of one type as JSON.
   *
   * @param <T> the type
   * @param type a record, an enum, a sealed interface of records, or another type that
   *     {@link JsonType} knows
   * @return the codec
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  static <T> StepCodec<T> of(Class<T> type) {
    return json(JsonType.of(type));
  }

  /**
   * Lists of one type as JSON.
   *
   * @param <E> the type of the elements
   * @param element as in {@link #of}
   * @return the codec
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  static <E> StepCodec<List<E>> listOf(Class<E> element) {
    return json(JsonType.listOf(element));
  }

  private static <T> StepCodec<T> json(JsonType<T> type) {
    return new StepCodec<>() {
      @Override
      public String write(T value) {
        return type.write(value);
      }

      @Override
      public T read(String text) {
        try {
          return type.read(text);
        } catch (RuntimeException e) {
          throw new IllegalArgumentException(
              "what was written does not fit the type any more: " + e.getMessage(), e);
        }
      }
    };
  }
}
