package io.fmops.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.aws.SdkErrors;
import io.fmops.bedrock.internal.Json;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.bedrock.spi.TextCodec.Finish;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.AnswerFold;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the results of a batch inference job, one line at a time. */
final class BatchReader extends AbstractSpliterator<BatchResult> implements AutoCloseable {

  private final ModelId model;
  private final @Nullable TextCodec codec;
  private final BufferedReader lines;
  private final ConverseJson converse = new ConverseJson();
  private long line;

  BatchReader(ModelId model, @Nullable TextCodec codec, InputStream in) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.model = model;
    this.codec = codec;
    // A decoder made by the reader itself would replace broken bytes in silence.
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  @Override
  public boolean tryAdvance(Consumer<? super BatchResult> action) {
    try {
      String text;
      do {
        text = lines.readLine();
        line += text == null ? 0 : 1;
      } while (text != null && text.isBlank());
      if (text == null) {
        return false;
      }
      action.accept(result(text));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the results of %s cannot be read after line %d".formatted(model, line), e);
    }
  }

  private BatchResult result(String text) {
    String recordId;
    ObjectNode record;
    try {
      record = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      recordId = Json.required(record, "recordId").asText();
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException(
          "the results of %s have a line %d that cannot be read: %s"
              .formatted(model, line, e.getMessage()),
          ErrorDetails.of(model),
          e);
    }
    JsonNode error = record.get("error");
    if (error != null && !error.isNull()) {
      return failed(
          recordId, error.path("errorCode").asText(), error.path("errorMessage").asText());
    }
    try {
      byte[] output = Json.bytes(Json.required(record, "modelOutput"));
      GenerateResponse response = codec == null ? conversed(output) : invoked(codec, output);
      return new BatchResult(recordId, Optional.of(response), Optional.empty());
    } catch (RuntimeException e) {
      // One answer of the wrong form must not take the others away.
      ModelException told = e instanceof ModelException known
          ? known
          : SdkErrors.malformed(model.toString(), e, ErrorDetails.of(model), e);
      return failed(recordId, "MalformedAnswer", String.valueOf(told.getMessage()));
    }
  }

  private static BatchResult failed(String recordId, String code, String message) {
    return new BatchResult(
        recordId,
        Optional.empty(),
        Optional.of(new BatchResult.Failure(code, AwsErrors.oneLine(message))));
  }

  private GenerateResponse conversed(byte[] output) {
    Answers.Read answer = Answers.read(model, converse.decode(output));
    if (answer.problem() != null) {
      throw answer.problem();
    }
    List<StreamEvent> events = answer.events();
    AnswerFold fold = new AnswerFold();
    events.forEach(event -> {
      if (!(event instanceof StreamEvent.Completed)) {
        fold.add(event);
      }
    });
    StreamEvent.Completed last = (StreamEvent.Completed) events.get(events.size() - 1);
    return fold.whole(last.response());
  }

  private GenerateResponse invoked(TextCodec family, byte[] output) {
    TextCodec.Decoder decoder = family.decoder();
    AnswerFold fold = new AnswerFold();
    decoder.whole(new InvokeAnswer(model, output, Optional.empty()), fold::add);
    Finish finish = decoder
        .finish()
        .orElseThrow(() -> new IllegalArgumentException("there is no stop reason in it"));
    return fold.whole(GenerateResponse.builder(model)
        .stopReason(finish.reason(), finish.rawReason())
        .usage(finish.usage())
        .build());
  }

  @Override
  public void close() {
    converse.close();
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
