package io.fmops.resilience;

import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.text;
import static io.fmops.resilience.Backend.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BudgetExceededException;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FallbackTest {

  private final Backend good = Backend.named("good", answer("yes"));

  private static FoundationModel group(FoundationModel... models) {
    Fallback.Builder builder = Fallback.builder("support");
    for (FoundationModel model : models) {
      builder.model(model);
    }
    return builder.build();
  }

  @Test
  void theNextModelAnswersAndTheReasonIsKept() {
    Backend down = Backend.named("down", List.of(unavailable()));
    Backend gone = Backend.named("gone", List.of(new ModelNotFoundException("withdrawn")));
    Backend barred = Backend.named("barred", List.of(new NotAuthorizedException("no access")));
    FoundationModel group = group(down.model(), gone.model(), barred.model(), good.model());
    assertThat(group.id()).isEqualTo(ModelId.parse("group:support"));
    GenerateResponse response = group.generate(REQUEST);
    assertThat(response.model()).isEqualTo(good.id);
    assertThat(response.text()).isEqualTo("yes");
    assertThat(response.notices())
        .extracting(notice -> ((FailedAttempt) notice.value()).model())
        .containsExactly(down.id, gone.id, barred.id);
    assertThat(((FailedAttempt) response.notices().get(1).value()).problem())
        .hasMessage("withdrawn");
    assertThat(((FailedAttempt) response.notices().get(1).value()).layer()).isEqualTo("fallback");
  }

  @Test
  void whatEveryModelWouldRefuseDoesNotLeadOn() {
    for (ModelException problem :
        List.of(new RejectedInputException("bad"), new BudgetExceededException("spent"))) {
      FoundationModel group = group(Backend.named("a", List.of(problem)).model(), good.model());
      assertThat(catchThrowableOfType(ModelException.class, () -> group.generate(REQUEST)))
          .isSameAs(problem);
    }
    assertThat(good.begun).hasValue(0);
  }

  @Test
  void whatLeadsOnCanBeSaid() {
    FoundationModel group = Fallback.builder("tight")
        .model(Backend.named("a", List.of(new BudgetExceededException("spent"))).model())
        .model(good.model())
        .when(problem -> problem instanceof BudgetExceededException)
        .build();
    assertThat(group.generate(REQUEST).text()).isEqualTo("yes");
  }

  @Test
  void aStreamIsLedOnBeforeItsFirstContentOnly() {
    Backend half = Backend.named("half", List.of(text("a"), unavailable()));
    FoundationModel group = group(half.model(), good.model());
    try (ModelStream stream = group.stream(REQUEST)) {
      assertThat(catchThrowableOfType(ModelException.class, stream::response).partialContent())
          .hasSize(1);
    }
    assertThat(group.generate(REQUEST).text())
        .as("a whole answer is shown at its end")
        .isEqualTo("yes");
    FoundationModel early =
        group(Backend.named("down", List.of(unavailable())).model(), good.model());
    try (ModelStream stream = early.stream(REQUEST)) {
      assertThat(stream.response().text()).isEqualTo("yes");
    }
  }

  @Test
  void allExchangesOfAllModelsAreCountedWhenNoneSucceeds() {
    Retry retry = Retry.builder().backoff(Duration.ZERO, Duration.ZERO).build();
    Backend one = new Backend(ModelId.of("scripted", "one"), n -> List.of(unavailable()));
    Backend two = new Backend(ModelId.of("scripted", "two"), n -> List.of(unavailable()));
    FoundationModel group = group(one.model().with(retry), two.model().with(retry));
    ModelException problem =
        catchThrowableOfType(ModelException.class, () -> group.generate(REQUEST));
    assertThat(problem.attempts()).isEqualTo(6);
    assertThat(one.begun.get() + two.begun.get()).isEqualTo(6);
  }

  @Test
  void aModelIsAskedOnlyWhatItTakes() {
    Backend strong = Backend.named("strong", List.of(unavailable()));
    FoundationModel group = Fallback.builder("able")
        .model(strong.model())
        .model(good.model(), request -> request.system().isEmpty())
        .build();
    assertThat(group.generate(REQUEST).text()).isEqualTo("yes");
    GenerateRequest difficult =
        GenerateRequest.builder().system("Be kind.").user("hello").build();
    assertThat(catchThrowableOfType(ModelException.class, () -> group.generate(difficult)))
        .hasMessage("503");
    FoundationModel none =
        Fallback.builder("none").model(good.model(), request -> false).build();
    assertThatThrownBy(() -> none.generate(REQUEST))
        .isInstanceOf(RejectedInputException.class)
        .hasMessage("none of the models of group:none takes a request like this: [scripted:good]");
  }

  @Test
  void groupsNestAndCloseWhatTheyHold() {
    Backend down = Backend.named("down", List.of(unavailable()));
    FoundationModel nested = group(group(down.model()), good.model());
    assertThat(nested.generate(REQUEST).model()).isEqualTo(good.id);
    nested.close();
    assertThat(down.closed).hasValue(1);
    assertThat(good.closed).hasValue(1);
  }

  @Test
  void oneModelThatCannotBeClosedDoesNotKeepTheOthersOpen() {
    FoundationModel bad = FoundationModel.of(Backend.ID, new io.fmops.model.spi.ModelEngine() {
      @Override
      public io.fmops.model.spi.EventSource open(
          GenerateRequest request, io.fmops.model.CallContext context) {
        throw unavailable();
      }

      @Override
      public void close() {
        throw new IllegalStateException("stuck");
      }
    });
    assertThatThrownBy(() -> group(bad, good.model()).close()).hasMessage("stuck");
    assertThat(good.closed).hasValue(1);
  }

  @Test
  void aGroupNeedsAModelAndAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fallback.builder("empty").build())
        .withMessage("group:empty needs at least one model");
    assertThatThrownBy(() -> Fallback.builder("two words"))
        .isInstanceOf(ModelNotFoundException.class);
  }
}
