package io.fmops.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of Spark as a dataset of examples. The columns are fields by their names, with values as
 * JSON writes them; structures and arrays are JSON, and {@link Fields#at} leads into them. Decimals
 * are plain digits with all their places ({@code 0.10}), and within structures and arrays texts.
 * Timestamps are in UTC with microseconds, whatever the session's time zone
 * ({@code 2026-03-01T08:30:00.250000Z}, without the {@code Z} for those without a time zone).
 */
public final class SparkDataset {

  /** The same in every session, and with all that a timestamp of Spark's has. */
  private static final Map<String, String> AS_JSON = Map.of(
      "ignoreNullFields",
      "false",
      "timeZone",
      "UTC",
      "timestampFormat",
      "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
      "timestampNTZFormat",
      "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private static final UserDefinedFunction DIGITS =
      udf((UDF1<BigDecimal, String>) SparkDataset::digits, DataTypes.StringType);

  private SparkDataset() {}

  private static @Nullable String digits(@Nullable BigDecimal value) {
    return value == null ? null : value.toPlainString();
  }

  /**
   * A dataset in the order of its ids.
   *
   * @param name the name in reports and errors
   * @param rows the rows; the same ones each time they are read, so {@code cache()} what is costly
   *     or drawn at random
   * @param fields what the columns mean, with a column of ids
   * @return the dataset
   * @throws IllegalArgumentException if the fields name no column of ids, or one that is not there
   */
  public static Dataset of(String name, org.apache.spark.sql.Dataset<Row> rows, Fields fields) {
    return of(name, rows, fields, List.of());
  }

  /**
   * A dataset in the order of a column, and of the ids where its values are equal. The position of
   * an example, from 0, is the {@code index} of its rows of results.
   *
   * <p>The driver reads the rows partition by partition of that order, several times before a run
   * (check, version, plan) and once during it; it holds one partition at a time.
   *
   * @param name the name in reports and errors
   * @param rows the rows; the same ones each time they are read
   * @param fields what the columns mean, with a column of ids
   * @param order the column that says the order
   * @return the dataset
   * @throws IllegalArgumentException if the fields name no column of ids, or a column is not there
   */
  public static Dataset of(
      String name, org.apache.spark.sql.Dataset<Row> rows, Fields fields, String order) {
    return of(name, rows, fields, List.of(order));
  }

  private static Dataset of(
      String name, org.apache.spark.sql.Dataset<Row> rows, Fields fields, List<String> order) {
    String id = fields
        .id()
        .orElseThrow(() -> new IllegalArgumentException(
            "rows of Spark have no order of their own, so %s needs a column of ids; name it with withId(...)"
                .formatted(name)));
    List<String> names = List.of(rows.columns());
    List<Column> by = new ArrayList<>();
    for (String column : Stream.concat(order.stream(), Stream.of(id)).toList()) {
      if (!names.contains(column)) {
        throw new IllegalArgumentException(
            "%s has no column \"%s\"; it has %s".formatted(name, column, names));
      }
      by.add(quoted(column));
    }
    Column[] columns = Arrays.stream(rows.schema().fields())
        .map(field -> plain(quoted(field.name()), field.dataType()).as(field.name()))
        .toArray(Column[]::new);
    org.apache.spark.sql.Dataset<String> objects = rows.sort(by.toArray(Column[]::new))
        .select(to_json(struct(columns), AS_JSON))
        .as(Encoders.STRING());
    return new Rows(Dataset.json(name, fields, () -> stream(objects.toLocalIterator())), rows);
  }

  /** The examples, and the files on this machine that they come from. */
  private record Rows(Dataset json, org.apache.spark.sql.Dataset<Row> table) implements Dataset {

    @Override
    public String name() {
      return json.name();
    }

    @Override
    public Stream<Example> examples() {
      return json.examples();
    }

    /**
     * The files with their folders, as Spark mostly reads a folder, and takes a new file in it for
     * rows.
     */
    @Override
    public Set<Path> sources() {
      Set<Path> sources = new LinkedHashSet<>();
      for (String file : table.inputFiles()) {
        URI uri = URI.create(file);
        if ("file".equals(uri.getScheme())) {
          Path path = Path.of(uri.getPath());
          sources.add(path);
          Path folder = path.getParent();
          if (folder != null) {
            sources.add(folder);
          }
        }
      }
      return sources;
    }
  }

  /**
   * Decimals as texts, as JSON has {@code 0E-18} for a zero of them and reads others as doubles.
   */
  private static Column plain(Column value, DataType type) {
    if (type instanceof DecimalType) {
      return DIGITS.apply(value);
    }
    if (!hasDecimal(type)) {
      return value;
    }
    if (type instanceof StructType struct) {
      Column[] fields = Arrays.stream(struct.fields())
          .map(field -> plain(value.getField(field.name()), field.dataType()).as(field.name()))
          .toArray(Column[]::new);
      return when(value.isNotNull(), struct(fields));
    }
    if (type instanceof ArrayType array) {
      return transform(value, element -> plain(element, array.elementType()));
    }
    return type instanceof MapType map
        ? transform_values(value, (key, of) -> plain(of, map.valueType()))
        : value;
  }

  private static boolean hasDecimal(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).anyMatch(field -> hasDecimal(field.dataType()));
    }
    if (type instanceof ArrayType array) {
      return hasDecimal(array.elementType());
    }
    return type instanceof DecimalType
        || (type instanceof MapType map && hasDecimal(map.valueType()));
  }

  /** A dot in a name is no way into a structure. */
  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  private static Stream<String> stream(Iterator<String> objects) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(objects, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }
}
