package io.fmops.telemetry;

import static io.fmops.telemetry.Script.MODEL;
import static io.fmops.telemetry.Script.completed;
import static io.fmops.telemetry.Script.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;

import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelStream;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;
import org.mockito.invocation.InvocationOnMock;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.helpers.MessageFormatter;

class LoggingListenerTest {

  private final List<String> lines = new ArrayList<>();
  private final List<Map<String, String>> mdcs = new ArrayList<>();
  private final Logger log = mock(Logger.class, this::line);

  /** There is no logging backend in the tests, and so no MDC. */
  private final Map<String, String> mdc = new HashMap<>(Map.of("trace", "t-1"));

  private final MockedStatic<MDC> mocked = mockStatic(MDC.class);

  LoggingListenerTest() {
    mocked.when(MDC::getCopyOfContextMap).thenAnswer(i -> new HashMap<>(mdc));
    mocked
        .when(() -> MDC.put(anyString(), anyString()))
        .thenAnswer(i -> mdc.put(i.getArgument(0), i.getArgument(1)));
    mocked.when(() -> MDC.setContextMap(any())).thenAnswer(i -> {
      mdc.clear();
      mdc.putAll(i.getArgument(0));
      return null;
    });
  }

  @AfterEach
  void close() {
    mocked.close();
  }

  private Object line(InvocationOnMock invocation) {
    String method = invocation.getMethod().getName();
    if (method.startsWith("is")) {
      return true;
    }
    Object[] arguments = invocation.getRawArguments();
    Object[] values = arguments.length == 2 && arguments[1] instanceof Object[] many
        ? many
        : java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
    lines.add(method + " "
        + MessageFormatter.arrayFormat((String) arguments[0], values).getMessage());
    mdcs.add(new HashMap<>(mdc));
    return null;
  }

  private FoundationModel model(Object... steps) {
    return FoundationModel.of(MODEL, new Script(steps))
        .with(Telemetry.builder()
            .prices(Prices.UNITS)
            .listener(new LoggingListener(log))
            .build());
  }

  @Test
  void anAnswerIsALineOfFactsWithoutTexts() {
    model(text("秘密の答え"), completed(TokenUsage.reported(10, 2)))
        .generate(
            GenerateRequest.builder().user("秘密の質問").metadata("tenant", "a").build());
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("debug call ").endsWith("labels {tenant=a}");
    assertThat(lines.get(1))
        .startsWith("info call ")
        .contains("bedrock:amazon.nova-lite-v1:0", "request id request-1")
        .endsWith("10 input and 2 output tokens, 16 USD: END_TURN");
    assertThat(lines.toString()).doesNotContain("秘密");
    assertThat(mdcs.get(1))
        .containsEntry("trace", "t-1")
        .containsEntry(LoggingListener.MODEL, "bedrock:amazon.nova-lite-v1:0")
        .containsEntry(LoggingListener.REQUEST_ID, "request-1")
        .containsKey(LoggingListener.CALL_ID);
    assertThat(mdc).isEqualTo(Map.of("trace", "t-1"));
  }

  @Test
  void aFailureIsAWarningWithTheRequestIdForTheSupportDesk() {
    ThrottledException throttled = new ThrottledException(
        "slow down",
        new ErrorDetails(
            Optional.of(MODEL),
            Optional.of("ThrottlingException"),
            Optional.of(429),
            Optional.of("request-9"),
            Optional.empty()),
        null);
    assertThatThrownBy(() -> model(throttled).generate(GenerateRequest.of("q")))
        .isSameAs(throttled);
    assertThat(lines.get(1))
        .startsWith("warn call ")
        .contains("request id request-9")
        .endsWith("ThrottledException (ThrottlingException): slow down");
    assertThat(mdcs.get(1)).containsEntry(LoggingListener.REQUEST_ID, "request-9");
  }

  @Test
  void aCancelledCallIsNoWarning() {
    ModelStream stream = model(text("a"), Script.HANG).stream(GenerateRequest.of("q"));
    stream.iterator().next();
    stream.close();
    assertThat(lines.get(1)).startsWith("info call ").contains("cancelled: the stream was closed");
  }
}
