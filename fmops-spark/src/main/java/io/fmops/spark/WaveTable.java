package io.fmops.spark;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a checkpoint's rows. */
final class WaveTable {

  static final String CELL = "cell";
  static final String ERROR = "error";
  static final String ROW = "row";

  static final StructType SCHEMA = new StructType()
      .add(CELL, DataTypes.LongType, false)
      .add("index", DataTypes.LongType, false)
      .add("repetition", DataTypes.IntegerType, false)
      .add("example", DataTypes.StringType, false)
      .add("candidate", DataTypes.StringType, false)
      .add(ERROR, DataTypes.StringType, true)
      .add(ROW, DataTypes.StringType, false);

  private WaveTable() {}

  static Row row(long cell, ResultRow row) {
    return RowFactory.create(
        cell,
        row.index(),
        row.repetition(),
        row.example().id(),
        row.candidate(),
        row.error().orElse(null),
        wholeCharacters(ResultRows.toJson(row)));
  }

  /**
   * Half a character, which a model can answer, is kept as an escape, as UTF-8 has no other way.
   */
  static String wholeCharacters(String json) {
    StringBuilder text = null;
    for (int i = 0; i < json.length(); ) {
      int c = json.codePointAt(i);
      boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (half && text == null) {
        text = new StringBuilder(json.length() + 16).append(json, 0, i);
      }
      if (text != null) {
        if (half) {
          text.append("\\u%04x".formatted(c));
        } else {
          text.appendCodePoint(c);
        }
      }
      i += Character.charCount(c);
    }
    return text == null ? json : text.toString();
  }
}
