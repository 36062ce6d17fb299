package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.PulledPrompt.Origin;
import io.fmops.model.CallContext;
import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import io.fmops.prompt.Input;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BedrockPromptsTest {

  private static final Prompt SIMPLE =
      Prompt.of("classify", "Is this spam? {{ text }} {{! be strict }}");

  private static final Prompt RICH = Prompt.builder("support/返金-案内")
      .description("返金の案内")
      .tags("support", "日本語")
      .system("You are {{persona}}.")
      .user("{{問い}}")
      .assistant("いいえ")
      .user("{{問い}} ({{limit}})")
      .input("persona", Input.string().withDefault("kind").describedAs("tone"))
      .input("問い", Input.string())
      .input("limit", Input.integer().optional())
      .model(ModelId.parse("bedrock:amazon.nova-lite-v1:0?region=eu-west-1"))
      .parameters(new InferenceParameters(
          Optional.of(300), Optional.of(0.1), Optional.of(0.123456789), List.of("終わり")))
      .output(new OutputFormat("refund", JsonSchema.of("{\"type\":\"object\"}")))
      .metadata("owner", "team-a")
      .metadata("担当", "田中")
      .build();

  private static PromptServer server;
  private static BedrockPrompts prompts;

  @BeforeAll
  static void open() {
    server = new PromptServer();
    prompts = server.client();
  }

  @AfterEach
  void reset() {
    server.reset();
  }

  @AfterAll
  static void close() {
    prompts.close();
    server.close();
  }

  private PushedPrompt push(Prompt prompt, PushOptions options) {
    return prompts.push(prompt, options, CallContext.create());
  }

  private JsonNode sent(String call) throws IOException {
    return PromptServer.JSON.readTree(
        server.http().requests().get(server.calls.lastIndexOf(call)).body());
  }

  private ObjectNode text(String name) {
    return (ObjectNode) server.variant(name).path("templateConfiguration").path("text");
  }

  private void editText(String name, String text) {
    server.edit(name, draft -> text(name).put("text", text));
  }

  @Test
  void aNewPromptIsCreatedAndBecomesVersionOne() throws IOException {
    PushedPrompt pushed = prompts.push(SIMPLE);
    assertThat(server.calls).containsExactly("ListPrompts", "CreatePrompt", "CreatePromptVersion");
    assertThat(pushed.created()).isTrue();
    assertThat(pushed.version()).isEqualTo(1);
    assertThat(pushed.arn())
        .isEqualTo("arn:aws:bedrock:eu-west-1:123456789012:prompt/" + pushed.id() + ":1");
    assertThat(pushed.differences()).isEmpty();
    assertThat(pushed.unknownThere()).isEmpty();
    assertThat(server.http().requests().get(0).target()).isEqualTo("/prompts/?maxResults=100");
    assertThat(server.http().requests().get(1).target()).isEqualTo("/prompts/");
    assertThat(server.http().requests().get(2).target())
        .isEqualTo("/prompts/" + pushed.id() + "/versions");
    JsonNode body = sent("CreatePrompt");
    assertThat(body.path("name").asText()).isEqualTo("classify");
    assertThat(body.has("description")).isFalse();
    JsonNode variant = body.path("variants").get(0);
    assertThat(variant.path("templateType").asText()).isEqualTo("TEXT");
    // Spaces and comments are ours; what the service shows is what it can fill in.
    assertThat(variant.path("templateConfiguration").toString())
        .isEqualTo("{\"text\":{\"text\":\"Is this spam? {{text}} \","
            + "\"inputVariables\":[{\"name\":\"text\"}]}}");
    assertThat(variant.has("inferenceConfiguration")).isFalse();
    assertThat(variant.has("modelId")).isFalse();
  }

  @Test
  void aConversationIsAChatWithItsParametersAndModel() throws IOException {
    PushedPrompt pushed = prompts.push(RICH);
    assertThat(pushed.unknownThere())
        .containsExactly(
            "the name of the variable 問い, which is 0_Xgun-X9j8_ there",
            "the options of the model",
            "the metadata 担当",
            "the tags",
            "the types, defaults and descriptions of the inputs",
            "the output schema");
    JsonNode body = sent("CreatePrompt");
    assertThat(body.path("name").asText()).isEqualTo("support_Z-Xses-Xssx-X19-Xklk-Xg3p_");
    assertThat(body.path("description").asText()).isEqualTo("返金の案内");
    JsonNode variant = body.path("variants").get(0);
    assertThat(variant.path("templateType").asText()).isEqualTo("CHAT");
    assertThat(variant.path("templateConfiguration")).isEqualTo(PromptServer.JSON.readTree("""
        {"chat": {
          "system": [{"text": "You are {{persona}}."}],
          "messages": [
            {"role": "user", "content": [{"text": "{{0_Xgun-X9j8_}}"}]},
            {"role": "assistant", "content": [{"text": "いいえ"}]},
            {"role": "user", "content": [{"text": "{{0_Xgun-X9j8_}} ({{limit}})"}]}],
          "inputVariables": [{"name": "persona"}, {"name": "0_Xgun-X9j8_"}, {"name": "limit"}]}}"""));
    assertThat(variant.path("modelId").asText()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(variant.path("inferenceConfiguration").toString())
        .isEqualTo("{\"text\":{\"temperature\":0.1,\"topP\":0.12345679,\"maxTokens\":300,"
            + "\"stopSequences\":[\"終わり\"]}}");
    assertThat(variant.path("metadata").get(0).toString())
        .isEqualTo("{\"key\":\"owner\",\"value\":\"team-a\"}");
    assertThat(variant.path("metadata").get(1).path("value").asText()).isEqualTo(RICH.hash());
  }

  @Test
  void whatIsPulledIsWhatWasPushed() {
    for (Prompt prompt : List.of(SIMPLE, RICH)) {
      PushedPrompt pushed = prompts.push(prompt);
      for (String called :
          List.of(prompt.name(), pushed.id(), pushed.arn(), pushed.arn().replaceAll(":1$", ""))) {
        PulledPrompt pulled = prompts.pull(called);
        assertThat(pulled.prompt()).isEqualTo(prompt);
        assertThat(pulled.prompt().hash()).isEqualTo(prompt.hash());
        assertThat(pulled.origin()).isEqualTo(Origin.PUSHED);
        assertThat(pulled.losses()).isEmpty();
        assertThat(pulled.id()).isEqualTo(pushed.id());
        assertThat(pulled.version())
            .isEqualTo(called.equals(pushed.arn()) ? Optional.of(1) : Optional.empty());
        assertThat(pulled.updated()).isEqualTo(Instant.parse("2026-11-02T00:00:00.123456Z"));
      }
      assertThat(prompts.pull(prompt.name(), 1, CallContext.create()).prompt()).isEqualTo(prompt);
    }
  }

  @Test
  void pushingTheSameAgainCreatesNothing() {
    PushedPrompt first = prompts.push(RICH);
    server.calls.clear();
    PushedPrompt again = prompts.push(Prompt.parse(RICH.print()));
    assertThat(again.created()).isFalse();
    assertThat(again.version()).isEqualTo(1);
    assertThat(again.arn()).isEqualTo(first.arn());
    assertThat(server.calls).doesNotContain("CreatePrompt", "UpdatePrompt", "CreatePromptVersion");
  }

  @Test
  void aChangeBecomesTheNextVersionAndTheOldOneStays() throws IOException {
    server.edit(
        nameOf(prompts.push(SIMPLE, keyed(), CallContext.create())),
        draft -> assertThat(draft.path("customerEncryptionKeyArn").asText()).endsWith("key/1"));
    Prompt changed = Prompt.of("classify", "Spam or ham? {{text}}");
    PushedPrompt second =
        push(changed, PushOptions.builder().versionDescription("fewer words").build());
    assertThat(second.created()).isTrue();
    assertThat(second.version()).isEqualTo(2);
    // An update takes away what it does not have.
    assertThat(sent("UpdatePrompt").path("customerEncryptionKeyArn").asText()).endsWith("key/1");
    assertThat(sent("CreatePromptVersion").path("description").asText()).isEqualTo("fewer words");
    assertThat(prompts.pull("classify", 1, CallContext.create()).prompt()).isEqualTo(SIMPLE);
    PulledPrompt version = prompts.pull("classify", 2, CallContext.create());
    // The version's description is not the prompt's.
    assertThat(version.prompt()).isEqualTo(changed);
    assertThat(version.origin()).isEqualTo(Origin.PUSHED);
    assertThat(push(SIMPLE, PushOptions.DEFAULTS).version()).isEqualTo(3);
    assertThat(prompts.pull("classify").prompt()).isEqualTo(SIMPLE);
  }

  private static PushOptions keyed() {
    return PushOptions.builder()
        .encryptionKey("arn:aws:kms:eu-west-1:123456789012:key/1")
        .build();
  }

  private static String nameOf(PushedPrompt pushed) {
    assertThat(pushed.created()).isTrue();
    return "classify";
  }

  @Test
  void aPushThatFailedBeforeItsVersionGoesOnFromThere() {
    server.before = (call, exchange) -> {
      if (call.equals("CreatePromptVersion")) {
        PromptServer.error(exchange, 500, "InternalServerException", "no");
        return true;
      }
      return false;
    };
    assertThatThrownBy(() -> prompts.push(RICH))
        .isInstanceOf(io.fmops.model.UnavailableException.class);
    server.before = (call, exchange) -> false;
    server.calls.clear();
    assertThat(prompts.push(RICH).version()).isEqualTo(1);
    assertThat(server.calls).doesNotContain("CreatePrompt", "UpdatePrompt");
  }

  @Test
  void whatWasEditedOnTheConsoleIsPulledAndTheRestIsAsItWasPushed() {
    prompts.push(RICH);
    String there = "support_Z-Xses-Xssx-X19-Xklk-Xg3p_";
    server.edit(there, draft -> {
      draft.put("description", "返金について");
      ObjectNode chat =
          (ObjectNode) server.variant(there).path("templateConfiguration").path("chat");
      ((ObjectNode) chat.path("messages").get(2).path("content").get(0))
          .put("text", "{{0_Xgun-X9j8_}}? {{mood}}");
      ((ObjectNode) server.variant(there).path("inferenceConfiguration").path("text"))
          .put("temperature", 0.9);
      ((ObjectNode) server.variant(there).path("metadata").get(0)).put("value", "team-b");
    });
    PulledPrompt pulled = prompts.pull(RICH.name());
    assertThat(pulled.origin()).isEqualTo(Origin.EDITED);
    Prompt prompt = pulled.prompt();
    assertThat(prompt.name()).isEqualTo(RICH.name());
    assertThat(prompt.description()).contains("返金について");
    assertThat(prompt.messages().subList(0, 3)).isEqualTo(RICH.messages().subList(0, 3));
    assertThat(prompt.messages().get(3).template()).isEqualTo("{{問い}}? {{mood}}");
    assertThat(prompt.parameters())
        .isEqualTo(new InferenceParameters(
            Optional.of(300), Optional.of(0.9), Optional.of(0.123456789), List.of("終わり")));
    assertThat(prompt.metadata()).containsEntry("owner", "team-b").containsEntry("担当", "田中");
    assertThat(prompt.tags()).isEqualTo(RICH.tags());
    assertThat(prompt.output()).isEqualTo(RICH.output());
    assertThat(prompt.model()).isEqualTo(RICH.model());
    assertThat(prompt.inputs()).containsOnlyKeys("persona", "問い", "mood");
    assertThat(prompt.inputs().get("persona")).isEqualTo(RICH.inputs().get("persona"));
    assertThat(pulled.losses())
        .containsExactly(
            "the input limit, which is in no message any more",
            "the type of the input mood, which is new there and a text here");
    // The version is still what was pushed.
    assertThat(prompts.pull(RICH.name(), 1, CallContext.create()).prompt()).isEqualTo(RICH);
  }

  @Test
  void anEditThatNoVersionHasIsNotOverwrittenUnlessThatIsAllowed() {
    prompts.push(SIMPLE);
    editText("classify", "Edited by a colleague: {{text}}");
    Prompt next = Prompt.of("classify", "Next {{text}}");
    assertThatThrownBy(() -> prompts.push(next))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("was changed on Bedrock since it was pushed")
        .hasMessageContaining("replaceEdits()")
        .hasMessageNotContaining("colleague");
    assertThat(server.versions("classify")).isEqualTo(1);
    server.saveVersion("classify");
    assertThat(prompts.push(next).version()).isEqualTo(3);
    assertThat(prompts
            .pull("classify", 2, CallContext.create())
            .prompt()
            .messages()
            .get(0)
            .template())
        .isEqualTo("Edited by a colleague: {{text}}");
    editText("classify", "Again: {{text}}");
    assertThat(push(SIMPLE, PushOptions.builder().replaceEdits().build()).version())
        .isEqualTo(4);
    assertThat(prompts.pull("classify").prompt()).isEqualTo(SIMPLE);
  }

  @Test
  void theVersionThatIsPushedAlreadyStaysTheNewestAlthoughTheDraftWasEdited() {
    prompts.push(SIMPLE);
    editText("classify", "Edited: {{text}}");
    assertThat(prompts.push(SIMPLE).created()).isFalse();
    assertThat(prompts.pull("classify").origin()).isEqualTo(Origin.EDITED);
  }

  @Test
  void anEditIsPushedBackAsANewVersion() {
    prompts.push(SIMPLE);
    editText("classify", "Edited: {{text}}");
    Prompt edited = prompts.pull("classify").prompt();
    PushedPrompt pushed = prompts.push(edited);
    assertThat(pushed.version()).isEqualTo(2);
    assertThat(prompts.pull("classify").prompt()).isEqualTo(edited);
    assertThat(prompts.pull("classify").origin()).isEqualTo(Origin.PUSHED);
    assertThat(prompts.push(SIMPLE).version()).isEqualTo(3);
  }

  @Test
  void aPromptOfAnotherNameOrOriginIsNotReplaced() {
    server.put("classify", """
        [{"name": "v", "templateType": "TEXT",
          "templateConfiguration": {"text": {"text": "Somebody's {{own}}"}}}]""");
    assertThatThrownBy(() -> prompts.push(SIMPLE))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("was not pushed from here");
    assertThat(push(SIMPLE, PushOptions.builder().replaceEdits().build()).version())
        .isEqualTo(1);
    assertThat(server.variant("classify").path("name").asText()).isEqualTo("v");
    prompts.push(Prompt.of("other", "x"));
    server.edit("other", draft -> draft.put("name", "renamed"));
    assertThatThrownBy(() -> prompts.push(Prompt.of("renamed", "y")))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("was pushed as other, not as renamed");
    PulledPrompt renamed = prompts.pull("renamed");
    assertThat(renamed.origin()).isEqualTo(Origin.EDITED);
    assertThat(renamed.prompt()).isEqualTo(Prompt.of("renamed", "x"));
  }

  @Test
  void aDraftOfAnUnknownKindIsReplacedOnlyIfThatIsAllowedAndSuchAVersionStays() {
    server.put("classify", """
        [{"name": "v", "templateType": "VIDEO", "templateConfiguration": {"video": {}}}]""");
    server.saveVersion("classify");
    assertThatThrownBy(() -> prompts.push(SIMPLE))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("that cannot be read here");
    assertThat(push(SIMPLE, PushOptions.builder().replaceEdits().build()).version())
        .isEqualTo(2);
    assertThat(prompts.pull("classify").prompt()).isEqualTo(SIMPLE);
    server.put("empty", "[]");
    server.saveVersion("empty");
    // Nothing is lost with an empty one.
    assertThat(prompts.push(Prompt.of("empty", "x")).version()).isEqualTo(2);
  }

  @Test
  void aPromptWithSectionsIsRefusedUnlessThatIsAllowedAndComesBackWhole() throws IOException {
    Prompt prompt = Prompt.builder("listing")
        .user("{{#items}}- {{name}}\n{{/items}}{{topic}}")
        .user("{{person.name}} {{topic}}")
        .build();
    assertThatThrownBy(() -> prompts.push(prompt))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining(
            "prompt listing would not be the same on Bedrock: message 1 has sections")
        .hasMessageContaining("message 2 has sections or fields")
        .hasMessageContaining("allowDifferences()");
    assertThat(server.calls).isEmpty();
    PushedPrompt pushed = push(prompt, PushOptions.builder().allowDifferences().build());
    assertThat(pushed.differences()).hasSize(2);
    assertThat(sent("CreatePrompt").toString()).contains("{{#items}}- {{name}}");
    assertThat(prompts.pull("listing").prompt()).isEqualTo(prompt);
  }

  @Test
  void parametersThatTheServiceDoesNotHaveAreDifferences() throws IOException {
    Prompt prompt = SIMPLE.toBuilder()
        .parameters(new InferenceParameters(
            Optional.empty(), Optional.of(1.5), Optional.empty(), List.of("a", "b", "c", "d", "e")))
        .build();
    assertThatThrownBy(() -> prompts.push(prompt))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("of 5 stop sequences there are the first 4 only")
        .hasMessageContaining("a temperature above 1");
    push(prompt, PushOptions.builder().allowDifferences().build());
    assertThat(sent("CreatePrompt")
            .path("variants")
            .get(0)
            .path("inferenceConfiguration")
            .toString())
        .isEqualTo("{\"text\":{\"stopSequences\":[\"a\",\"b\",\"c\",\"d\"]}}");
    assertThat(prompts.pull("classify").prompt()).isEqualTo(prompt);
  }

  @Test
  void moreVariablesThanTheServiceHasAreRefused() {
    String twenty =
        IntStream.range(0, 20).mapToObj("{{v%d}} "::formatted).reduce("", String::concat);
    assertThat(prompts.push(Prompt.of("twenty", twenty)).version()).isEqualTo(1);
    assertThatThrownBy(() -> push(
            Prompt.of("more", twenty + "{{v20}}"),
            PushOptions.builder().allowDifferences().build()))
        .isInstanceOf(PromptException.class)
        .hasMessage("prompt more has 21 variables; 20 are the most on Bedrock");
  }

  private static String noise(int characters) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      text.appendCodePoint(0x4E00 + random.nextInt(20_000));
    }
    return text.toString();
  }

  @Test
  void aLongPromptIsKeptWholeAndOneThatIsTooLongAsFarAsTheServiceShowsIt() {
    Prompt fits = RICH.toBuilder().user(noise(12_000)).build();
    prompts.push(fits);
    assertThat(prompts.pull(RICH.name()).prompt()).isEqualTo(fits);

    Prompt shown =
        Prompt.builder("long").user(noise(20_000)).metadata("owner", "a").build();
    assertThat(prompts.push(shown).unknownThere()).isEmpty();
    PulledPrompt pulled = prompts.pull("long");
    assertThat(pulled.prompt()).isEqualTo(shown);
    assertThat(pulled.origin()).isEqualTo(Origin.FOREIGN);
    assertThat(pulled.losses()).hasSize(1).first().asString().contains("no room");
    assertThat(prompts.push(shown).created()).isFalse();
    assertThat(prompts.push(shown.toBuilder().user("more").build()).version()).isEqualTo(2);

    Prompt tagged = shown.toBuilder().tags("t").build();
    assertThatThrownBy(() -> prompts.push(tagged))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("the tags, and the prompt's file is too long to be kept beside it");
    assertThat(push(tagged, PushOptions.builder().allowDifferences().build()).differences())
        .hasSize(1);
  }

  @Test
  void aLongDescriptionIsShortenedThereAndWholeHere() throws IOException {
    Prompt prompt = SIMPLE.toBuilder().description("𠮷".repeat(150)).build();
    assertThat(prompts.push(prompt).unknownThere())
        .containsExactly("the description behind its first 199 characters");
    assertThat(sent("CreatePrompt").path("description").asText()).isEqualTo("𠮷".repeat(99) + "…");
    assertThat(prompts.pull("classify").prompt()).isEqualTo(prompt);
    server.edit("classify", draft -> draft.remove("description"));
    assertThat(prompts.pull("classify").prompt()).isEqualTo(SIMPLE);
  }

  @Test
  void aChangedDescriptionAloneIsANewDraftAndAVersion() {
    prompts.push(SIMPLE);
    Prompt described = SIMPLE.toBuilder().description("finds spam").build();
    assertThat(prompts.push(described).version()).isEqualTo(2);
    assertThat(prompts.pull("classify").prompt()).isEqualTo(described);
    assertThat(prompts.pull("classify", 2, CallContext.create()).prompt()).isEqualTo(described);
  }

  @Test
  void aDamagedFileDoesNotCount() {
    prompts.push(RICH);
    String there = "support_Z-Xses-Xssx-X19-Xklk-Xg3p_";
    for (String damage : List.of("!", "AAAA", "", "x".repeat(1024))) {
      server.edit(
          there,
          draft ->
              ((ObjectNode) server.variant(there).path("metadata").get(2)).put("value", damage));
      PulledPrompt pulled = prompts.pull(RICH.name());
      assertThat(pulled.origin()).isEqualTo(Origin.FOREIGN);
      assertThat(pulled.prompt().name()).isEqualTo(RICH.name());
      assertThat(pulled.prompt().messages()).isEqualTo(RICH.messages());
      assertThat(pulled.prompt().tags()).isEmpty();
      assertThat(pulled.losses()).containsExactly("the prompt's file beside it, which is damaged");
    }
  }

  @Test
  void aPromptOfTheConsoleIsPulledAndWhatItHasMoreIsTold() {
    server.put("console-prompt", """
        [{"name": "a", "templateType": "CHAT", "modelId": "amazon.nova-pro-v1:0",
          "inferenceConfiguration": {"text": {"temperature": 0.7, "maxTokens": 512, "stopSequences": []}},
          "additionalModelRequestFields": {"top_k": 5},
          "metadata": [{"key": "owner", "value": "team"}],
          "templateConfiguration": {"chat": {
            "system": [{"text": "Be brief."}, {"text": "Be kind."}, {"cachePoint": {"type": "default"}}],
            "messages": [
              {"role": "user", "content": [{"text": "{{question}} in {{1st}}"}]},
              {"role": "assistant", "content": [{"text": "{{#not}} a section {{/not}}"}]}],
            "inputVariables": [{"name": "question"}, {"name": "1st"}],
            "toolConfiguration": {"tools": [{"toolSpec": {"name": "search", "inputSchema": {"json": {}}}}]}}}},
         {"name": "b", "templateType": "TEXT", "templateConfiguration": {"text": {"text": "other"}}}]""");
    PulledPrompt pulled = prompts.pull("console-prompt");
    assertThat(pulled.origin()).isEqualTo(Origin.FOREIGN);
    assertThat(pulled.prompt())
        .isEqualTo(Prompt.builder("console-prompt")
            .system("Be brief.\nBe kind.")
            .user("{{question}} in {{_1st}}")
            .assistant("{{#not}} a section {{/not}}")
            .model(ModelId.of("bedrock", "amazon.nova-pro-v1:0"))
            .parameters(new InferenceParameters(
                Optional.of(512), Optional.of(0.7), Optional.empty(), List.of()))
            .metadata("owner", "team")
            .build());
    assertThat(pulled.losses())
        .containsExactlyInAnyOrder(
            "the variant b",
            "cache points",
            "the border between the texts of message 1",
            "the tools search",
            "the additional fields of the model's requests",
            "the variable 1st is called _1st here",
            "message 3 has braces that are text there, and a section or field here");
  }

  @Test
  void aTextThatIsNoTemplateIsToldWithItsPlaceAndNotWithItsWords() {
    server.put("odd", """
        [{"name": "a", "templateType": "TEXT",
          "templateConfiguration": {"text": {"text": "secret {{ unclosed"}}}]""");
    assertThatThrownBy(() -> prompts.pull("odd"))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("prompt odd, message 1, line 1, column 8")
        .hasMessageNotContaining("secret");
    server.put("empty", "[]");
    assertThatThrownBy(() -> prompts.pull("empty"))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("prompt empty has no text on Bedrock yet");
    server.put("new-kind", """
        [{"name": "a", "templateType": "VIDEO", "templateConfiguration": {"video": {}}}]""");
    assertThatThrownBy(() -> prompts.pull("new-kind"))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("VIDEO; it knows TEXT and CHAT");
  }

  @Test
  void anAnswerWithoutVariantsIsLookedAtAgain() {
    server.tersely = true;
    assertThat(prompts.push(SIMPLE).version()).isEqualTo(1);
    assertThat(server.calls).endsWith("CreatePromptVersion", "GetPrompt");
  }

  @Test
  void whoeverPushesAtTheSameTimeLosesNothing() throws Exception {
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<PushedPrompt>> pushes = IntStream.range(0, writers)
          .mapToObj(i -> threads.submit(() -> {
            start.await();
            while (true) {
              try {
                return prompts.push(Prompt.of("race", "writer " + i + " {{x}}"));
              } catch (io.fmops.model.UnavailableException e) {
                // told to push again
              }
            }
          }))
          .toList();
      start.countDown();
      for (int i = 0; i < writers; i++) {
        PushedPrompt pushed = pushes.get(i).get();
        assertThat(prompts.pull(pushed.arn()).prompt())
            .isEqualTo(Prompt.of("race", "writer " + i + " {{x}}"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aDraftThatCameBetweenIsNotTakenForOurs() {
    prompts.push(SIMPLE);
    Prompt theirs = Prompt.of("classify", "theirs {{text}}");
    boolean[] done = new boolean[1];
    server.before = (call, exchange) -> {
      if (call.equals("CreatePromptVersion") && !done[0]) {
        done[0] = true;
        try (BedrockPrompts other = server.client()) {
          other.push(theirs);
        }
      }
      return false;
    };
    Prompt ours = Prompt.of("classify", "ours {{text}}");
    PushedPrompt pushed = prompts.push(ours);
    assertThat(prompts.pull(pushed.arn()).prompt()).isEqualTo(ours);
    List<Prompt> all = IntStream.rangeClosed(1, server.versions("classify"))
        .mapToObj(i -> prompts.pull("classify", i, CallContext.create()).prompt())
        .toList();
    assertThat(all).contains(SIMPLE, theirs, ours);
  }

  @Test
  void promptsAndVersionsAreListedPageByPage() {
    for (int i = 0; i < 25; i++) {
      server.put("p" + i, "[]");
    }
    prompts.push(Prompt.builder("support/返金").user("x").description("d").build());
    List<ListedPrompt> all = prompts.list(1000);
    assertThat(all).hasSize(26);
    assertThat(all.get(0).nameThere()).isEqualTo("p0");
    ListedPrompt last = all.get(25);
    assertThat(last.name()).isEqualTo("support/返金");
    assertThat(last.nameThere()).isEqualTo("support_Z-Xses-Xssx_");
    assertThat(last.version()).isEmpty();
    assertThat(last.description()).contains("d");
    assertThat(last.created()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
    server.calls.clear();
    assertThat(prompts.list(12)).hasSize(12);
    assertThat(server.calls).hasSize(2);
    assertThat(server.http().requests().get(server.http().requests().size() - 1).target())
        .contains("nextToken=page%2010");
    for (int i = 0; i < 12; i++) {
      prompts.push(Prompt.of("support/返金", "x" + i));
    }
    assertThat(prompts.versions("support/返金", 100, CallContext.create()))
        .extracting(version -> version.version().orElse(0))
        .containsExactly(0, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(prompts.versions(last.arn() + ":3", 2, CallContext.create())).hasSize(2);
    // The newest one is found on whichever page it is.
    assertThat(prompts.push(Prompt.of("support/返金", "x11")).created()).isFalse();
  }

  @Test
  void aNameThatLooksLikeAnIdIsFoundAsWell() {
    for (String name : List.of("classifier", "ABCDEFGHIJ", "1234567890")) {
      prompts.push(Prompt.of(name, "text of " + name));
      assertThat(prompts.pull(name).prompt().name()).isEqualTo(name);
    }
    assertThat(prompts.pull("PROMPT0000").prompt().name()).isEqualTo("classifier");
  }
}
