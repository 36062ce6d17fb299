package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Traces that have something of everything. */
final class SampleTraces {

  static final Instant START = Instant.parse("2026-02-03T04:05:06.123456789Z");

  static final String HOSTILE = "<script>alert('x')</script> & \"quoted\" </pre></details>"
      + " <img src=x onerror=alert(1)> {{name}} \u0000\u001b[31m \ud83d \u202eevil ";

  private SampleTraces() {}

  static TraceStep.Builder step(String path, StepKind kind, long startMillis, long millis) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    String name = last.endsWith("]") ? last.substring(0, last.lastIndexOf('[')) : last;
    return TraceStep.builder(path, name, kind, START.plusMillis(startMillis))
        .duration(Duration.ofMillis(millis));
  }

  static Cost cost(String amount) {
    return new Cost(new BigDecimal(amount), "USD", LocalDate.of(2026, 1, 31), false);
  }

  /** A run that a model's failure ended, with steps of every state. */
  static Trace rich() {
    ModelId model = ModelId.parse("bedrock:amazon.nova-lite-v1:0?region=eu-west-1");
    TraceStep part1 = step("要約/parts[1]", StepKind.PROMPT, 900, 700)
        .input("第一章。雨がやっと止んだので、二人は海まで歩いて行きました。")
        .output("二人は海へ歩いた。")
        .prompt("要約@3#0a1b2c3d4e5f")
        .model(model)
        .usage(new TokenUsage(312, 41, 1024, 0, TokenUsage.Source.REPORTED))
        .cost(cost("0.000047"))
        .build();
    TraceStep part2 = step("要約/parts[2]", StepKind.PROMPT, 905, 2100)
        .input(HOSTILE.repeat(40))
        .error("UnavailableException: the service is away <b>and</b> said nothing; try again later")
        .state(StepState.FAILED)
        .prompt("要約@3#0a1b2c3d4e5f")
        .model(model)
        .usage(TokenUsage.estimated(5100, 0))
        .attempts(4)
        .build();
    TraceStep part3 = step("要約/parts[3]", StepKind.PROMPT, 910, 2095)
        .input("Chapter three. " + "A very long line without an end ".repeat(60))
        .state(StepState.CANCELLED)
        .model(model)
        .build();
    TraceStep map = step("要約", StepKind.MAP_REDUCE, 880, 2125)
        .input("三つの章")
        .state(StepState.FAILED)
        .steps(List.of(part1, part2, part3))
        .build();
    TraceStep fast = step("both/fast", StepKind.MODEL, 120, 310)
        .input("Where was the UK prime minister born?")
        .output("In London.")
        .model(ModelId.parse("baseline:echo"))
        .usage(TokenUsage.reported(12, 4))
        .cost(cost("0.0000012"))
        .build();
    TraceStep distance = step("both/inner/distance", StepKind.COMPUTE, 131, 0)
        .input("[51.5074, -0.1278]")
        .output("0.0 km")
        .build();
    TraceStep inner = step("both/inner", StepKind.SEQUENCE, 121, 720)
        .steps(List.of(
            step("both/inner/find", StepKind.RETRIEVE, 122, 9).output("[]").build(),
            distance,
            step("both/inner/" + "a".repeat(150), StepKind.TOOL, 140, 701).build()))
        .build();
    TraceStep approval = step("approve", StepKind.APPROVAL, 3010, 0)
        .state(StepState.WAITING)
        .input("Publish this?\nはい / いいえ")
        .build();
    return new Trace(
        "run-2026/<1>",
        "Nightly summary 夜の要約 <script>alert(1)</script>",
        START,
        Duration.ofMillis(3020),
        StepState.FAILED,
        List.of(
            TraceStep.builder("load", "load", StepKind.FUNCTION, START.minusSeconds(90_000))
                .duration(Duration.ofMillis(1500))
                .state(StepState.REPLAYED)
                .output("3 chapters")
                .build(),
            step("both", StepKind.PARALLEL, 118, 725)
                .steps(List.of(fast, inner))
                .build(),
            map,
            approval,
            step("publish", StepKind.FUNCTION, 3012, 8).state(StepState.RUNNING).build()));
  }
}
