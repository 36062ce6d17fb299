package io.fmops.tool;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the shape of a Java type, or says what in it has none. Not thread-safe. */
final class Shapes {

  /** The records that are being looked at, outermost first. */
  private final List<Class<?>> open = new ArrayList<>();

  private final String start;

  private Shapes(Type type) {
    start = type.getTypeName();
  }

  static Shape of(Type type) {
    return new Shapes(type).shape(type, "");
  }

  private Shape shape(Type type, String where) {
    if (type instanceof Class<?> plain) {
      return shape(plain, where);
    }
    if (type instanceof ParameterizedType parameterized
        && parameterized.getRawType() instanceof Class<?> raw) {
      Type[] arguments = parameterized.getActualTypeArguments();
      if (raw == Optional.class) {
        Shape element = shape(arguments[0], where);
        if (element instanceof ContainerShapes.Maybe) {
          throw unfit(where, "an Optional of an Optional");
        }
        return new ContainerShapes.Maybe(element);
      } else if (raw == List.class || raw == Collection.class || raw == Set.class) {
        return new ContainerShapes.Sequence(inside(arguments[0], where), raw == Set.class);
      } else if (raw == Map.class && arguments[0] == String.class) {
        return new ContainerShapes.Dictionary(inside(arguments[1], where));
      }
    }
    throw unfit(where, type.getTypeName());
  }

  private Shape inside(Type type, String where) {
    Shape shape = shape(type, where);
    if (shape instanceof ContainerShapes.Maybe) {
      throw unfit(where, "a collection of Optionals");
    }
    return shape;
  }

  private Shape shape(Class<?> type, String where) {
    ScalarShape scalar = Scalars.of(type);
    if (scalar != null) {
      return scalar;
    } else if (type.isEnum()) {
      return new ContainerShapes.Constants(type);
    } else if (type.isRecord() && type.getTypeParameters().length == 0) {
      return record(type, where);
    } else if (type.isSealed() && type.isInterface()) {
      List<RecordShape> records =
          choices(type).map(c -> record(c, where)).collect(Collectors.toList());
      return new RecordShape.OneOf(records, description(type));
    }
    throw unfit(where, type.getTypeName());
  }

  private Stream<Class<?>> choices(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses())
        .flatMap(c -> c.isSealed() && c.isInterface() ? choices(c) : Stream.of(c));
  }

  private RecordShape record(Class<?> type, String where) {
    if (!type.isRecord() || type.getTypeParameters().length > 0) {
      throw unfit(where, type.getTypeName());
    }
    if (open.contains(type)) {
      throw new IllegalArgumentException(
          "%s contains itself%s; providers' schemas cannot say that, so give the levels types of their own"
              .formatted(type.getTypeName(), at(where)));
    }
    open.add(type);
    Map<String, RecordShape.Part> parts = new LinkedHashMap<>();
    RecordComponent[] components = type.getRecordComponents();
    for (RecordComponent component : components) {
      String inner = where.isEmpty() ? component.getName() : where + "." + component.getName();
      parts.put(
          component.getName(),
          new RecordShape.Part(
              shape(component.getGenericType(), inner),
              description(component),
              accessible(type, component.getAccessor())));
    }
    open.remove(type);
    return new RecordShape(type, description(type), parts, constructor(type, components));
  }

  private static Optional<String> description(AnnotatedElement element) {
    return Optional.ofNullable(element.getAnnotation(Description.class)).map(Description::value);
  }

  private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static Method accessible(Class<?> type, Method accessor) {
    try {
      accessor.setAccessible(true);
      return accessor;
    } catch (InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static IllegalArgumentException closed(Class<?> type, Exception cause) {
    return new IllegalArgumentException(
        "the record %s is not open to reflection; open its package to io.fmops.core"
            .formatted(type.getTypeName()),
        cause);
  }

  private IllegalArgumentException unfit(String where, String what) {
    return new IllegalArgumentException(
        "%s has no JSON schema%s; there is one for records without type parameters, enums, sealed interfaces of records, Optional, List, Set, Map<String, ...>, %s"
            .formatted(what, at(where), Scalars.names()));
  }

  private String at(String where) {
    return where.isEmpty() ? "" : " (component " + where + " of " + start + ")";
  }
}
