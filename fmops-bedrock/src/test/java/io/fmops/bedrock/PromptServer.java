package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Prompt Management in memory behind its real wire format, with its limits as the service's
 * definition has them. What a test wants to go wrong goes wrong at {@link #before}.
 */
final class PromptServer implements AutoCloseable {

  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String ARN = "arn:aws:bedrock:eu-west-1:123456789012:prompt/";
  private static final Pattern NAME = Pattern.compile("([0-9a-zA-Z][_-]?){1,100}");
  private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]*");
  private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,256}");
  private static final int PAGE = 10;

  /** Does something instead of, or before, an answer; true if it has answered. */
  interface Before {
    boolean handle(String call, Exchange exchange) throws IOException, InterruptedException;
  }

  /** A prompt: the draft, and the versions from 1. */
  private static final class Held {
    ObjectNode draft;
    final List<ObjectNode> versions = new ArrayList<>();
  }

  private final Map<String, Held> prompts = new LinkedHashMap<>();
  private final LoopbackServer server = LoopbackServer.start(this::handle);
  private final BedrockProvider provider = BedrockProvider.builder()
      .region("eu-west-1")
      .credentials(Wire.CREDENTIALS)
      .build();

  /** The calls in order, such as {@code CreatePrompt}. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** Comes before the answer to each call. */
  volatile Before before = (call, exchange) -> false;

  /** Whether CreatePromptVersion answers without the variants, which its definition allows. */
  volatile boolean tersely;

  BedrockPrompts client() {
    return provider.prompts(server.uri());
  }

  LoopbackServer http() {
    return server;
  }

  /** The draft, to be looked at or changed as on the console. */
  synchronized void edit(String name, Consumer<ObjectNode> change) {
    change.accept(held(name).draft);
  }

  /** The one variant of the draft. */
  synchronized ObjectNode variant(String name) {
    return (ObjectNode) held(name).draft.withArray("/variants").get(0);
  }

  /** Makes a version as on the console. */
  synchronized void saveVersion(String name) {
    Held held = held(name);
    held.versions.add(held.draft.deepCopy());
  }

  synchronized int versions(String name) {
    return held(name).versions.size();
  }

  /** Makes a prompt as on the console; returns its id. */
  synchronized String put(String name, String variants) {
    try {
      ObjectNode draft = JSON.createObjectNode().put("name", name);
      draft.set("variants", JSON.readTree(variants));
      return add(draft);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String add(ObjectNode draft) {
    String id = "PROMPT%04d".formatted(prompts.size());
    Held held = new Held();
    held.draft = draft;
    prompts.put(id, held);
    return id;
  }

  private Held held(String name) {
    return prompts.values().stream()
        .filter(held -> held.draft.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no prompt " + name));
  }

  private void handle(Exchange exchange) throws IOException, InterruptedException {
    RecordedRequest request = exchange.request();
    assertThat(Wire.SIGNATURES.problem(request)).isEmpty();
    assertThat(request.header("Authorization").orElse(""))
        .contains("/eu-west-1/bedrock/aws4_request");
    String[] target = request.target().split("\\?", 2);
    Map<String, String> query = new LinkedHashMap<>();
    if (target.length > 1) {
      for (String pair : target[1].split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    String[] path = target[0].split("/", -1);
    assertThat(path[1]).isEqualTo("prompts");
    String id = URLDecoder.decode(path[2], StandardCharsets.UTF_8).replace(ARN, "");
    String call = request.method()
        + (id.isEmpty() ? "" : " one")
        + (target[0].endsWith("/versions") ? " versions" : "");
    call = Map.of(
            "POST", "CreatePrompt",
            "PUT one", "UpdatePrompt",
            "POST one versions", "CreatePromptVersion",
            "GET one", "GetPrompt",
            "GET", "ListPrompts")
        .get(call);
    assertThat(call).as(request.method() + " " + request.target()).isNotNull();
    calls.add(call);
    if (before.handle(call, exchange)) {
      return;
    }
    answer(call, id, query, exchange);
  }

  private void answer(String call, String id, Map<String, String> query, Exchange exchange)
      throws IOException {
    Answer answer;
    synchronized (this) {
      answer = answer(call, id, query, exchange.request());
    }
    if (answer.error != null) {
      error(exchange, answer.status, answer.error, "as it is");
      return;
    }
    exchange.respond(
        answer.status,
        Wire.headers("application/json"),
        Wire.bytes(JSON.writeValueAsString(answer.body)));
  }

  static void error(Exchange exchange, int status, String code, String message) throws IOException {
    exchange.respond(
        status,
        Wire.errorHeaders(code),
        Wire.bytes(JSON.createObjectNode().put("message", message).toString()));
  }

  private record Answer(int status, JsonNode body, String error) {
    static Answer of(int status, String error) {
      return new Answer(status, null, error);
    }
  }

  private Answer answer(String call, String id, Map<String, String> query, RecordedRequest request)
      throws IOException {
    if (!id.isEmpty() && !prompts.containsKey(id)) {
      return Answer.of(404, "ResourceNotFoundException");
    }
    return switch (call) {
      case "ListPrompts" -> list(query);
      case "GetPrompt" -> get(id, query.getOrDefault("promptVersion", "DRAFT"));
      case "CreatePromptVersion" -> version(id, (ObjectNode) JSON.readTree(request.body()));
      default -> write(call, id, (ObjectNode) JSON.readTree(request.body()));
    };
  }

  private Answer get(String id, String version) {
    Held held = prompts.get(id);
    if (version.equals("DRAFT")) {
      return new Answer(200, head(id, held.draft, "DRAFT"), null);
    }
    int number = Integer.parseInt(version);
    return number > held.versions.size()
        ? Answer.of(404, "ResourceNotFoundException")
        : new Answer(200, head(id, held.versions.get(number - 1), version), null);
  }

  private Answer write(String call, String id, ObjectNode body) {
    validate(body);
    boolean taken = prompts.entrySet().stream()
        .anyMatch(e ->
            !e.getKey().equals(id) && e.getValue().draft.path("name").equals(body.path("name")));
    if (taken) {
      return Answer.of(409, "ConflictException");
    }
    if (call.equals("CreatePrompt")) {
      assertThat(body.path("clientToken").asText()).matches(TOKEN).hasSizeBetween(33, 256);
      body.remove("clientToken");
      return new Answer(201, head(add(body), body, "DRAFT"), null);
    }
    prompts.get(id).draft = body;
    return new Answer(200, head(id, body, "DRAFT"), null);
  }

  private Answer version(String id, ObjectNode body) {
    assertThat(body.path("clientToken").asText()).matches(TOKEN).hasSizeBetween(33, 256);
    Held held = prompts.get(id);
    ObjectNode version = held.draft.deepCopy();
    version.remove("description");
    if (body.has("description")) {
      version.set("description", body.get("description"));
    }
    held.versions.add(version);
    ObjectNode told = head(id, version, String.valueOf(held.versions.size()));
    if (tersely) {
      told.remove("variants");
    }
    return new Answer(201, told, null);
  }

  private Answer list(Map<String, String> query) {
    List<ObjectNode> all = new ArrayList<>();
    String id = query.get("promptIdentifier");
    if (id == null) {
      prompts.forEach((key, held) -> all.add(head(key, held.draft, "DRAFT")));
    } else if (!prompts.containsKey(id.replace(ARN, ""))) {
      return Answer.of(404, "ResourceNotFoundException");
    } else {
      Held held = prompts.get(id.replace(ARN, ""));
      all.add(head(id.replace(ARN, ""), held.draft, "DRAFT"));
      for (int i = held.versions.size(); i > 0; i--) {
        all.add(head(id.replace(ARN, ""), held.versions.get(i - 1), String.valueOf(i)));
      }
    }
    int max = Integer.parseInt(query.get("maxResults"));
    assertThat(max).isBetween(1, 1000);
    int from = Integer.parseInt(query.getOrDefault("nextToken", "page 0").substring(5));
    int to = Math.min(all.size(), from + Math.min(max, PAGE));
    ObjectNode body = JSON.createObjectNode();
    ArrayNode summaries = body.putArray("promptSummaries");
    all.subList(from, to).forEach(one -> {
      one.remove("variants");
      summaries.add(one);
    });
    if (to < all.size()) {
      body.put("nextToken", "page " + to);
    }
    return new Answer(200, body, null);
  }

  private static ObjectNode head(String id, ObjectNode prompt, String version) {
    ObjectNode head = prompt.deepCopy();
    head.put("id", id)
        .put("arn", ARN + id + (version.equals("DRAFT") ? "" : ":" + version))
        .put("version", version)
        .put("createdAt", "2026-11-01T00:00:00Z")
        .put("updatedAt", "2026-11-02T00:00:00.123456Z");
    return head;
  }

  /** What the service's definition says of a prompt. */
  private static void validate(JsonNode body) {
    assertThat(body.path("name").asText()).matches(NAME);
    if (body.has("description")) {
      assertThat(body.path("description").asText()).hasSizeBetween(1, 200);
    }
    assertThat(body.path("variants")).hasSize(1);
    JsonNode variant = body.path("variants").get(0);
    assertThat(variant.path("name").asText())
        .matches(NAME)
        .isEqualTo(body.path("defaultVariant").asText());
    assertThat(variant.path("metadata").size()).isLessThanOrEqualTo(50);
    for (JsonNode entry : variant.path("metadata")) {
      assertThat(entry.path("key").asText()).matches(METADATA).hasSizeBetween(1, 128);
      assertThat(entry.path("value").asText()).matches(METADATA).hasSizeBetween(0, 1024);
    }
    JsonNode template = variant.path("templateConfiguration");
    assertThat(template.properties()).hasSize(1);
    boolean text = variant.path("templateType").asText().equals("TEXT");
    JsonNode kind = template.path(text ? "text" : "chat");
    if (text) {
      assertThat(kind.path("text").asText()).isNotEmpty();
    } else {
      assertThat(kind.path("messages")).isNotEmpty();
      kind.path("system")
          .forEach(block -> assertThat(block.path("text").asText()).isNotEmpty());
    }
    assertThat(kind.path("inputVariables").size()).isLessThanOrEqualTo(20);
    kind.path("inputVariables")
        .forEach(input -> assertThat(input.path("name").asText()).matches(NAME));
    JsonNode inference = variant.path("inferenceConfiguration").path("text");
    assertThat(inference.path("temperature").asDouble(0)).isBetween(0.0, 1.0);
    assertThat(inference.path("topP").asDouble(0)).isBetween(0.0, 1.0);
    assertThat(inference.path("stopSequences").size()).isLessThanOrEqualTo(4);
  }

  /** As it was at the beginning; fails if a check of a request has failed. */
  synchronized void reset() {
    assertThat(server.problems()).isEmpty();
    prompts.clear();
    calls.clear();
    server.requests().clear();
    before = (call, exchange) -> false;
    tersely = false;
  }

  @Override
  public void close() {
    server.close();
    assertThat(server.problems()).isEmpty();
  }
}
