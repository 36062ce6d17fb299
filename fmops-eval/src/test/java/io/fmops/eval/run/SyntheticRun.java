package io.fmops.eval.run;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A run whose answers, latencies and costs are made up, with the rows and the figures that the real
 * runner makes of them.
 */
public final class SyntheticRun {

  private SyntheticRun() {}

  /** What a made-up candidate does with an example. */
  public record Outcome(
      Optional<String> answer,
      double millis,
      long inputTokens,
      long outputTokens,
      Optional<BigDecimal> cost,
      boolean truncated,
      Optional<String> error,
      boolean givenUp) {

    public static Outcome answer(
        String text, double millis, long in, long out, Optional<BigDecimal> cost) {
      return new Outcome(Optional.of(text), millis, in, out, cost, false, Optional.empty(), false);
    }

    public static Outcome error(String message) {
      return new Outcome(
          Optional.empty(), 0, 0, 0, Optional.empty(), false, Optional.of(message), false);
    }

    public Outcome cutOff() {
      return new Outcome(answer, millis, inputTokens, outputTokens, cost, true, error, givenUp);
    }

    public Outcome endsTheCandidate() {
      return new Outcome(answer, millis, inputTokens, outputTokens, cost, truncated, error, true);
    }
  }

  /** A made-up candidate. */
  public record Actor(
      String name,
      String model,
      CandidatePrompt prompt,
      BiFunction<Integer, Example, Outcome> behaviour) {}

  /** Writes the rows and sums up. */
  public static EvaluationResult run(
      Dataset dataset, List<Actor> actors, Evaluator evaluator, Path rows) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    List<CandidateTally> tallies = new ArrayList<>();
    for (Actor actor : actors) {
      FoundationModel model = FoundationModel.of(ModelId.parse(actor.model()), (r, c) -> {
        throw new UnsupportedOperationException("made up");
      });
      candidates.add(
          new Candidate(actor.name(), model, actor.prompt(), InferenceParameters.DEFAULTS));
      tallies.add(new CandidateTally(candidates.get(candidates.size() - 1), Map.of()));
    }
    List<Example> examples = dataset.examples().toList();
    try (RandomAccessFile file = new RandomAccessFile(rows.toFile(), "rw")) {
      RowWriter writer = new RowWriter(file);
      for (int index = 0; index < examples.size(); index++) {
        for (int i = 0; i < actors.size(); i++) {
          ResultRow row =
              row(index, examples.get(index), actors.get(i), candidates.get(i), evaluator);
          writer.write(RowJson.write(row));
          tallies.get(i).add(row);
        }
      }
    }
    return new EvaluationResult(
        dataset.name(),
        examples.size(),
        "USD",
        tallies.stream().map(CandidateTally::result).toList());
  }

  private static ResultRow row(
      int index, Example example, Actor actor, Candidate candidate, Evaluator evaluator) {
    Outcome outcome = actor.behaviour().apply(index, example);
    GenerateRequest request = candidate.prompt().render().apply(example);
    Optional<GenerateResponse> response = outcome
        .answer()
        .map(text -> GenerateResponse.builder(candidate.model().id())
            .content(List.of(ContentBlock.text(text)))
            .stopReason(outcome.truncated() ? StopReason.MAX_TOKENS : StopReason.END_TURN, "")
            .usage(TokenUsage.reported(outcome.inputTokens(), outcome.outputTokens()))
            .latency(new Latency(
                Duration.ofNanos((long) (outcome.millis() * 1e6)),
                Optional.empty(),
                Optional.empty()))
            .build());
    List<Score> scores =
        outcome.answer().map(text -> evaluator.evaluate(example, text)).orElse(List.of());
    return new ResultRow(
        index,
        0,
        example,
        candidate.name(),
        candidate.model().id().toString(),
        candidate.prompt().name(),
        Optional.of(request),
        response,
        scores,
        outcome.cost(),
        Optional.of(BigDecimal.ZERO),
        outcome.error(),
        outcome.givenUp());
  }
}
