package io.fmops.eval.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The rows of a Parquet file, one row group in memory at a time. */
final class ParquetRows implements Row.Source {

  private final Place file;
  private final Fields fields;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private final MessageColumnIO columns;
  private @Nullable RecordReader<Group> group;
  private long left;
  private long number;

  ParquetRows(Path path, Fields fields) {
    this.file = Place.of(path).in(Place.ROW);
    this.fields = fields;
    Utf8Lines.checkReadable(file);
    try {
      reader = ParquetFileReader.open(
          new LocalInputFile(path),
          ParquetReadOptions.builder(new PlainParquetConfiguration())
              .withCodecFactory(new ParquetCodecs())
              .build());
    } catch (IOException | RuntimeException e) {
      throw file.problem("this is no Parquet file that can be read (%s)".formatted(reason(e)), e);
    }
    try {
      schema = reader.getFileMetaData().getSchema();
      checkColumns();
      columns = new ColumnIOFactory().getColumnIO(schema);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void checkColumns() {
    Set<String> names = new LinkedHashSet<>();
    for (Type column : schema.getFields()) {
      names.add(column.getName());
    }
    for (String name : fields.required()) {
      if (!names.contains(name) && !fields.pointers().containsKey(name)) {
        throw file.problem("the schema has no column %s; it has %s%s"
            .formatted(Place.quote(name), Place.quote(names), Place.didYouMean(name, names)));
      }
    }
  }

  @Override
  public @Nullable Row next() {
    try {
      while (left == 0) {
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
          return null;
        }
        left = pages.getRowCount();
        group = columns.getRecordReader(pages, new GroupRecordConverter(schema));
      }
      number++;
      left--;
      if (group == null) {
        throw new IllegalStateException("rows are left of no row group");
      }
      return new Row(number, JsonlRows.values(ParquetValues.object(group.read()), fields));
    } catch (IllegalArgumentException e) {
      throw file.at(number).problem(String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      throw file.at(number)
          .problem(
              "the file is damaged from here on, or no file that can be read (%s)"
                  .formatted(reason(e)),
              e);
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return Place.clean(message == null ? cause.getClass().getSimpleName() : message, 200);
  }

  @Override
  public String unit() {
    return Place.ROW;
  }

  @Override
  public String whyEmpty() {
    return "the file has no rows";
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      // The file was only read: whatever had to be known of it is known.
      left = 0;
    }
  }
}
