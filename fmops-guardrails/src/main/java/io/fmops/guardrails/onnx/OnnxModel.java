package io.fmops.guardrails.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A model file that takes one row of tokens and gives logits. Thread-safe; must not be used after
 * it is closed, nor closed while it is used.
 */
final class OnnxModel implements AutoCloseable {

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final String LOGITS = "logits";

  private final Path file;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<String, Boolean> inputs = new LinkedHashMap<>();
  private final String output;

  /**
   * Loads the model.
   *
   * @param threads how many threads work on one text
   * @throws IllegalArgumentException if it is no model, or wants other inputs than this class gives
   */
  OnnxModel(Path file, int threads) {
    this.file = file;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      session = environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new IllegalArgumentException(
          "the model %s cannot be loaded; it must be an ONNX file: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    try {
      for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
        inputs.put(input.getKey(), isLong(input.getKey(), input.getValue()));
      }
      if (!inputs.containsKey(IDS)) {
        throw new IllegalArgumentException("the model %s has no input \"%s\"; its inputs are %s"
            .formatted(file, IDS, new TreeSet<>(inputs.keySet())));
      }
      List<String> outputs = List.copyOf(session.getOutputInfo().keySet());
      output = outputs.contains(LOGITS) ? LOGITS : outputs.get(0);
    } catch (OrtException | RuntimeException e) {
      close();
      throw e instanceof IllegalArgumentException wrong
          ? wrong
          : new IllegalArgumentException(
              "the inputs of the model %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private boolean isLong(String name, NodeInfo node) {
    if (!List.of(IDS, MASK, TYPES).contains(name)) {
      throw new IllegalArgumentException(
          "the model %s wants the input \"%s\"; there are %s, %s and %s to give"
              .formatted(file, name, IDS, MASK, TYPES));
    }
    if (node.getInfo() instanceof TensorInfo tensor
        && (tensor.type == OnnxJavaType.INT64 || tensor.type == OnnxJavaType.INT32)) {
      return tensor.type == OnnxJavaType.INT64;
    }
    throw new IllegalArgumentException(
        "the input \"%s\" of the model %s is %s; it must be a tensor of int64 or int32"
            .formatted(name, file, node.getInfo()));
  }

  /**
   * Runs the model.
   *
   * @param ids one row of tokens
   * @param rows how many rows of logits there have to be, 1 or one a token
   * @param labels how many there have to be in each row
   * @return the rows, one after the other
   * @throws IllegalStateException if the run fails or gives something else
   */
  float[] logits(long[] ids, int rows, int labels) {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Boolean> input : inputs.entrySet()) {
        given.put(input.getKey(), tensor(values(input.getKey(), ids), input.getValue()));
      }
      try (OrtSession.Result result = session.run(given)) {
        return floats(result.get(output).orElseThrow(), rows, labels);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "the model %s failed on %d tokens; does the tokenizer belong to it, and is the window no longer than it takes? %s"
              .formatted(file, ids.length, e.getMessage()),
          e);
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static long[] values(String name, long[] ids) {
    if (name.equals(IDS)) {
      return ids;
    }
    long[] values = new long[ids.length];
    Arrays.fill(values, name.equals(MASK) ? 1 : 0);
    return values;
  }

  private OnnxTensor tensor(long[] values, boolean asLong) throws OrtException {
    long[] shape = {1, values.length};
    return asLong
        ? OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape)
        : OnnxTensor.createTensor(
            environment,
            IntBuffer.wrap(Arrays.stream(values).mapToInt(Math::toIntExact).toArray()),
            shape);
  }

  private float[] floats(OnnxValue value, int rows, int labels) {
    FloatBuffer buffer = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
    if (buffer == null || buffer.remaining() != rows * labels) {
      throw new IllegalStateException(
          "the output \"%s\" of the model %s is %s; it must be %d row(s) of %d numbers, one for each label"
              .formatted(output, file, value.getInfo(), rows, labels));
    }
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the model %s cannot be closed".formatted(file), e);
    }
  }
}
