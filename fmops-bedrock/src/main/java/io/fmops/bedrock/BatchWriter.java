package io.fmops.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.internal.Json;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a batch inference job, one line each, in the memory of one record. Made by
 * {@link BedrockBatch#writer}. Not thread-safe; close it, which closes the stream.
 */
public final class BatchWriter implements AutoCloseable {

  private final ModelId model;
  private final @Nullable TextCodec codec;
  private final OutputStream out;
  private final ConverseJson converse = new ConverseJson();
  private long count;

  BatchWriter(ModelId model, @Nullable TextCodec codec, OutputStream out) {
    this.model = model;
    this.codec = codec;
    this.out = out;
  }

  /**
   * Writes a record.
   *
   * @param recordId by which its result is found: results come in any order, so no two records of a
   *     job have the same
   * @param request what is asked
   * @throws IOException if it cannot be written
   * @throws RejectedInputException if the model cannot be sent this request; nothing is written
   * @throws IllegalArgumentException if the id is blank
   */
  public void add(String recordId, GenerateRequest request) throws IOException {
    if (recordId.isBlank()) {
      throw new IllegalArgumentException("the id of a record is blank");
    }
    byte[] input = codec == null
        ? converse.encode(new ConverseRequests(model, request).whole())
        : Invocations.withFields(
            codec.encode(model, request, false),
            request.providerParameters(BedrockParameters.class));
    ObjectNode line = Json.object().put("recordId", recordId);
    line.set("modelInput", Json.parse(input));
    out.write(Json.bytes(line));
    out.write('\n');
    count++;
  }

  /**
   * How many records there are so far. Jobs of too few are refused by AWS; how many it takes
   * differs from model to model.
   *
   * @return 0 or more
   */
  public long count() {
    return count;
  }

  @Override
  public void close() throws IOException {
    converse.close();
    out.close();
  }
}
