package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SparkDatasetTest {

  private static final SparkSession SPARK = LocalSpark.session();

  private static final StructType SCHEMA = new StructType()
      .add("number", DataTypes.IntegerType)
      .add("id", DataTypes.StringType)
      .add("text", DataTypes.StringType)
      .add("kind", DataTypes.StringType)
      .add("share.of", DataTypes.DoubleType)
      .add("origin", new StructType().add("desk", DataTypes.StringType));

  private static org.apache.spark.sql.Dataset<Row> rows(Row... rows) {
    return SPARK.createDataFrame(List.of(rows), SCHEMA).repartition(3);
  }

  private static Row row(int number, String id, String text, String kind) {
    return RowFactory.create(number, id, text, kind, 0.5, RowFactory.create("東京"));
  }

  private static final Fields FIELDS = Fields.of("text")
      .withId("id")
      .withReference("kind")
      .at("desk", "/origin/desk")
      .withTags("desk");

  @Test
  void columnsAreFieldsInTheOrderOfAColumnAndThenOfTheIds() {
    Dataset dataset = SparkDataset.of(
        "rows",
        rows(row(2, "b", "two", "x"), row(1, "z", "one", "y"), row(2, "a", "zwei", "x")),
        FIELDS,
        "number");
    List<Example> examples = dataset.examples().toList();
    assertThat(examples).extracting(Example::id).containsExactly("z", "a", "b");
    Example first = examples.get(0);
    assertThat(first.field("text")).isEqualTo("one");
    assertThat(first.references()).containsExactly("y");
    assertThat(first.tag("desk")).hasValue("東京");
    assertThat(first.fields()).containsEntry("number", "1").containsEntry("share.of", "0.5");
    assertThat(first.fields()).doesNotContainKeys("kind", "id", "origin");
    assertThat(dataset.check()).isEqualTo(3);
    assertThat(dataset.version()).isEqualTo(dataset.version()).hasSize(64);
  }

  @Test
  void withoutAnOrderItIsThatOfTheIds() {
    Dataset dataset =
        SparkDataset.of("rows", rows(row(1, "b", "two", "x"), row(2, "a", "one", "y")), FIELDS);
    assertThat(dataset.examples()).extracting(Example::id).containsExactly("a", "b");
  }

  @Test
  void whatIsWrongIsNamedWithItsRow() {
    assertThatThrownBy(() -> SparkDataset.of("rows", rows(), Fields.of("text")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a column of ids");
    assertThatThrownBy(() -> SparkDataset.of("rows", rows(), FIELDS, "nr"))
        .hasMessageContaining("rows has no column \"nr\"; it has [number, id, text");
    assertThatThrownBy(() -> SparkDataset.of(
                "rows", rows(row(1, "a", "t", "x"), row(2, "a", "u", "x")), FIELDS)
            .check())
        .isInstanceOf(DatasetException.class)
        .hasMessage("rows row 2: the id \"a\" stands on row 1 already; ids must be unique");
    assertThatThrownBy(
            () -> SparkDataset.of("rows", rows(row(1, "a", null, "x")), FIELDS).check())
        .hasMessage("rows row 1: the field \"text\" is null; it needs a value");
    assertThatThrownBy(() -> SparkDataset.of("rows", rows(), FIELDS).check())
        .hasMessageContaining("there are no rows");
  }

  private static final String VALUES = """
      select 'a' as id, 't' as text, 'x' as kind,
        timestamp'2026-03-01 08:30:00.123456Z' as at,
        timestamp_ntz'2026-03-01 08:30:00.000001' as around,
        date'2026-03-01' as day,
        cast(0 as decimal(38, 18)) as zero,
        cast('0.0000001' as decimal(20, 10)) as small,
        cast('12345678901234567890.10' as decimal(38, 2)) as `large.one`,
        cast(null as decimal(5, 2)) as none,
        named_struct('a.b', cast('0.0000001' as decimal(10, 7)), 'n', 1) as part,
        array(cast('0.00' as decimal(10, 2)), null) as some,
        map('k', cast(0 as decimal(20, 10))) as by_name,
        cast(null as struct<d: decimal(3, 1)>) as gone
      """;

  @Test
  void timestampsAndDecimalsAreWholeAndTheSameInEverySession() {
    for (String zone : List.of("Asia/Tokyo", "UTC")) {
      SparkSession session = SPARK.newSession();
      session.conf().set("spark.sql.session.timeZone", zone);
      session.conf().set("spark.sql.ansi.enabled", zone.equals("UTC"));
      Dataset dataset = SparkDataset.of(
          "values",
          session.sql(VALUES),
          Fields.of("text").withId("id").withReference("kind").at("inner", "/part/a.b"));
      assertThat(dataset.examples().toList().get(0).fields())
          .as(zone)
          .containsEntry("at", "2026-03-01T08:30:00.123456Z")
          .containsEntry("around", "2026-03-01T08:30:00.000001")
          .containsEntry("day", "2026-03-01")
          .containsEntry("zero", "0.000000000000000000")
          .containsEntry("small", "0.0000001000")
          .containsEntry("large.one", "12345678901234567890.10")
          .doesNotContainKeys("none", "gone")
          .containsEntry("inner", "0.0000001")
          .containsEntry("some", "[\"0.00\",null]")
          .containsEntry("by_name", "{\"k\":\"0.0000000000\"}");
    }
  }
}
