package io.fmops.eval.junit;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.gate.CandidateRun;
import io.fmops.eval.gate.Gate;
import io.fmops.eval.gate.GateResult;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.stats.Estimate;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the outcomes of a test method's examples and judges them. JUnit closes it with the
 * context of the method, which is after the last example whatever thread that ran on; what it
 * throws then is the method's failure. Thread-safe.
 */
// JUnit closes these until 5.12, and those that are closeable from 5.13 on.
@SuppressWarnings("deprecation")
final class Verdict implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Verdict.class);

  private static final int SHOWN_EXAMPLES = 10;
  private static final int SHOWN_CHARACTERS = 200;
  private static final Outcome NOT_RUN = new Outcome(
      OptionalDouble.empty(),
      OptionalDouble.empty(),
      0,
      Optional.of("was not run"),
      Optional.empty(),
      0);

  private final Settings settings;
  private final Dataset dataset;
  private final Optional<Gate> gate;
  private final Optional<CandidateRun> baseline;
  private final ExtensionContext context;
  private final Map<Integer, Outcome> outcomes = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  Verdict(
      Settings settings,
      Dataset dataset,
      Optional<Gate> gate,
      Optional<CandidateRun> baseline,
      ExtensionContext context) {
    this.settings = settings;
    this.dataset = dataset;
    this.gate = gate;
    this.baseline = baseline;
    this.context = context;
  }

  void add(int index, Outcome outcome) {
    outcomes.put(index, outcome);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true) || outcomes.isEmpty()) {
      // Nothing was run because something else failed before, which says so itself.
      return;
    }
    settings.results().ifPresent(this::write);
    if (gate.isEmpty()) {
      retries().ifPresent(this::publish);
      return;
    }
    CandidateRun run;
    try (Stream<ResultRow> rows = rows()) {
      run = CandidateRun.of(rows, List.of());
    }
    GateResult result = baseline
        .map(before -> gate.get().check(run, before))
        .orElseGet(() -> gate.get().check(run));
    StringBuilder words = new StringBuilder(result.toText());
    if (!result.passed()) {
      words.append(worst());
    }
    retries().ifPresent(words::append);
    if (!result.passed()) {
      throw new AssertionError(words.toString().strip());
    }
    publish(words.toString());
  }

  /** Surefire's XML has no report entries, but what is logged. */
  private void publish(String words) {
    log.info("{}", words.strip());
    context.publishReportEntry("verdict", words.strip());
  }

  /** The rows of all examples, those that were not run included. */
  private Stream<ResultRow> rows() {
    AtomicInteger index = new AtomicInteger();
    Stream<Example> examples = dataset.examples();
    return examples.map(example -> row(index.getAndIncrement(), example)).onClose(examples::close);
  }

  private ResultRow row(int index, Example example) {
    Outcome outcome = outcomes.getOrDefault(index, NOT_RUN);
    ModelId model = ModelId.of("junit", "test");
    Score score = outcome.score().isPresent()
        ? new Score.Value(settings.measure(), outcome.score().getAsDouble(), outcome.reason())
        : new Score.Unscored(settings.measure(), outcome.reason().orElse("has no score"));
    return new ResultRow(
        index,
        0,
        example,
        settings.method(),
        model.toString(),
        settings.method(),
        Optional.empty(),
        outcome
            .answer()
            .map(text -> GenerateResponse.builder(model)
                .content(List.of(ContentBlock.text(text)))
                .stopReason(StopReason.END_TURN, "")
                .usage(TokenUsage.reported(0, 0))
                .latency(new Latency(
                    Duration.ofNanos(Math.round(outcome.millis() * 1e6)),
                    Optional.empty(),
                    Optional.empty()))
                .build()),
        List.of(score),
        Optional.empty(),
        Optional.of(BigDecimal.ZERO),
        outcome.score().isPresent() ? Optional.empty() : outcome.reason(),
        false);
  }

  private void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // Whole or not at all: the file may be the baseline of other tests.
      Path part = file.resolveSibling(file.getFileName() + ".unfinished");
      // Not a writer of files, which would stop at the halves of characters that models do write.
      try (Stream<ResultRow> rows = rows();
          BufferedWriter out = new BufferedWriter(
              new OutputStreamWriter(Files.newOutputStream(part), StandardCharsets.UTF_8))) {
        for (Iterator<ResultRow> each = rows.iterator(); each.hasNext(); ) {
          out.write(ResultRows.toJson(each.next()));
          out.write('\n');
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the rows cannot be written to " + file, e);
    }
  }

  /** The examples that have no score, then those with the lowest. */
  private String worst() {
    List<Map.Entry<Integer, Outcome>> below = outcomes.entrySet().stream()
        .filter(each -> each.getValue().reason().isPresent())
        .sorted(
            Comparator.comparingDouble(Verdict::order).thenComparing(Map.Entry.comparingByKey()))
        .limit(SHOWN_EXAMPLES)
        .toList();
    StringBuilder words = new StringBuilder();
    Map<Integer, String> ids = ids(below.stream().map(Map.Entry::getKey).toList());
    for (Map.Entry<Integer, Outcome> each : below) {
      Outcome outcome = each.getValue();
      words.append("  %s: %s%s: %s\n"
          .formatted(
              line(ids.getOrDefault(each.getKey(), "?"), SHOWN_CHARACTERS),
              outcome.score().isPresent()
                  ? "%.3f".formatted(outcome.score().getAsDouble())
                  : "no score",
              outcome.attempts() > 1 ? " in %d attempts".formatted(outcome.attempts()) : "",
              line(outcome.reason().orElse(""), SHOWN_CHARACTERS)));
    }
    return words.isEmpty() ? "" : "worst examples:\n" + words;
  }

  private static double order(Map.Entry<Integer, Outcome> each) {
    return each.getValue().score().orElse(Double.NEGATIVE_INFINITY);
  }

  /** Which examples took several attempts, and what the first ones alone would have said. */
  private Optional<String> retries() {
    List<Integer> several = outcomes.entrySet().stream()
        .filter(each -> each.getValue().attempts() > 1)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
    if (several.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> shown = several.subList(0, Math.min(SHOWN_EXAMPLES, several.size()));
    Map<Integer, String> ids = ids(shown);
    List<String> names = new ArrayList<>();
    shown.forEach(index -> names.add(line(ids.getOrDefault(index, "?"), SHOWN_CHARACTERS)));
    long saved = several.stream()
        .filter(index -> {
          @Nullable Outcome outcome = outcomes.get(index);
          return outcome != null && outcome.reason().isEmpty();
        })
        .count();
    double[] first = outcomes.values().stream()
        .map(Outcome::first)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .toArray();
    return Optional.of(
        "%d of %d examples took several attempts, %d of them passed then: %s%s; the first attempts alone: %s\n"
            .formatted(
                several.size(),
                outcomes.size(),
                saved,
                String.join(", ", names),
                several.size() > shown.size() ? " ..." : "",
                first.length == 0 ? "no scores" : figure(Estimate.ofMean(first))));
  }

  private static String figure(Estimate estimate) {
    return "%.3f [%.3f, %.3f]".formatted(estimate.value(), estimate.low(), estimate.high());
  }

  private Map<Integer, String> ids(List<Integer> indices) {
    Map<Integer, String> ids = new HashMap<>();
    AtomicInteger index = new AtomicInteger();
    try (Stream<Example> examples = dataset.examples()) {
      examples.forEach(example -> {
        int at = index.getAndIncrement();
        if (indices.contains(at)) {
          ids.put(at, example.id());
        }
      });
    }
    return ids;
  }

  /** A text on one line, without controls and halves of characters, cut between code points. */
  static String line(String text, int characters) {
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      if (count++ == characters) {
        return shown.append("...").toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int type = Character.getType(c);
      boolean breaks = c == '\n' || c == '\r' || c == '\t';
      boolean reorders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
      boolean hidden = Character.isISOControl(c) || type == Character.SURROGATE || reorders;
      shown.appendCodePoint(breaks ? ' ' : hidden ? 0xFFFD : c);
    }
    return shown.toString();
  }
}
