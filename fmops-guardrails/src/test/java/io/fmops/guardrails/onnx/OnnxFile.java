package io.fmops.guardrails.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes small ONNX models, message by message, with the field numbers of onnx.proto. A model here
 * looks up a row of numbers for each token; a classifier takes the largest of each column, and
 * weighs them.
 */
final class OnnxFile {

  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A text classifier with as many labels as there are columns. */
  static void classifier(Path file, float[][] rows, int type, String... inputs) {
    int columns = rows[0].length;
    float[][] weights = new float[columns][columns];
    for (int i = 0; i < columns; i++) {
      weights[i][i] = 1;
    }
    OnnxFile graph = new OnnxFile()
        .message(1, node("Gather", "embeddings", inputs[0], "looked"))
        .message(
            1,
            node("ReduceMax", "looked", "", "pooled")
                .message(5, new OnnxFile().text(1, "axes").number(8, 1).number(20, 7))
                .message(5, new OnnxFile().text(1, "keepdims").number(3, 0).number(20, 2)))
        .message(1, node("MatMul", "pooled", "weights", "logits"))
        .message(5, tensor("weights", weights));
    write(file, graph, rows, type, inputs, new String[] {"1"}, columns);
  }

  /** A token classifier. */
  static void tagger(Path file, float[][] rows) {
    OnnxFile graph = new OnnxFile().message(1, node("Gather", "embeddings", "input_ids", "logits"));
    write(
        file,
        graph,
        rows,
        INT64,
        new String[] {"input_ids"},
        new String[] {"1", "n"},
        rows[0].length);
  }

  private static void write(
      Path file,
      OnnxFile graph,
      float[][] rows,
      int type,
      String[] inputs,
      String[] shape,
      int columns) {
    graph.text(2, "test").message(5, tensor("embeddings", rows));
    for (String input : inputs) {
      graph.message(11, value(input, type, "1", "n"));
    }
    String[] whole = new String[shape.length + 1];
    System.arraycopy(shape, 0, whole, 0, shape.length);
    whole[shape.length] = String.valueOf(columns);
    graph.message(12, value("logits", FLOAT, whole));
    OnnxFile model = new OnnxFile()
        .number(1, 8)
        .message(8, new OnnxFile().text(1, "").number(2, 13))
        .message(7, graph);
    try {
      Files.write(file, model.out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OnnxFile node(String type, String one, String other, String output) {
    OnnxFile node = new OnnxFile().text(1, one);
    if (!other.isEmpty()) {
      node.text(1, other);
    }
    return node.text(2, output).text(4, type);
  }

  private static OnnxFile tensor(String name, float[][] rows) {
    ByteBuffer raw =
        ByteBuffer.allocate(rows.length * rows[0].length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float number : row) {
        raw.putFloat(number);
      }
    }
    return new OnnxFile()
        .number(1, rows.length)
        .number(1, rows[0].length)
        .number(2, FLOAT)
        .text(8, name)
        .bytes(9, raw.array());
  }

  private static OnnxFile value(String name, int type, String... dimensions) {
    OnnxFile shape = new OnnxFile();
    for (String dimension : dimensions) {
      shape.message(
          1,
          dimension.matches("\\d+")
              ? new OnnxFile().number(1, Long.parseLong(dimension))
              : new OnnxFile().text(2, dimension));
    }
    OnnxFile tensor = new OnnxFile().number(1, type).message(2, shape);
    return new OnnxFile().text(1, name).message(2, new OnnxFile().message(1, tensor));
  }

  private OnnxFile number(int field, long value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  private OnnxFile text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxFile message(int field, OnnxFile value) {
    return bytes(field, value.out.toByteArray());
  }

  private OnnxFile bytes(int field, byte[] value) {
    varint((field << 3) | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
