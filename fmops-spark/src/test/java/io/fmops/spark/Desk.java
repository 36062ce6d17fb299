package io.fmops.spark;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Bleu;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.run.Candidate;
import io.fmops.eval.run.CandidatePrompt;
import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What the tests evaluate: a model that sorts messages of customers, right for most of them, wrong,
 * wordy or out of order for others, always in the same way. A desk has a name, as the setup travels
 * and its counters do not.
 */
record Desk(String name) implements EvaluationSetup {

  private static final List<String> KINDS = List.of(
      "refund of the order", "late delivery of goods", "question about the invoice", "苦情 と 返品");

  private static final Map<String, Desk.Records> RECORDS = new ConcurrentHashMap<>();

  /** What happens in this JVM at a desk. */
  static final class Records {
    final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
    volatile Consumer<String> beforeAnswer = text -> {};

    int asked() {
      return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }
  }

  Records records() {
    return RECORDS.computeIfAbsent(name, key -> new Records());
  }

  static Set<String> kinds() {
    return Set.copyOf(KINDS);
  }

  static Dataset messages(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String kind = KINDS.get(Math.floorMod(mixed(i), 4));
      examples.add(new Example(
          "m" + i,
          Map.of("message", "No. %d: %s, please 🙂".formatted(i, kind)),
          List.of(kind),
          Map.of("desk", i % 2 == 0 ? "東京" : "Osaka")));
    }
    return Dataset.of("messages", examples);
  }

  private static int mixed(int i) {
    int h = i * 0x9E3779B9;
    h ^= h >>> 15;
    h *= 0x85EBCA6B;
    return h ^ (h >>> 13);
  }

  static List<Evaluator> evaluators() {
    return List.of(
        Evaluators.label(kinds()),
        Evaluators.tokenF1(),
        Evaluators.rouge(),
        Evaluators.of(Bleu.builder().build()));
  }

  @Override
  public EvaluationParts open(ExecutorShare share) {
    records().opened.incrementAndGet();
    return EvaluationParts.of(candidates(share), evaluators());
  }

  /** The candidates of a local run. */
  List<Candidate> candidates() {
    return candidates(new ExecutorShare(Map.of()));
  }

  private List<Candidate> candidates(ExecutorShare share) {
    CandidatePrompt prompt = new CandidatePrompt(
        "sort", example -> GenerateRequest.of("Sort this: " + example.field("message")));
    return List.of(
        candidate("quick", 3, prompt, share, InferenceParameters.DEFAULTS),
        candidate(
            "careful",
            11,
            prompt,
            share,
            new InferenceParameters(
                Optional.of(64), Optional.of(0.25), Optional.empty(), List.of())));
  }

  private Candidate candidate(
      String called,
      int skill,
      CandidatePrompt prompt,
      ExecutorShare share,
      InferenceParameters parameters) {
    ModelId id = ModelId.of("desk", name + "-" + called);
    FoundationModel model = share.limited(FoundationModel.of(id, new Clerk(id, skill, records())));
    return new Candidate(called, model, prompt, parameters);
  }

  /** Answers by the text alone. */
  private record Clerk(ModelId id, int skill, Records records) implements ModelEngine {

    @Override
    public EventSource open(GenerateRequest request, CallContext context) {
      String text = request.messages().get(0).text();
      records.calls.computeIfAbsent(id + " " + text, key -> new AtomicInteger()).incrementAndGet();
      records.threads.add(Thread.currentThread().getName());
      records.beforeAnswer.accept(text);
      int chance = Math.floorMod(mixed(text.hashCode() + skill), 1_000);
      if (chance < 4) {
        throw new UnavailableException("the desk is closed");
      }
      String right = KINDS.stream().filter(text::contains).findFirst().orElseThrow();
      String answer = right;
      if (chance % skill == 0) {
        answer = KINDS.get(chance % 4);
      } else if (chance > 950) {
        answer = "I think it is the " + right + ", or not";
      } else if (chance > 940) {
        answer = "";
      }
      return new OneAnswer(id, answer);
    }

    @Override
    public void close() {
      records.closed.incrementAndGet();
    }
  }

  private static final class OneAnswer implements EventSource {
    private final ModelId id;
    private final String answer;
    private boolean told;

    OneAnswer(ModelId id, String answer) {
      this.id = id;
      this.answer = answer;
    }

    @Override
    public StreamEvent next() {
      if (!told && !answer.isEmpty()) {
        told = true;
        return new StreamEvent.TextDelta(0, answer);
      }
      return new StreamEvent.Completed(GenerateResponse.builder(id)
          .usage(TokenUsage.reported(20 + answer.length(), answer.length()))
          .build());
    }

    @Override
    public void close() {}
  }
}
