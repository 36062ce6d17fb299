package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** Parquet files as datasets. */
class ParquetDatasetTest {

  private static final String QUESTIONS = """
      message questions {
        required binary id (STRING);
        required binary question (STRING);
        optional group answers (LIST) { repeated group list { optional binary element (STRING); } }
        optional binary lang (STRING);
      }
      """;

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("questions.parquet");
  }

  /** Packs pages without the help of Hadoop's run time. */
  private record Packer(CompressionCodecName codec)
      implements CompressionCodecFactory, CompressionCodecFactory.BytesInputCompressor {

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      byte[] plain = bytes.toInputStream().readAllBytes();
      return BytesInput.from(
          switch (codec) {
            case SNAPPY -> Snappy.compress(plain);
            case ZSTD -> Zstd.compress(plain);
            case GZIP -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
              }
              yield out.toByteArray();
            }
            case LZ4_RAW -> {
              Lz4Compressor lz4 = new Lz4Compressor();
              byte[] packed = new byte[lz4.maxCompressedLength(plain.length)];
              yield Arrays.copyOf(
                  packed, lz4.compress(plain, 0, plain.length, packed, 0, packed.length));
            }
            default -> plain;
          });
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
      return new Packer(name);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return codec;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
      throw new UnsupportedOperationException("only written");
    }

    @Override
    public void release() {}
  }

  private void write(
      String schema, CompressionCodecName codec, int rows, BiConsumer<Group, Integer> fill)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
        .withConf(new PlainParquetConfiguration())
        .withType(type)
        .withCompressionCodec(codec)
        .withCodecFactory(new Packer(codec))
        .withRowGroupSize(4_096L)
        .withMinRowCountForPageSizeCheck(10)
        .build()) {
      for (int i = 0; i < rows; i++) {
        Group row = new SimpleGroupFactory(type).newGroup();
        fill.accept(row, i);
        writer.write(row);
      }
    }
  }

  private void write(String schema, BiConsumer<Group, Integer> fill) throws IOException {
    write(schema, CompressionCodecName.UNCOMPRESSED, 1, fill);
  }

  private void writeQuestions(CompressionCodecName codec, int rows) throws IOException {
    write(QUESTIONS, codec, rows, (row, i) -> {
      row.append("id", "q" + i).append("question", "第" + i + "問、首都は？");
      Group answers = row.addGroup("answers");
      answers.addGroup("list").append("element", "東京");
      answers.addGroup("list").append("element", "Tokyo");
      if (i % 2 == 0) {
        row.append("lang", "ja");
      }
    });
  }

  private static final Fields FIELDS =
      Fields.of("question").withReferenceList("answers").withTags("lang");

  private static List<Example> read(Dataset dataset) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.toList();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void rowsBecomeExamplesHoweverTheyArePacked(CompressionCodecName codec) throws IOException {
    writeQuestions(codec, 1_000);
    Dataset dataset = Dataset.parquet(file, FIELDS);
    assertThat(dataset.check()).isEqualTo(1_000);
    assertThat(dataset.name()).isEqualTo("questions.parquet");
    assertThat(dataset.sources()).containsExactly(file);
    assertThat(read(dataset).get(998))
        .isEqualTo(new Example(
            "q998",
            Map.of("question", "第998問、首都は？"),
            List.of("東京", "Tokyo"),
            Map.of("lang", "ja")));
    assertThat(read(dataset).get(999).tags()).isEmpty();
  }

  @Test
  void versionIsThatOfTheSameContentInOtherFormats() throws IOException {
    writeQuestions(CompressionCodecName.ZSTD, 2);
    Path jsonl = Files.writeString(folder.resolve("questions.jsonl"), """
        {"id":"q0","question":"第0問、首都は？","answers":["東京","Tokyo"],"lang":"ja"}
        {"id":"q1","question":"第1問、首都は？","answers":["東京","Tokyo"],"lang":null}
        """);
    assertThat(Dataset.parquet(file, FIELDS).version())
        .isEqualTo(Dataset.jsonl(jsonl, FIELDS).version());
  }

  @Test
  void valuesOfEveryTypeAreWritten() throws IOException {
    write("""
        message types {
          required boolean flag;
          required int32 small (INTEGER(16,true));
          required int32 unsigned (INTEGER(32,false));
          required int64 huge (INTEGER(64,false));
          required int64 price (DECIMAL(10,2));
          required fixed_len_byte_array(5) exact (DECIMAL(11,3));
          required int32 day (DATE);
          required int32 time (TIME(MILLIS,true));
          required int64 at (TIMESTAMP(MICROS,true));
          required int64 local (TIMESTAMP(NANOS,false));
          required int96 old;
          required float single;
          required double twice;
          required double nothing;
          required binary plain;
          required binary choice (ENUM);
          required fixed_len_byte_array(16) uuid (UUID);
          optional int32 missing;
          repeated int32 many;
          required group 人 { required binary name (STRING); optional int32 age; }
          optional group map (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } }
          optional group legacy (LIST) { repeated int32 array; }
        }
        """, (row, i) -> {
      row.append("flag", true)
          .append("small", -7)
          .append("unsigned", -1)
          .append("huge", -1L)
          .append("price", 1250L)
          .append("exact", Binary.fromConstantByteArray(fixed(new BigInteger("-1500"), 5)))
          .append("day", 20_000)
          .append("time", 3_600_500)
          .append("at", -1L)
          .append("local", 1_500_000_000L)
          .append("old", new NanoTime(2_440_589, 1_000_000_000L))
          .append("single", 0.1f)
          .append("twice", 1e21)
          .append("nothing", Double.NaN)
          .append("plain", Binary.fromString("生"))
          .append("choice", "A")
          .append("uuid", Binary.fromConstantByteArray(new byte[16]))
          .append("many", 1)
          .append("many", 2);
      row.addGroup("人").append("name", "由紀");
      Group map = row.addGroup("map");
      map.addGroup("key_value").append("key", "a").append("value", 1);
      map.addGroup("key_value").append("key", "b");
      row.addGroup("legacy").append("array", 5);
    });
    Map<String, String> fields = read(Dataset.parquet(file, Fields.of())).get(0).fields();
    assertThat(fields)
        .containsEntry("flag", "true")
        .containsEntry("small", "-7")
        .containsEntry("unsigned", "4294967295")
        .containsEntry("huge", "18446744073709551615")
        .containsEntry("price", "12.50")
        .containsEntry("exact", "-1.500")
        .containsEntry("day", "2024-10-04")
        .containsEntry("time", "01:00:00.500")
        .containsEntry("at", "1969-12-31T23:59:59.999999Z")
        .containsEntry("local", "1970-01-01T00:00:01.500")
        .containsEntry("old", "1970-01-02T00:00:01Z")
        .containsEntry("single", "0.1")
        .containsEntry("twice", "1.0E+21")
        .containsEntry("nothing", "NaN")
        .containsEntry("plain", "生")
        .containsEntry("choice", "A")
        .containsEntry("uuid", "00000000-0000-0000-0000-000000000000")
        .containsEntry("many", "[1,2]")
        .containsEntry("人", "{\"name\":\"由紀\",\"age\":null}")
        .containsEntry("map", "{\"a\":1,\"b\":null}")
        .containsEntry("legacy", "[5]")
        .doesNotContainKey("missing");
  }

  private static byte[] fixed(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (number.signum() < 0 ? -1 : 0));
    byte[] digits = number.toByteArray();
    System.arraycopy(digits, 0, bytes, length - digits.length, digits.length);
    return bytes;
  }

  @Test
  void pointersLeadIntoGroups() throws IOException {
    write(
        "message m { required group input { required binary text (STRING); } }",
        (row, i) -> row.addGroup("input").append("text", "首都は？"));
    Example example = read(Dataset.parquet(
            file, Fields.of("question").at("question", "/input/text")))
        .get(0);
    assertThat(example.id()).isEqualTo("row-1");
    assertThat(example.fields()).isEqualTo(Map.of("question", "首都は？"));
  }

  private void assertProblem(Fields fields, String message) {
    assertThatThrownBy(Dataset.parquet(file, fields)::check)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void problemsNameTheRowAndTheField() throws IOException {
    assertProblem(FIELDS, ": there is no such file; it was looked for at " + file);
    Files.writeString(file, "PAR1 is how the others begin");
    assertProblem(FIELDS, ": this is no Parquet file that can be read (");
    Files.writeString(file, "");
    assertProblem(FIELDS, ": this is no Parquet file that can be read (");
    Files.delete(file);
    Files.createDirectory(file);
    assertProblem(FIELDS, ": this is a directory; name the file in it");
    Files.delete(file);

    writeQuestions(CompressionCodecName.ZSTD, 0);
    assertProblem(FIELDS, ": the file has no rows");
    writeQuestions(CompressionCodecName.ZSTD, 3);
    assertProblem(
        Fields.of("qestion"),
        ": the schema has no column \"qestion\"; it has \"id\", \"question\", \"answers\", \"lang\";"
            + " did you mean \"question\"?");
    assertProblem(Fields.of("lang"), " row 2: the field \"lang\" is null; it needs a value");
    assertProblem(
        FIELDS.withId("x").at("x", "/question/y"),
        " row 1: the field \"x\" (at /question/y) is missing; the row has \"id\"");
    write(
        QUESTIONS,
        CompressionCodecName.SNAPPY,
        2,
        (row, i) -> row.append("id", "same").append("question", "?").addGroup("answers"));
    assertProblem(
        Fields.of("question"),
        " row 2: the id \"same\" stands on row 1 already; ids must be unique");
    write(
        "message m { required binary image; }",
        (row, i) -> row.append("image", Binary.fromConstantByteArray(new byte[] {(byte) 0xFF})));
    assertProblem(
        Fields.of(),
        " row 1: the field \"image\" holds bytes that are no UTF-8; leave the column out, or write it"
            + " as text");
  }

  @Test
  void damagedFileIsADatasetOrAProblem() throws IOException {
    writeQuestions(CompressionCodecName.SNAPPY, 40);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= round % 3; i++) {
        // The data rather than the footer, in which one byte may promise gigabytes.
        damaged[random.nextInt(damaged.length / 2)] = (byte) random.nextInt();
      }
      Files.write(
          file, round % 5 == 0 ? Arrays.copyOf(damaged, random.nextInt(whole.length)) : damaged);
      try {
        Dataset.parquet(file, FIELDS).check();
      } catch (DatasetException e) {
        assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
      }
    }
  }

  @Test
  void withoutTheLibrariesItIsSaidWhichOnesToAdd() throws Exception {
    URL[] rest = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("parquet-") && !entry.contains("hadoop-client-api"))
        .map(entry -> {
          try {
            return Path.of(entry).toUri().toURL();
          } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
          }
        })
        .toArray(URL[]::new);
    Files.writeString(file, "never looked at");
    try (URLClassLoader loader = new URLClassLoader(rest, ClassLoader.getPlatformClassLoader())) {
      Class<?> dataset = loader.loadClass(Dataset.class.getName());
      Class<?> fields = loader.loadClass(Fields.class.getName());
      Object none = fields.getMethod("of", String[].class).invoke(null, (Object) new String[0]);
      Object made = dataset.getMethod("parquet", Path.class, fields).invoke(null, file, none);
      Method check = dataset.getMethod("check");
      assertThatThrownBy(() -> check.invoke(made))
          .cause()
          .hasMessage(file
              + ": Parquet is read by org.apache.parquet:parquet-hadoop with"
              + " org.apache.hadoop:hadoop-client-api, and one of them is not on the class path; add"
              + " both");
      assertThatCode(() -> dataset.getMethod("jsonl", Path.class, fields))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void oldTimestampsAreLittleEndian() {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(5).putInt(2_440_588);
    assertThat(new NanoTime(2_440_588, 5).toBinary().getBytes()).isEqualTo(bytes.array());
  }
}
