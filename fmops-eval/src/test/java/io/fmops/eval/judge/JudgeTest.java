package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.eval.run.FunctionModel;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

  private static final Rubric HELP =
      Rubric.of(1, 10, new Rubric.Criterion("help", "how much it helps"));
  private static final Example WHY = Judges.example("Why?");

  private static Score grade(Judge judge) {
    return Grading.builder(judge).rubric(HELP).build().evaluate(WHY, "Because.").get(0);
  }

  private static Judge.Builder judge(ScriptedModel script) {
    return Judge.builder(script.model());
  }

  private static PriceList prices(Path folder) throws Exception {
    Path file = folder.resolve("prices.json");
    Files.writeString(
        file,
        "{\"date\": \"2026-11-01\", \"currency\": \"USD\", \"models\": {\"scripted:*\": {\"input\": 1, \"output\": 10}, \"function:*\": {\"input\": 1, \"output\": 10}}}");
    return PriceList.read(file);
  }

  @Test
  void whatCannotBeReadIsAskedForOnceMoreWithTheProblemTold() {
    ScriptedModel script = Judges.saying("Quite good, 7 or so", "{\"score\": 7}");
    Judge judge = judge(script).build();
    assertThat(grade(judge)).isInstanceOf(Score.Value.class);
    List<Message> second = script.requests().get(1).messages();
    assertThat(second)
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
    assertThat(second.get(1).text()).isEqualTo("Quite good, 7 or so");
    assertThat(second.get(2).text()).contains("there is no score in it", "\"check\"");
    assertThat(script.requests().get(1).parameters())
        .isEqualTo(script.requests().get(0).parameters());
    assertThat(judge.usage().calls()).isEqualTo(2);
    assertThat(judge.usage().repairs()).isEqualTo(1);
    assertThat(judge.usage().unread()).isZero();
  }

  @Test
  void anEmptyAnswerIsAskedForOnceMoreInTheSameTurn() {
    ScriptedModel script = Judges.saying("", "[[7]]");
    assertThat(grade(judge(script).build())).isInstanceOf(Score.Value.class);
    List<Message> second = script.requests().get(1).messages();
    assertThat(second).hasSize(1);
    assertThat(second.get(0).text()).contains("Because.", "could not be read");
  }

  @Test
  void whatCannotBeReadInTheEndIsUnscoredWithTheLastReason() {
    ScriptedModel script = Judges.saying("good", "very good", "[[7]] or [[8]]", "never asked");
    Judge judge = judge(script).retries(2).build();
    // The first problem is told, as nothing better came.
    assertThat(grade(judge)).isEqualTo(new Score.Unscored("judge-help", "there is no score in it"));
    assertThat(script.requests()).hasSize(3);
    assertThat(judge.usage().unread()).isEqualTo(1);
    ScriptedModel none = Judges.saying("good", "[[7]]");
    assertThat(grade(judge(none).retries(0).build())).isInstanceOf(Score.Unscored.class);
    assertThat(none.requests()).hasSize(1);
    assertThatIllegalArgumentException().isThrownBy(() -> judge(none).retries(6));
  }

  @Test
  void aSecondAttemptInJapaneseIsInJapanese() {
    ScriptedModel script = Judges.saying("良い", "評価：7");
    Grading.builder(judge(script).build())
        .rubric(HELP)
        .build()
        .evaluate(Judges.example("なぜ?"), "なぜなら。");
    assertThat(script.requests().get(1).messages().get(2).text()).contains("読み取れませんでした");
  }

  @Test
  void aGradeOfTheFirstAttemptIsKeptIfTheSecondIsWorse() {
    ScriptedModel script = Judges.saying("{\"helpfulness\": 8, \"relevance\": 9}", "sorry");
    List<Score> scores = Grading.of(judge(script).build()).evaluate(WHY, "Because.");
    assertThat(scores.get(0)).isInstanceOf(Score.Value.class);
    assertThat(scores.get(1)).isInstanceOf(Score.Value.class);
    assertThat(scores.get(2)).isInstanceOf(Score.Unscored.class);
  }

  @Test
  void anAnswerThatIsCutOffIsNoVerdictEvenIfOneStandsInIt() {
    ScriptedModel script = ScriptedModel.builder()
        .otherwise(
            Reply.builder().text("[[7]]").stopReason(StopReason.MAX_TOKENS).build())
        .build();
    assertThat(grade(judge(script).build()))
        .isEqualTo(new Score.Unscored("judge-help", "the judge's answer is cut off"));
    assertThat(script.requests()).hasSize(2);
  }

  @Test
  void aGuardrailsWordsAreNoVerdictAndAreNotAskedForAgain() {
    ScriptedModel script = ScriptedModel.builder()
        .otherwise(
            Reply.builder().text("[[7]]").stopReason(StopReason.GUARDRAIL).build())
        .build();
    assertThat(grade(judge(script).build())).isInstanceOf(Score.Unscored.class);
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void aJudgeThatFailsLeavesTheExampleUnscoredWithTheReason() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.failure(() -> new ThrottledException("slow down")))
        .reply(Reply.text("[[7]]"))
        .build();
    Judge judge = judge(script).build();
    assertThat(grade(judge))
        .isEqualTo(new Score.Unscored("judge-help", "the judge did not answer: slow down"));
    assertThat(grade(judge)).isInstanceOf(Score.Value.class);
    assertThat(judge.usage().failed()).isEqualTo(1);
    assertThat(judge.usage().unread()).isZero();
  }

  @Test
  void aJudgeThatMayNotBeCalledIsCalledOnce() {
    ScriptedModel script = ScriptedModel.builder()
        .otherwise(Reply.failure(() -> new NotAuthorizedException("no credentials")))
        .build();
    Judge judge = judge(script).build();
    assertThat(grade(judge)).isEqualTo(grade(judge)).isInstanceOf(Score.Unscored.class);
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void anInterruptIsNoVerdict() {
    ScriptedModel script = ScriptedModel.builder()
        .otherwise(Reply.failure(() -> new CancelledException("interrupted")))
        .build();
    assertThatExceptionOfType(CancelledException.class)
        .isThrownBy(() -> grade(judge(script).build()));
  }

  @Test
  void beyondItsLimitOfCallsAJudgeScoresNothingAndSaysSo() {
    ScriptedModel script = ScriptedModel.answering("[[7]]");
    Judge judge = judge(script).maxCalls(3).build();
    List<Score> scores = IntStream.range(0, 5).mapToObj(n -> grade(judge)).toList();
    assertThat(scores.subList(0, 3)).allMatch(Score.Value.class::isInstance);
    assertThat(scores.subList(3, 5))
        .containsOnly(new Score.Unscored("judge-help", "the judge's limit of 3 calls is reached"));
    assertThat(judge.usage().refused()).isEqualTo(2);
    assertThat(script.requests()).hasSize(3);
    assertThat(grade(judge.renewed())).isInstanceOf(Score.Value.class);
    assertThat(judge.usage().calls()).isEqualTo(3);
  }

  @Test
  void secondAttemptsCountToo() {
    ScriptedModel script = ScriptedModel.answering("good");
    Judge judge = judge(script).maxCalls(3).build();
    grade(judge);
    assertThat(grade(judge)).isEqualTo(new Score.Unscored("judge-help", "there is no score in it"));
    assertThat(judge.usage().refused()).isEqualTo(1);
  }

  @Test
  void manyThreadsDoNotExceedTheLimitsTogether(@TempDir Path folder) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    FoundationModel model = FunctionModel.of("judge", shown -> {
      calls.incrementAndGet();
      return "[[7]]";
    });
    // A call costs 0.0011; what it may cost at the most is more, as it may use 100 tokens.
    Judge judge = Judge.builder(model)
        .parameters(new InferenceParameters(
            Optional.of(100), Optional.empty(), Optional.empty(), List.of()))
        .maxCost(new BigDecimal("0.05"), prices(folder))
        .build();
    long scored = IntStream.range(0, 200)
        .parallel()
        .mapToObj(n -> grade(judge))
        .filter(Score.Value.class::isInstance)
        .count();
    assertThat(scored).isEqualTo(calls.get()).isBetween(20L, 45L);
    JudgeUsage usage = judge.usage();
    assertThat(usage.cost().orElseThrow())
        .isEqualByComparingTo(new BigDecimal("0.0011").multiply(BigDecimal.valueOf(scored)))
        .isLessThanOrEqualTo(new BigDecimal("0.05"));
    assertThat(usage.refused()).isEqualTo(200 - scored);
    assertThat(usage.tokens()).isEqualTo(TokenUsage.reported(1_000 * scored, 10 * scored));
    assertThat(((Score.Unscored) grade(judge)).reason())
        .isEqualTo("the judge's limit of 0.05 USD is reached");
  }

  @Test
  void aCostCannotBeLimitedWithoutAPrice(@TempDir Path folder) throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            judge(Judges.saying()).maxCost(BigDecimal.ONE, PriceList.empty()).build())
        .withMessageContaining("scripted:judge");
    judge(Judges.saying()).maxCost(BigDecimal.ONE, prices(folder)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> judge(Judges.saying()).maxCost(BigDecimal.ONE.negate(), PriceList.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> judge(Judges.saying()).maxCalls(-1));
  }

  @Test
  void requestsCanBeChangedOnTheirWay() {
    ScriptedModel script = Judges.saying("good", "[[7]]");
    Judge judge = judge(script)
        .requests(request -> request.toBuilder().metadata("team", "search").build())
        .build();
    grade(judge);
    assertThat(script.requests())
        .hasSize(2)
        .allMatch(request -> request.metadata().get("team").equals("search"));
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock:anthropic.claude-sonnet-4-20250514-v1:0, bedrock:anthropic.claude-sonnet-4-20250514-v1:0",
    "bedrock:anthropic.claude-sonnet-4-20250514-v1:0, bedrock:us.anthropic.claude-sonnet-4-20250514-v1:0",
    "bedrock:apac.anthropic.claude-sonnet-4-20250514-v1:0, bedrock:global.anthropic.claude-sonnet-4-20250514-v1:0",
    "bedrock:amazon.nova-lite-v1:0?region=eu-west-1, bedrock:amazon.nova-lite-v1:0?region=us-east-1",
    "bedrock:amazon.nova-lite-v1:0, bedrock:amazon.nova-lite-v1:0:24k",
    "bedrock:amazon.nova-lite-v1:0, bedrock:arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
    "bedrock:amazon.nova-lite-v1:0, bedrock:arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0",
    "openai:gpt-4o, openai:gpt-4o?url=http://other"
  })
  void theJudgeItselfIsNoCandidateWhateverTheRegionOrTheProfile(String judged, String candidate) {
    FoundationModel model = ScriptedModel.builder().id(judged).build().model();
    ModelId id = ModelId.parse(candidate);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grading.of(Judge.of(model)).check(id))
        .withMessageContaining("mayJudgeItself");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Pairwise.of(Judge.of(model)).against("x", e -> Optional.empty()).check(id));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            RetrievalMetrics.builder(Judge.of(model)).build().faithfulness().check(id));
    Grading.of(Judge.builder(model).mayJudgeItself().build()).check(id);
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock:amazon.nova-lite-v1:0, bedrock:amazon.nova-pro-v1:0",
    "bedrock:amazon.nova-lite-v1:0, bedrock:amazon.nova-lite-v1:1",
    "bedrock:amazon.nova-lite-v1:0, openai:amazon.nova-lite-v1:0",
    "openai:us.model, openai:model",
    "bedrock:arn:aws:bedrock:us-east-1:1:application-inference-profile/abc, bedrock:arn:aws:bedrock:us-east-1:1:application-inference-profile/abd"
  })
  void othersAreCandidates(String judged, String candidate) {
    Grading.of(Judge.of(ScriptedModel.builder().id(judged).build().model()))
        .check(ModelId.parse(candidate));
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock:us.anthropic.claude-sonnet-4-20250514-v1:0, anthropic",
    "bedrock:amazon.nova-lite-v1:0, amazon",
    "bedrock:openai.gpt-oss-120b-1:0, openai",
    "openai:gpt-4o-mini, openai",
    "openai:o3-mini, openai",
    "openai:Qwen/Qwen2.5-7B-Instruct, qwen",
    "sagemaker:my-llama3-endpoint, meta",
    "openai:deepseek-r1-distill-llama-70b, deepseek",
    "openai:microsoft/Phi-3.5, microsoft",
    "sagemaker:philosopher, ",
    "sagemaker:supernova, ",
    "function:judge, "
  })
  void familiesAreTakenFromNames(String id, String family) {
    assertThat(ModelKinship.family(ModelId.parse(id))).isEqualTo(Optional.ofNullable(family));
  }

  @Test
  void anAnswerThatTheJudgeServedItselfIsUnscored() {
    ScriptedModel script = ScriptedModel.answering("[[7]]");
    Judge judge = judge(script).build();
    Trial own = trial(script.model().id());
    assertThat(Grading.builder(judge).rubric(HELP).build().evaluate(own))
        .containsExactly(new Score.Unscored("judge-help", "the judge would judge its own answer"));
    assertThat(script.requests()).isEmpty();
    assertThat(Grading.builder(judge)
            .rubric(HELP)
            .build()
            .evaluate(trial(ModelId.parse("a:b")))
            .get(0))
        .isInstanceOf(Score.Value.class);
    assertThat(Grading.builder(judge(script).mayJudgeItself().build())
            .rubric(HELP)
            .build()
            .evaluate(own)
            .get(0))
        .isInstanceOf(Score.Value.class);
  }

  private static Trial trial(ModelId served) {
    return new Trial() {
      @Override
      public Example example() {
        return WHY;
      }

      @Override
      public GenerateRequest request() {
        return GenerateRequest.of("Why?");
      }

      @Override
      public GenerateResponse response() {
        return GenerateResponse.builder(served).build();
      }

      @Override
      public GenerateResponse ask(Example example) {
        throw new AssertionError("a judge does not ask the candidate");
      }

      @Override
      public GenerateResponse ask(FoundationModel model, GenerateRequest request) {
        return model.generate(request);
      }
    };
  }
}
