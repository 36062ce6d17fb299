package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import io.fmops.model.BudgetExceededException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournaledRunTest {

  private record Place(String name, Optional<String> country, List<Double> position) {}

  private final Journal journal = new InMemoryJournal();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean fails = true;

  private Step<String, String> counted(String name) {
    return Steps.function(name, text -> {
      calls.incrementAndGet();
      return text + name;
    });
  }

  private Step<String, String> failsAtFirst(String name) {
    return Steps.function(name, text -> {
      if (fails) {
        throw new IllegalStateException("not yet");
      }
      return text + name;
    });
  }

  private static <I, O> Chain<I, O> chain(Step<? super I, ? extends O> step) {
    return Chain.<I>named("c").<O>then(step).build();
  }

  private List<String> written() {
    return journal.entries("r").stream()
        .map(entry -> entry.type() + " " + entry.step())
        .toList();
  }

  @Test
  void finishedStepsAreNotRunAgain() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(counted("a"))
        .then(failsAtFirst("b"))
        .then(counted("c"))
        .build();
    RunOptions options = RunOptions.journaled(journal, "r");
    assertThatThrownBy(() -> chain.run("x", options)).hasMessageContaining("step \"b\"");
    assertThat(journal.find("r").orElseThrow().state()).isEqualTo(RunState.FAILED);
    fails = false;
    ChainResult<String> result = chain.resume(journal, "r");
    assertThat(result.output()).isEqualTo("xabc");
    assertThat(calls).hasValue(2);
    assertThat(result.trace().runId()).isEqualTo("r");
    assertThat(result.trace().steps())
        .extracting(TraceStep::state)
        .containsExactly(StepState.REPLAYED, StepState.FINISHED, StepState.FINISHED);
    assertThat(result.trace().steps().get(0).output()).contains("xa");
    assertThat(written())
        .containsExactly("STEP a", "FAILED b", "RESUMED ", "STEP b", "STEP c", "FINISHED ");
    assertThat(journal.find("r").orElseThrow().state()).isEqualTo(RunState.FINISHED);
  }

  @Test
  void aFinishedRunGivesItsOutputAgainAndWritesNothing() {
    Chain<String, String> chain = chain(counted("a"));
    RunOptions options = RunOptions.journaled(journal, "r");
    chain.run("x", options);
    assertThat(chain.run("x", options).output()).isEqualTo("xa");
    assertThat(chain.resume(options).output()).isEqualTo("xa");
    assertThat(calls).hasValue(1);
    assertThat(written()).containsExactly("STEP a", "FINISHED ");
  }

  @Test
  void whatFailedStepsUsedCountsForTheLimitWhenTheRunIsResumed() {
    ScriptedModel.Builder script = ScriptedModel.builder();
    for (int i = 0; i < 4; i++) {
      script.reply(Reply.builder().text("x").usage(TokenUsage.reported(60, 40)).build());
    }
    Step<String, String> never = Steps.validated(
        "never", script.build().model(), GenerateRequest::of, text -> List.of("wrong"), 1);
    Chain<String, String> chain = chain(never);
    RunOptions options = RunOptions.journaled(journal, "r").maxTokens(250);
    assertThatThrownBy(() -> chain.run("q", options)).hasMessageContaining("problem");
    assertThatThrownBy(() -> chain.resume(options))
        .cause()
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("used 300");
  }

  @Test
  void aMapWithAVeryLongKeyIsReadAgain() {
    String key = "k".repeat(60_000);
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, Map<String, String>>function("map", text -> Map.of(key, text)))
        .then(Steps.<Map<String, String>, String>function("read", map -> {
          if (fails) {
            throw new IllegalStateException("not yet");
          }
          return map.get(key);
        }))
        .build();
    RunOptions options = RunOptions.journaled(journal, "r");
    assertThatThrownBy(() -> chain.run("v", options)).hasMessageContaining("read");
    fails = false;
    assertThat(chain.resume(journal, "r").output()).isEqualTo("v");
  }

  @Test
  void usageCostAndModelOfAnEarlierProcessAreKept() {
    FoundationModel model = ScriptedModel.builder()
        .reply(Reply.builder().text("答え").usage(TokenUsage.reported(30, 12)).build())
        .build()
        .model();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.ask(
            "ask",
            model,
            text -> GenerateRequest.builder()
                .user(text)
                .metadata("fmops.prompt", "p@1#0123456789ab")
                .build()))
        .then(failsAtFirst("b"))
        .build();
    ChainException first = catchThrowableOfType(
        ChainException.class, () -> chain.run("x", RunOptions.journaled(journal, "r")));
    fails = false;
    Trace trace = chain.resume(journal, "r").trace();
    TraceStep replayed = trace.steps().get(0);
    TraceStep original = first.trace().steps().get(0);
    assertThat(replayed.usage()).contains(TokenUsage.reported(30, 12));
    assertThat(replayed.model()).contains(ModelId.of("scripted", "model"));
    assertThat(replayed.prompt()).contains("p@1#0123456789ab");
    assertThat(replayed.start()).isEqualTo(original.start());
    assertThat(trace.usage()).isEqualTo(TokenUsage.reported(30, 12));
  }

  @Test
  void limitsCountWhatAnEarlierProcessUsed() {
    FoundationModel model = ScriptedModel.builder()
        .otherwise(Reply.builder().text("x").usage(TokenUsage.reported(60, 30)).build())
        .build()
        .model();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.ask("one", model, GenerateRequest::of))
        .then(failsAtFirst("b"))
        .then(Steps.ask("two", model, GenerateRequest::of))
        .build();
    RunOptions options = RunOptions.journaled(journal, "r").maxTokens(90);
    assertThatThrownBy(() -> chain.run("x", options)).hasMessageContaining("step \"b\"");
    fails = false;
    assertThatThrownBy(() -> chain.resume(options))
        .hasMessageContaining("step \"two\"")
        .hasCauseInstanceOf(BudgetExceededException.class);
  }

  @Test
  void parallelStepsMapsAndLoopsGoOnWhereTheyWere() {
    Step<String, String> flaky = Steps.function("flaky", text -> {
      if (fails && text.equals("3")) {
        throw new IllegalStateException();
      }
      calls.incrementAndGet();
      return text + "!";
    });
    Chain<List<String>, List<String>> chain = Chain.<List<String>>named("c")
        .then(Flows.map("m", flaky))
        .then(Flows.<List<String>, String>parallel(
            "p",
            List.of(
                Steps.<List<String>, String>function("join", all -> String.join("", all)),
                Steps.<List<String>, String>function("first", all -> all.get(0)))))
        .build();
    RunOptions options = RunOptions.journaled(journal, "r").maxParallel(1);
    assertThatThrownBy(() -> chain.run(List.of("1", "2", "3", "4"), options))
        .hasMessageContaining("m/flaky[3]");
    assertThat(calls).hasValue(2);
    fails = false;
    assertThat(chain.resume(options).output()).containsExactly("1!2!3!4!", "1!");
    assertThat(calls).hasValue(4);
    assertThat(chain.resume(options).output()).containsExactly("1!2!3!4!", "1!");
    assertThat(calls).hasValue(4);
  }

  @Test
  void whatWasDecidedOnTheWayIsNotDecidedAnew() {
    AtomicInteger asked = new AtomicInteger();
    Chain<String, String> chain = chain(Flows.branch(
        "b", text -> asked.incrementAndGet() == 1, failsAtFirst("yes"), counted("no")));
    RunOptions options = RunOptions.journaled(journal, "r");
    assertThatThrownBy(() -> chain.run("x", options)).hasMessageContaining("b/yes");
    fails = false;
    assertThat(chain.resume(options).output()).isEqualTo("xyes");
    assertThat(asked).hasValue(1);
  }

  @Test
  void recordsAreWrittenByTheirType() {
    Place tokyo = new Place("東京", Optional.of("日本"), List.of(35.68, 139.69));
    Step<String, Place> step = Steps.<String, Place>function("place", text -> {
          calls.incrementAndGet();
          return tokyo;
        })
        .returning(Place.class);
    Chain<String, Place> chain = chain(step);
    RunOptions options = RunOptions.journaled(journal, "r");
    chain.run("x", options);
    assertThat(chain.run("x", options).output()).isEqualTo(tokyo);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aTypeThatNobodySaidIsAnErrorThatTellsTheRemedy() {
    Chain<String, Place> chain = chain(Steps.<String, Place>function(
        "place", text -> new Place("secret", Optional.empty(), List.of())));
    assertThat(chain.run("x").finished()).isTrue();
    assertThatThrownBy(() -> chain.run("x", RunOptions.journaled(journal, "r")))
        .hasCauseInstanceOf(JournalException.class)
        .hasMessageContaining("step \"place\"")
        .hasMessageContaining(".returning(Type.class)")
        .hasMessageNotContaining("secret");
  }

  @Test
  void valuesOfCommonTypesNeedNoType() {
    GenerateResponse response = GenerateResponse.builder(ModelId.of("p", "m"))
        .content(List.of(
            new ContentBlock.Reasoning("r", Optional.of("s")),
            ContentBlock.text("テキスト"),
            new ContentBlock.ToolCall("1", "t", "{}")))
        .stopReason(StopReason.MAX_TOKENS, "length")
        .usage(TokenUsage.reported(1, 2))
        .requestId("id")
        .metadata(Map.of("k", "v"))
        .build();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", List.of(1, "二", true));
    map.put("a", Map.of("deep", Optional.of(2.5)));
    List<Object> values = List.of(
        "text",
        "lone \ud83c surrogate",
        1,
        2L,
        3.5,
        Double.NaN,
        4.5f,
        (short) 5,
        (byte) 6,
        new BigDecimal("7.0"),
        new java.math.BigInteger("8"),
        true,
        List.of(),
        map,
        Optional.empty(),
        new Passage("id", "text", 0.25, Map.of("k", "v")),
        new Decision("approve", "花子", "", Instant.parse("2026-11-01T00:00:00.123456789Z")),
        response);
    Chain<Integer, Object> chain = Chain.<Integer>named("c")
        .<Object>then(Steps.<Integer, Object>function("v", values::get))
        .build();
    for (int i = 0; i < values.size(); i++) {
      RunOptions options = RunOptions.journaled(journal, "run " + i);
      chain.run(i, options);
      assertThat(chain.resume(options).output()).isEqualTo(values.get(i));
    }
    assertThat(values)
        .allSatisfy(value -> assertThat(Values.read(Values.write(value))).isEqualTo(value));
    assertThat(((Map<?, ?>) Values.read(Values.write(map))).keySet().toString())
        .as("a map keeps its order")
        .isEqualTo("[b, a]");
  }

  @Test
  void aChangedChainIsNotResumed() {
    RunOptions options = RunOptions.journaled(journal, "r");
    Chain<String, String> before =
        Chain.<String>named("c").then(counted("a")).then(failsAtFirst("b")).build();
    assertThatThrownBy(() -> before.run("x", options)).isInstanceOf(ChainException.class);
    List<String> entries = written();
    Chain<String, String> renamed =
        Chain.<String>named("c").then(counted("a")).then(counted("b2")).build();
    assertThatThrownBy(() -> renamed.resume(options))
        .isInstanceOf(RunMismatchException.class)
        .hasMessageContaining("it had c/b:FUNCTION, and now has c/b2:FUNCTION");
    assertThatThrownBy(() -> renamed.run("x", options)).isInstanceOf(RunMismatchException.class);
    Chain<String, String> longer = Chain.<String>named("c")
        .then(counted("a"))
        .then(failsAtFirst("b"))
        .then(counted("c"))
        .build();
    assertThatThrownBy(() -> longer.resume(options))
        .hasMessageContaining("it had no further step, and now has c/c:FUNCTION");
    Chain<String, String> versioned = Chain.<String>named("c")
        .version("2")
        .then(counted("a"))
        .then(failsAtFirst("b"))
        .build();
    assertThatThrownBy(() -> versioned.resume(options))
        .hasMessageContaining("it had version:1, and now has version:2");
    Chain<String, String> other =
        Chain.<String>named("other").then(counted("a")).then(failsAtFirst("b")).build();
    assertThatThrownBy(() -> other.resume(options))
        .isInstanceOf(RunMismatchException.class)
        .hasMessageContaining("is one of the chain \"c\"");
    assertThat(written()).isEqualTo(entries);
    assertThat(calls).hasValue(1);
    fails = false;
    assertThat(before.resume(options).output()).isEqualTo("xab");
  }

  @Test
  void anotherInputIsNotTheSameRun() {
    Chain<String, String> chain = chain(counted("a"));
    RunOptions options = RunOptions.journaled(journal, "r");
    chain.run("x", options);
    assertThatThrownBy(() -> chain.run("y", options))
        .isInstanceOf(RunMismatchException.class)
        .hasMessageContaining("another input");
  }

  private record Order(String number, int amount) {}

  @Test
  void anInputThatIsARecordIsWrittenByItsType() {
    Chain<Order, String> untyped =
        chain(Steps.<Order, String>function("f", order -> order.number()));
    assertThatThrownBy(() -> untyped.run(new Order("1", 2), RunOptions.journaled(journal, "r")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("Chain.named(name, Type.class)");
    assertThat(journal.find("r")).isEmpty();
    Chain<Order, String> typed = Chain.named("c", Order.class)
        .then(Steps.<Order, String>function("f", order -> order.number()))
        .build();
    typed.run(new Order("注文", 2), RunOptions.journaled(journal, "r"));
    assertThat(typed.resume(journal, "r").output()).isEqualTo("注文");
  }

  @Test
  void aRunThatIsNotThereIsNotResumed() {
    assertThatThrownBy(() -> chain(counted("a")).resume(journal, "r"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no run \"r\"");
    assertThatThrownBy(() -> chain(counted("a")).resume(RunOptions.create()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunIsRunByOneAtATime() {
    List<Throwable> problems = new ArrayList<>();
    Chain<String, String> chain = chain(Steps.<String, String>function("f", text -> {
      problems.add(
          catchThrowableOfType(Throwable.class, () -> chain(counted("a")).resume(journal, "r")));
      return text;
    }));
    chain.run("x", RunOptions.journaled(journal, "r"));
    assertThat(problems).singleElement().isInstanceOf(RunInUseException.class);
  }

  /** A journal whose store goes away after some entries. */
  private static final class Failing implements Journal {
    private final InMemoryJournal inner = new InMemoryJournal();
    private int left;

    Failing(int left) {
      this.left = left;
    }

    @Override
    public JournalRun open(String runId, RunHeader header) {
      return failing(inner.open(runId, header));
    }

    @Override
    public Optional<JournalRun> reopen(String runId) {
      return inner.reopen(runId).map(this::failing);
    }

    private JournalRun failing(JournalRun run) {
      return new JournalRun() {
        @Override
        public RunHeader header() {
          return run.header();
        }

        @Override
        public List<JournalEntry> entries() {
          return run.entries();
        }

        @Override
        public void append(JournalEntry entry) {
          if (left-- <= 0) {
            throw new JournalException("the disk is full", null);
          }
          run.append(entry);
        }

        @Override
        public void close() {
          run.close();
        }
      };
    }

    @Override
    public Optional<RunSummary> find(String runId) {
      return inner.find(runId);
    }

    @Override
    public List<JournalEntry> entries(String runId) {
      return inner.entries(runId);
    }

    @Override
    public List<RunSummary> list(RunState state, int limit) {
      return inner.list(state, limit);
    }

    @Override
    public boolean delete(String runId) {
      return inner.delete(runId);
    }
  }

  @Test
  void aStepThatCannotBeWrittenDownHasNotFinished() {
    Failing failing = new Failing(1);
    Chain<String, String> chain = Chain.<String>named("c")
        .then(counted("a"))
        .then(counted("b"))
        .then(counted("c"))
        .build();
    assertThatThrownBy(() -> chain.run("x", RunOptions.journaled(failing, "r")))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("step \"b\": JournalException: the disk is full");
    assertThat(calls).as("c was not begun").hasValue(2);
    failing.left = 100;
    assertThat(chain.resume(failing, "r").output()).isEqualTo("xabc");
    assertThat(calls).as("b was run again, a was not").hasValue(4);
  }

  @Test
  void anEndThatCannotBeWrittenDownIsAFailure() {
    Failing failing = new Failing(1);
    assertThatThrownBy(() -> chain(counted("a")).run("x", RunOptions.journaled(failing, "r")))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("the disk is full");
    failing.left = 100;
    assertThat(chain(counted("a")).resume(failing, "r").output()).isEqualTo("xa");
  }

  @Test
  void whatCannotBeReadAnyMoreIsAnErrorThatNamesTheStep() {
    try (JournalRun run = journal.open(
        "r", new RunHeader("c", "version:1\nc:CHAIN\nc/a:FUNCTION\n", "\"x\"", Instant.now()))) {
      run.append(new JournalEntry(
          JournalEntry.Type.STEP,
          "a",
          "{\"output\":\"{\\\"is\\\":\\\"java.lang.Runtime\\\"}\",\"start\":\"2026-11-01T00:00:00Z\",\"duration\":\"PT1S\"}",
          Instant.now()));
    }
    assertThatThrownBy(() -> chain(counted("a")).resume(journal, "r"))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("of the step \"a\" cannot be read")
        .hasMessageContaining("type \"java.lang.Runtime\", which is not known");
    assertThat(calls).hasValue(0);
  }

  @Test
  void aStepWithInnerStepsHasNoCodecOfItsOwn() {
    assertThatThrownBy(() -> Flows.<String, String, String>sequence("s", counted("a"), counted("b"))
            .returning(String.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inner steps");
    assertThatThrownBy(() -> counted("a").with((in, out) -> out).returning(String.class))
        .isInstanceOf(IllegalStateException.class);
  }
}
