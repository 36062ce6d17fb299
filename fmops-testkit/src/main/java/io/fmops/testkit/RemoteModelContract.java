package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelStream;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every model behind HTTP promises beyond {@link FoundationModelContract}: each fault of the
 * wire is one exception of the right kind, made by one request; whoever gives up a call ends its
 * connection. The kit plays the server and breaks it; the provider's test says only how its wire
 * format looks.
 */
public abstract class RemoteModelContract extends RemoteRetryContract {

  /** For subclasses. */
  protected RemoteModelContract() {}

  @Test
  void aStreamMayBeSplitAtEveryByte() {
    serve(exchange -> send(exchange, wire(ANSWER, wantsStream(exchange.request())), true, 1));
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      assertThat(stream.response().text()).isEqualTo(expectedText());
    }
  }

  @Test
  void theUsageIsWhatTheProviderReports() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      assertThat(stream.response().usage()).isEqualTo(TokenUsage.reported(7, 5));
      assertThat(model.generate(request()).usage()).isEqualTo(TokenUsage.reported(7, 5));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerCutOffByTheTokenLimitSaysSo(boolean streaming) {
    serve(exchange ->
        answer(exchange, new WireText(List.of("cut ", "off"), StopReason.MAX_TOKENS, 7, 2)));
    try (FoundationModel model = open()) {
      GenerateResponse response = call(model, streaming);
      assertThat(response.truncated()).isTrue();
      assertThat(response.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
      assertThat(response.text()).isEqualTo("cut off");
    }
  }

  @Test
  void aReaderThatPausesLosesNothing() throws Exception {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      StringBuilder text = new StringBuilder();
      for (Iterator<StreamEvent> events = stream.iterator(); events.hasNext(); ) {
        if (events.next() instanceof StreamEvent.TextDelta delta) {
          text.append(delta.text());
          Thread.sleep(50);
        }
      }
      assertThat(text).hasToString(expectedText());
    }
  }
}
