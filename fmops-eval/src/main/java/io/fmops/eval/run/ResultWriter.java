package io.fmops.eval.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.metric.Score;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the result dataset: JSON Lines, one row a line, each line whole and handed to the
 * operating system before the next row begins. For one thread.
 */
final class ResultWriter implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Writer out;

  ResultWriter(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // Models do write half characters; one of them must not end a run, as a strict encoder would.
    CharsetEncoder encoder = StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8));
    out = new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file), encoder));
  }

  void write(ResultRow row, Candidate candidate) throws IOException {
    out.write(line(row, candidate));
    out.write('\n');
    out.flush();
  }

  static String line(ResultRow row, Candidate candidate) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("example", row.example().id());
      json.writeStringField("candidate", row.candidate());
      json.writeStringField("model", candidate.model().id().toString());
      json.writeStringField("prompt", candidate.prompt().name());
      writeTexts(json, "fields", row.example().fields());
      writeReferences(json, row.example().references());
      if (!row.example().tags().isEmpty()) {
        writeTexts(json, "tags", row.example().tags());
      }
      if (row.request().isPresent()) {
        writeRequest(json, row.request().get());
      }
      if (row.response().isPresent()) {
        writeResponse(json, row.response().get());
      }
      writeScores(json, row);
      if (row.cost().isPresent()) {
        json.writeStringField("cost", row.cost().get().toPlainString());
      }
      BigDecimal evaluation = row.evaluationCost().orElse(null);
      if (evaluation != null && evaluation.signum() != 0) {
        json.writeStringField("evaluationCost", evaluation.toPlainString());
      }
      writeOptional(json, "error", row.error().orElse(null));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return line.toString();
  }

  private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  /** One reference, the usual case, stands as text. */
  private static void writeReferences(JsonGenerator json, List<String> references)
      throws IOException {
    if (references.size() == 1) {
      json.writeStringField("reference", references.get(0));
    } else if (!references.isEmpty()) {
      json.writeArrayFieldStart("references");
      for (String reference : references) {
        json.writeString(reference);
      }
      json.writeEndArray();
    }
  }

  private static void writeRequest(JsonGenerator json, GenerateRequest request) throws IOException {
    json.writeObjectFieldStart("request");
    writeOptional(json, "system", request.system().orElse(null));
    json.writeArrayFieldStart("messages");
    for (Message message : request.messages()) {
      json.writeStartObject();
      json.writeStringField("role", message.role().name().toLowerCase(java.util.Locale.ROOT));
      json.writeStringField("text", message.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    InferenceParameters parameters = request.parameters();
    json.writeObjectFieldStart("parameters");
    if (parameters.maxTokens().isPresent()) {
      json.writeNumberField("maxTokens", parameters.maxTokens().get());
    }
    if (parameters.temperature().isPresent()) {
      json.writeNumberField("temperature", parameters.temperature().get());
    }
    if (parameters.topP().isPresent()) {
      json.writeNumberField("topP", parameters.topP().get());
    }
    if (!parameters.stopSequences().isEmpty()) {
      json.writeArrayFieldStart("stopSequences");
      for (String stop : parameters.stopSequences()) {
        json.writeString(stop);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeResponse(JsonGenerator json, GenerateResponse response)
      throws IOException {
    json.writeStringField("output", response.text());
    json.writeStringField("servedBy", response.model().toString());
    json.writeStringField(
        "stopReason", response.stopReason().name().toLowerCase(java.util.Locale.ROOT));
    json.writeNumberField("latencyMillis", response.latency().total().toNanos() / 1e6);
    json.writeObjectFieldStart("tokens");
    json.writeNumberField("input", response.usage().input());
    json.writeNumberField("output", response.usage().output());
    json.writeNumberField("cacheRead", response.usage().cacheRead());
    json.writeNumberField("cacheWrite", response.usage().cacheWrite());
    json.writeStringField(
        "source", response.usage().source().name().toLowerCase(java.util.Locale.ROOT));
    json.writeEndObject();
    writeOptional(json, "requestId", response.requestId().orElse(null));
  }

  private static void writeScores(JsonGenerator json, ResultRow row) throws IOException {
    json.writeObjectFieldStart("scores");
    for (Score score : row.scores()) {
      if (score instanceof Score.Value value) {
        if (value.reason().isEmpty()) {
          json.writeNumberField(value.name(), value.value());
        } else {
          json.writeObjectFieldStart(value.name());
          json.writeNumberField("value", value.value());
          json.writeStringField("reason", value.reason().get());
          json.writeEndObject();
        }
      } else if (score instanceof Score.Summed summed) {
        json.writeObjectFieldStart(summed.name());
        json.writeNumberField("value", summed.value());
        json.writeArrayFieldStart("parts");
        for (double part : summed.parts()) {
          json.writeNumber(part);
        }
        json.writeEndArray();
        json.writeEndObject();
      } else if (score instanceof Score.Label label) {
        json.writeObjectFieldStart(label.name());
        json.writeStringField("expected", label.expected());
        json.writeStringField("predicted", label.predicted());
        json.writeEndObject();
      } else if (score instanceof Score.Unscored unscored) {
        json.writeObjectFieldStart(unscored.name());
        json.writeStringField("unscored", unscored.reason());
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  private static void writeOptional(
      JsonGenerator json, String name, @org.jspecify.annotations.Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
