package io.fmops.prompt.internal.template;

import io.fmops.prompt.PromptException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What maps and records have by name. Stateless and thread-safe. */
final class Fields {

  /** What a field that there is not holds. */
  static final Object NONE = new Object();

  private static final ClassValue<Map<String, Method>> ACCESSORS = new ClassValue<>() {
    @Override
    protected Map<String, Method> computeValue(Class<?> type) {
      Map<String, Method> accessors = new HashMap<>();
      for (RecordComponent component : type.getRecordComponents()) {
        accessors.put(component.getName(), accessor(type, component));
      }
      return accessors;
    }
  };

  private Fields() {}

  private static Method accessor(Class<?> type, RecordComponent component) {
    Method accessor = component.getAccessor();
    try {
      // Records are mostly private to the class that renders.
      accessor.setAccessible(true);
      return accessor;
    } catch (RuntimeException e) {
      throw new PromptException(
          "the record %s cannot be read; its module has to open the package %s to io.fmops.prompt"
              .formatted(type.getName(), type.getPackageName()),
          e);
    }
  }

  /** The field of a map or record; {@link #NONE} if there is none. */
  static @Nullable Object get(Object value, String name) {
    if (value instanceof Map<?, ?> map) {
      Object field = map.get(name);
      return field != null || map.containsKey(name) ? field : NONE;
    } else if (value instanceof Record object) {
      Method accessor = ACCESSORS.get(object.getClass()).get(name);
      return accessor == null ? NONE : read(object, accessor);
    }
    return NONE;
  }

  /** All components of a record, in their order. */
  static Map<String, Object> of(Record object) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : object.getClass().getRecordComponents()) {
      String name = component.getName();
      Object value = get(object, name);
      if (value == null) {
        throw new PromptException(
            "the component %s of the record %s is null; use Optional for what may be absent"
                .formatted(name, object.getClass().getSimpleName()));
      }
      fields.put(name, value);
    }
    return fields;
  }

  private static @Nullable Object read(Record object, Method accessor) {
    try {
      return accessor.invoke(object);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new PromptException(
          "the component %s of the record %s cannot be read"
              .formatted(accessor.getName(), object.getClass().getSimpleName()),
          e);
    }
  }

  /** What is in an Optional, in another if need be; {@link #NONE} for an empty one. */
  static @Nullable Object unwrap(@Nullable Object value) {
    Object inner = value;
    while (inner instanceof Optional<?> optional) {
      if (optional.isEmpty()) {
        return NONE;
      }
      inner = optional.get();
    }
    return inner;
  }
}
