package io.fmops.resilience;

import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingTest {

  private final Backend stable = Backend.named("stable", answer("old"));
  private final Backend canary = Backend.named("canary", answer("new"));

  private static GenerateRequest from(String user) {
    return GenerateRequest.builder().user("hello").metadata("user", user).build();
  }

  @Test
  void callsAreSpreadByWeight() {
    FoundationModel group = Routing.byWeight("chat")
        .model(stable.model(), 95)
        .model(canary.model(), 5)
        .random(new Random(7))
        .build();
    for (int i = 0; i < 10_000; i++) {
      assertThat(group.generate(REQUEST).text()).isIn("old", "new");
    }
    assertThat(canary.begun.get() / 10_000d).isCloseTo(0.05, within(0.01));
    assertThat(stable.begun.get() + canary.begun.get()).isEqualTo(10_000);
  }

  @Test
  void theSameChanceGivesTheSameChoices() {
    StringBuilder first = new StringBuilder();
    StringBuilder second = new StringBuilder();
    for (StringBuilder choices : List.of(first, second)) {
      FoundationModel group = Routing.byWeight("chat")
          .model(stable.model(), 1)
          .model(canary.model(), 1)
          .random(new Random(42))
          .build();
      for (int i = 0; i < 50; i++) {
        choices.append(group.generate(REQUEST).text());
      }
    }
    assertThat(first).hasToString(second.toString());
  }

  @Test
  void aUserStaysWithOneModelAndUsersAreSpreadByWeight() {
    FoundationModel group = Routing.byWeight("chat")
        .model(stable.model(), 9)
        .model(canary.model(), 1)
        .stickyBy("user")
        .build();
    int toCanary = 0;
    for (int user = 0; user < 4_000; user++) {
      Set<String> answers = new HashSet<>();
      for (int i = 0; i < 2; i++) {
        answers.add(group.generate(from("利用者" + user)).text());
      }
      assertThat(answers).hasSize(1);
      toCanary += answers.contains("new") ? 1 : 0;
    }
    assertThat(toCanary / 4_000d).isCloseTo(0.1, within(0.02));
  }

  @Test
  void aModelOfWeightZeroIsAskedOnlyIfAllOthersFail() {
    Backend down = Backend.named("down", List.of(unavailable()));
    FoundationModel group = Routing.byWeight("chat")
        .model(stable.model(), 0)
        .model(down.model(), 1)
        .fallback()
        .build();
    assertThat(group.generate(REQUEST).model()).isEqualTo(stable.id);
    FoundationModel strict =
        Routing.byWeight("chat").model(stable.model(), 0).model(down.model(), 1).build();
    for (int i = 0; i < 100; i++) {
      assertThat(catchThrowableOfType(ModelException.class, () -> strict.generate(REQUEST)))
          .hasMessage("503");
    }
  }

  @Test
  void theCheapestModelIsAskedAndTheNextIfItFails() {
    Map<String, String> prices = Map.of("stable", "0.3", "canary", "0.1", "down", "0.01");
    Backend down = Backend.named("down", List.of(unavailable()));
    Routing.Builder builder = Routing.byCost(
            "cheap", (model, request) -> new BigDecimal(prices.getOrDefault(model.name(), "9")))
        .model(stable.model())
        .model(canary.model())
        .model(down.model(), 1, request -> request.metadata().isEmpty());
    FoundationModel group = builder.fallback().build();
    assertThat(group.generate(from("a")).model()).isEqualTo(canary.id);
    assertThat(down.begun).hasValue(0);
    assertThat(group.generate(REQUEST).model()).isEqualTo(canary.id);
    assertThat(down.begun).hasValue(1);
  }

  @Test
  void wrongSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Routing.byWeight("a").model(stable.model(), -1))
        .withMessage("the weight of scripted:stable is -1.0; it must be from 0 to 1e9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Routing.byWeight("a").model(stable.model(), 0).build())
        .withMessageContaining("a weight above 0");
  }
}
