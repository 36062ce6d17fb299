package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTest {

  /** Listed in this module's test services. */
  public static final class EchoProvider implements ModelProvider {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public ModelEngine open(ModelId id) {
      return ScriptedEngine.answering("echo of " + id.name());
    }
  }

  /** Listed as well: has embeddings, two for whatever it is asked. */
  public static final class VectorProvider implements ModelProvider {
    @Override
    public String name() {
      return "vector";
    }

    @Override
    public ModelEngine open(ModelId id) {
      throw new ModelNotFoundException("only embeddings here");
    }

    @Override
    public EmbeddingEngine openEmbedding(ModelId id) {
      return (request, context) -> new EmbedResponse(
          id, List.of(new float[] {1, 0}, new float[] {1, 1}), TokenUsage.reported(2, 0));
    }
  }

  /** Listed twice under one name, with {@link TwinB}. */
  public static final class TwinA implements ModelProvider {
    @Override
    public String name() {
      return "twin";
    }

    @Override
    public ModelEngine open(ModelId id) {
      throw new AssertionError("never opened");
    }
  }

  /** The other one. */
  public static final class TwinB implements ModelProvider {
    @Override
    public String name() {
      return "twin";
    }

    @Override
    public ModelEngine open(ModelId id) {
      throw new AssertionError("never opened");
    }
  }

  @Test
  void aModelIsOpenedByItsProvider() {
    try (FoundationModel model = Models.open("echo:me")) {
      assertThat(model.generate(GenerateRequest.of("x")).text()).isEqualTo("echo of me");
      assertThat(model.id()).hasToString("echo:me");
    }
  }

  @Test
  void aConfiguredProviderIsUsedInsteadOfTheClassPath() {
    try (FoundationModel model = Models.open(new EchoProvider(), "echo:you")) {
      assertThat(model.generate(GenerateRequest.of("x")).text()).isEqualTo("echo of you");
    }
    assertThatThrownBy(() -> Models.open(new EchoProvider(), "vector:v"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("its ids begin with echo:");
  }

  @Test
  void anUnknownProviderSaysWhatIsOnTheClassPath() {
    assertThatThrownBy(() -> Models.open("nobody:x"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("no model provider \"nobody\"")
        .hasMessageContaining("on the class path: echo, twin, vector")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aProviderOfThisProjectThatIsMissingSaysWhichDependencyToAdd() {
    assertThatThrownBy(() -> Models.open("bedrock:x"))
        .hasMessageContaining("add the dependency io.fmops:fmops-bedrock");
  }

  @Test
  void aProviderThatCannotBeLoadedIsToldAndDoesNotTakeTheOthersAway() {
    assertThatThrownBy(() -> Models.open("nobody:x"))
        .hasMessageContaining("could not be loaded")
        .hasMessageContaining("io.fmops.model.DoesNotExist");
  }

  @Test
  void twoProvidersOfOneNameAreAnErrorThatNamesBoth() {
    assertThatThrownBy(() -> Models.open("twin:x"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("TwinA")
        .hasMessageContaining("TwinB");
  }

  @Test
  void embeddingModelsAreOpenedTheSameWay() {
    try (EmbeddingModel model = Models.openEmbedding("vector:v")) {
      EmbedResponse response = model.embed(EmbedRequest.of("a", "b"));
      assertThat(
              EmbedResponse.cosine(response.vectors().get(0), response.vectors().get(1)))
          .isCloseTo(Math.sqrt(0.5), org.assertj.core.data.Offset.offset(1e-9));
      assertThatThrownBy(() -> model.embed("one"))
          .isInstanceOf(MalformedAnswerException.class)
          .hasMessageContaining("2 vectors for 1 texts");
    }
    assertThatThrownBy(() -> Models.openEmbedding("echo:x"))
        .hasMessageContaining("has no embedding models");
  }
}
