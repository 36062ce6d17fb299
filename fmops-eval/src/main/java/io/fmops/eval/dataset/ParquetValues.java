package io.fmops.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Rows of Parquet as JSON: texts, numbers, booleans, lists and objects as what they are; dates and
 * times as ISO 8601 has them; maps as objects. The rules are those of the format's <a
 * href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">logical types</a>,
 * those for lists and maps of old writers among them. Stateless.
 */
final class ParquetValues {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The day that INT96 timestamps count from, as a Julian day, is this day of ours. */
  private static final long EPOCH_AS_JULIAN_DAY = 2_440_588;

  private ParquetValues() {}

  static ObjectNode object(Group group) {
    ObjectNode object = JSON.objectNode();
    for (Type type : group.getType().getFields()) {
      object.set(type.getName(), field(group, type));
    }
    return object;
  }

  private static JsonNode field(Group group, Type type) {
    int index = group.getType().getFieldIndex(type.getName());
    int count = group.getFieldRepetitionCount(index);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      ArrayNode array = JSON.arrayNode();
      for (int i = 0; i < count; i++) {
        array.add(value(group, type, index, i));
      }
      return array;
    }
    return count == 0 ? JSON.nullNode() : value(group, type, index, 0);
  }

  private static JsonNode value(Group group, Type type, int field, int index) {
    if (type.isPrimitive()) {
      return primitive(group, type, field, index);
    }
    Group inner = group.getGroup(field, index);
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    GroupType content = type.asGroupType();
    boolean wrapper =
        content.getFieldCount() == 1 && content.getType(0).isRepetition(Type.Repetition.REPEATED);
    if (meaning instanceof ListLogicalTypeAnnotation && wrapper) {
      return list(inner, content);
    }
    if ((meaning instanceof MapLogicalTypeAnnotation
            || meaning instanceof MapKeyValueTypeAnnotation)
        && wrapper
        && !content.getType(0).isPrimitive()
        && content.getType(0).asGroupType().getFieldCount() == 2) {
      return map(inner);
    }
    return object(inner);
  }

  /** The repeated field is a wrapper of the elements, or, by old writers, the elements. */
  private static JsonNode list(Group list, GroupType type) {
    Type repeated = type.getType(0);
    boolean wrapped = !repeated.isPrimitive()
        && repeated.asGroupType().getFieldCount() == 1
        && !repeated.getName().equals("array")
        && !repeated.getName().equals(type.getName() + "_tuple");
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      if (wrapped) {
        Group wrapper = list.getGroup(0, i);
        array.add(field(wrapper, wrapper.getType().getType(0)));
      } else {
        array.add(value(list, repeated, 0, i));
      }
    }
    return array;
  }

  private static JsonNode map(Group map) {
    ObjectNode object = JSON.objectNode();
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      JsonNode key = field(entry, entry.getType().getType(0));
      object.set(
          key.isTextual() ? key.textValue() : key.toString(),
          field(entry, entry.getType().getType(1)));
    }
    return object;
  }

  private static JsonNode primitive(Group group, Type type, int field, int index) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
      case INT32 -> whole(group.getInteger(field, index), meaning, 32);
      case INT64 -> whole(group.getLong(field, index), meaning, 64);
      case FLOAT -> number(Float.toString(group.getFloat(field, index)));
      case DOUBLE -> number(Double.toString(group.getDouble(field, index)));
      case INT96 -> JSON.textNode(legacyTimestamp(group.getInt96(field, index)).toString());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> binary(group.getBinary(field, index), meaning, type);
    };
  }

  /** A binary number as the shortest decimal that stands for it. */
  private static JsonNode number(String shortest) {
    // JSON has no NaN and no infinity.
    return shortest.contains("N") || shortest.contains("I")
        ? JSON.textNode(shortest)
        : exact(new BigDecimal(shortest));
  }

  /** Not by the factory, which takes zeros off the end. */
  private static JsonNode exact(BigDecimal number) {
    return DecimalNode.valueOf(number);
  }

  private static JsonNode whole(long value, LogicalTypeAnnotation meaning, int bits) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return exact(BigDecimal.valueOf(value, decimal.getScale()));
    } else if (meaning instanceof DateLogicalTypeAnnotation) {
      return JSON.textNode(LocalDate.ofEpochDay(value).toString());
    } else if (meaning instanceof TimeLogicalTypeAnnotation time) {
      return JSON.textNode(LocalTime.ofNanoOfDay(Math.multiplyExact(value, nanos(time.getUnit())))
          .toString());
    } else if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
      long perSecond = 1_000_000_000 / nanos(timestamp.getUnit());
      Instant instant = Instant.ofEpochSecond(
          Math.floorDiv(value, perSecond),
          Math.floorMod(value, perSecond) * nanos(timestamp.getUnit()));
      return JSON.textNode(
          timestamp.isAdjustedToUTC()
              ? instant.toString()
              : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString());
    } else if (meaning instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return bits == 32
          ? JSON.numberNode(Integer.toUnsignedLong((int) value))
          : JSON.numberNode(new BigInteger(Long.toUnsignedString(value)));
    }
    return JSON.numberNode(value);
  }

  private static long nanos(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000_000;
      case MICROS -> 1_000;
      case NANOS -> 1;
    };
  }

  /** Nanoseconds of a day and the Julian day, as Impala and old Spark write timestamps. */
  private static Instant legacyTimestamp(Binary twelve) {
    ByteBuffer bytes = twelve.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    return Instant.ofEpochSecond(
        Math.multiplyExact(bytes.getInt() - EPOCH_AS_JULIAN_DAY, 86_400L), nanos);
  }

  private static JsonNode binary(Binary value, LogicalTypeAnnotation meaning, Type type) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return JSON.numberNode(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
    } else if (meaning instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer bytes = value.toByteBuffer();
      return JSON.textNode(new UUID(bytes.getLong(), bytes.getLong()).toString());
    }
    try {
      return JSON.textNode(
          StandardCharsets.UTF_8.newDecoder().decode(value.toByteBuffer()).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the field %s holds bytes that are no UTF-8; leave the column out, or write it as text"
              .formatted(Place.quote(type.getName())),
          e);
    }
  }
}
