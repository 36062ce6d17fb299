package io.fmops.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.aws.SdkErrors;
import io.fmops.bedrock.internal.Json;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files of batch inference jobs of one text model: records written, results read, each in the
 * memory of one record. Bringing them to S3 and back is the application's business; starting the
 * job is {@link BatchJobs}'. Made by {@link BedrockProvider#batch}. Stateless and thread-safe.
 *
 * <pre>{@code
 * BedrockBatch batch = BedrockProvider.builder().build().batch("bedrock:amazon.nova-lite-v1:0");
 * try (BatchWriter writer = batch.writer(Files.newOutputStream(Path.of("records.jsonl")))) {
 *   writer.add("question-1", GenerateRequest.of("How far is the moon?"));
 * }
 * }</pre>
 */
public final class BedrockBatch {

  private final ModelId model;
  private final @Nullable TextCodec codec;

  /** Through which operation a job asks the model, and so in which form its records are. */
  public enum Form {
    /** The bodies of Converse: the same for all models. */
    CONVERSE,
    /** The bodies of InvokeModel: those of the model's family. */
    INVOKE_MODEL
  }

  BedrockBatch(ModelId model, @Nullable TextCodec codec) {
    this.model = model;
    this.codec = codec;
  }

  /**
   * The model of the jobs.
   *
   * @return its id
   */
  public ModelId model() {
    return model;
  }

  /**
   * The form of the records.
   *
   * @return {@link Form#CONVERSE}, unless the id says {@code api=invoke} or a registered codec
   *     claims it
   */
  public Form form() {
    return codec == null ? Form.CONVERSE : Form.INVOKE_MODEL;
  }

  /**
   * Writes records.
   *
   * @param out takes them; give a buffered stream. The file that it becomes has to end in
   *     {@code .jsonl}
   * @return the writer, to be closed
   */
  public BatchWriter writer(OutputStream out) {
    return new BatchWriter(model, codec, out);
  }

  /**
   * Reads results from a file {@code .jsonl.out}. They come in any order: put your requests, or
   * what you need of them, into a map by the id of their record.
   *
   * <p>A record that failed is a {@link BatchResult} with an error. A line that is no result at all
   * ends the reading with a {@link MalformedAnswerException} that tells the line; a file that
   * cannot be read, with an {@link UncheckedIOException}.
   *
   * @param in the file's content
   * @return the results, read as they are asked for; close the stream, which closes the input
   */
  public Stream<BatchResult> results(InputStream in) {
    BatchReader reader = new BatchReader(model, codec, in);
    return StreamSupport.stream(reader, false).onClose(reader::close);
  }

  /**
   * Reads the totals of a job.
   *
   * @param in the content of {@code manifest.json.out}; not closed
   * @return the totals
   * @throws IOException if it cannot be read
   * @throws MalformedAnswerException if it is not a manifest
   */
  public BatchManifest manifest(InputStream in) throws IOException {
    byte[] content = in.readAllBytes();
    try {
      ObjectNode manifest = Json.parse(content);
      return new BatchManifest(
          Json.required(manifest, "totalRecordCount").asLong(),
          manifest.path("processedRecordCount").asLong(),
          manifest.path("successRecordCount").asLong(),
          manifest.path("errorRecordCount").asLong(),
          manifest.path("inputTokenCount").asLong(),
          manifest.path("outputTokenCount").asLong());
    } catch (IllegalArgumentException e) {
      throw SdkErrors.malformed("the manifest of " + model, e, ErrorDetails.of(model), e);
    }
  }
}
