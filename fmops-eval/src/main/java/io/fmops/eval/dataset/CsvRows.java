package io.fmops.eval.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it, comma-separated, with a header; blank lines do not count. */
final class CsvRows implements Row.Source {

  private final Place file;
  private final Utf8Lines lines;
  private final CsvReader<CsvRecord> csv;
  private final Iterator<CsvRecord> records;

  // The parser takes a quote that is still open at the end of the file for closed. So a line that
  // no file can contain is put behind the last one: it arrives as a record of its own, or it turns
  // up inside a value, which then was never closed.
  private final String endMark = "end-" + UUID.randomUUID();

  private final List<String> header;

  CsvRows(Path path, Fields fields) {
    this.file = Place.of(path);
    this.lines = new Utf8Lines(path);
    try {
      this.csv = CsvReader.builder()
          .allowExtraFields(true)
          .allowMissingFields(true)
          .maxBufferSize(Utf8Lines.MAX_LINE_BYTES)
          .ofCsvRecord(new LinesReader());
      this.records = csv.iterator();
      this.header = header(fields);
    } catch (RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private List<String> header(Fields fields) {
    CsvRecord first = nextRecord();
    if (first == null) {
      throw file.problem(
          "the file is empty; write a header line with the column names, then one example a line");
    }
    Place place = file.at(first.getStartingLineNumber());
    List<String> names = first.getFields().stream().map(String::strip).toList();
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      if (name.isEmpty()) {
        throw place.problem("column %d of the header has no name; name every column"
            .formatted(names.indexOf(name) + 1));
      }
      if (!distinct.add(name)) {
        throw place.problem("the header has the column %s twice; column names must be unique"
            .formatted(Place.quote(name)));
      }
    }
    for (String name : fields.required()) {
      if (!distinct.contains(name)) {
        throw place.problem("the header has no column %s; it has %s%s"
            .formatted(Place.quote(name), Place.quote(distinct), Place.didYouMean(name, distinct)));
      }
    }
    return names;
  }

  @Override
  public @Nullable Row next() {
    CsvRecord record = nextRecord();
    if (record == null) {
      return null;
    }
    Place place = file.at(record.getStartingLineNumber());
    if (record.getFieldCount() != header.size()) {
      throw place.problem("the line has %d columns, but the header has %d;"
              .formatted(record.getFieldCount(), header.size())
          + " put values that contain commas or line feeds in double quotes");
    }
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      values.put(header.get(i), record.getField(i));
    }
    return new Row(place.line(), values);
  }

  private @Nullable CsvRecord nextRecord() {
    try {
      while (records.hasNext()) {
        CsvRecord record = records.next();
        String last = record.getField(record.getFieldCount() - 1);
        if (last.endsWith(endMark)) {
          if (record.getFieldCount() == 1 && last.length() == endMark.length()) {
            return null;
          }
          throw file.at(record.getStartingLineNumber())
              .problem("a double quote is opened in this line's example and never closed");
        }
        if (record.getFieldCount() > 1 || !last.isBlank()) {
          return record;
        }
      }
      return null;
    } catch (CsvParseException e) {
      throw problem(e);
    }
  }

  private DatasetException problem(CsvParseException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      if (cause instanceof DatasetException known) {
        return known;
      }
    }
    String reason = String.valueOf(cause.getMessage());
    // The number of the record's first line is in the parser's message only.
    String outer = String.valueOf(e.getMessage());
    int digits = outer.lastIndexOf(' ') + 1;
    Place place = outer.substring(digits).matches("\\d{1,18}")
        ? file.at(Long.parseLong(outer.substring(digits)))
        : file.at(1);
    if (reason.contains("maximum buffer size")) {
      return place.problem(
          "a value that begins here is longer than %d MiB; is a double quote not closed?"
              .formatted(Utf8Lines.MAX_LINE_BYTES >> 20),
          e);
    }
    return place.problem(
        "broken CSV (%s); a double quote inside a quoted value is written twice"
            .formatted(Place.clean(reason, 120)),
        e);
  }

  @Override
  public String whyEmpty() {
    return "the file has a header but no examples; write one example a line below it";
  }

  @Override
  public void close() {
    try {
      csv.close();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /** Hands the lines to the parser as they stand in the file, and the end mark after them. */
  private final class LinesReader extends Reader {

    private @Nullable String line = "";
    private int position;
    private boolean ended;

    @Override
    public int read(char[] target, int offset, int count) {
      while (line != null && position == line.length()) {
        String next = ended ? null : lines.next();
        if (next == null && !ended) {
          ended = true;
          next = endMark;
        }
        // A line feed after a last line without one changes nothing outside of quotes.
        line = next == null || ended ? next : next + '\n';
        position = 0;
      }
      if (line == null) {
        return -1;
      }
      int read = Math.min(count, line.length() - position);
      line.getChars(position, position + read, target, offset);
      position += read;
      return read;
    }

    @Override
    public void close() {
      lines.close();
    }
  }
}
