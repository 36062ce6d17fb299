package io.fmops.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Bleu;
import io.fmops.eval.metric.ChrF;
import io.fmops.eval.metric.EditDistance;
import io.fmops.eval.metric.ErrorRate;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Meteor;
import io.fmops.eval.metric.Rouge;
import io.fmops.eval.metric.Ter;
import io.fmops.eval.metric.Tokenization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.commons.text.similarity.LongestCommonSubsequence;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Pairs of texts of 300 to 900 characters a second, on one core. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(TextMetricSpeed.PAIRS)
public class TextMetricSpeed {

  static final int PAIRS = 500;

  private static final String[] MEASURES = {"rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"};

  private final List<TextPairs.Pair> pairs = TextPairs.pairs(PAIRS);
  private final Rouge english = Rouge.of(Tokenization.ENGLISH);
  private final List<Evaluator> rouge = List.of(
      Evaluators.rouge(Tokenization.ENGLISH, MEASURES),
      Evaluators.rouge(Tokenization.ENGLISH_STEMMED, MEASURES));
  private final Bleu bleu = Bleu.of(Bleu.Tokenizer.V13A);
  private final ChrF chrF = ChrF.chrF();
  private final ChrF chrFPlusPlus = ChrF.chrFPlusPlus();
  private final Ter ter = Ter.ter();
  private final Meteor meteor = Meteor.of(Tokenization.ENGLISH);
  private final ErrorRate words = ErrorRate.words();
  private final ErrorRate characters = ErrorRate.characters();

  private final Rouge characterRouge = Rouge.of(Tokenization.CHARACTERS);
  private final LevenshteinDistance commonsDistance = LevenshteinDistance.getDefaultInstance();
  private final LongestCommonSubsequence commonsSubsequence = new LongestCommonSubsequence();

  private double sum(ToDoubleFunction<TextPairs.Pair> metric) {
    double sum = 0;
    for (TextPairs.Pair pair : pairs) {
      sum += metric.applyAsDouble(pair);
    }
    return sum;
  }

  /**
   * ROUGE-L alone.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double rougeL() {
    return sum(pair -> english.rougeL(pair.reference(), pair.answer()).f1());
  }

  /**
   * ROUGE-1, 2, 3, L and Lsum, with and without stems.
   *
   * @return the sum of the numbers of scores
   */
  @Benchmark
  public double rougeAll() {
    return sum(pair -> {
      Example example = new Example("1", Map.of(), Optional.of(pair.reference()));
      return rouge.stream()
          .mapToInt(evaluator -> evaluator.evaluate(example, pair.answer()).size())
          .sum();
    });
  }

  /**
   * BLEU of sentences with the tokenizer 13a.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double bleu() {
    return sum(pair -> bleu.score(pair.reference(), pair.answer()));
  }

  /**
   * chrF.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double chrF() {
    return sum(pair -> chrF.score(pair.reference(), pair.answer()));
  }

  /**
   * chrF++.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double chrFPlusPlus() {
    return sum(pair -> chrFPlusPlus.score(pair.reference(), pair.answer()));
  }

  /**
   * TER.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double ter() {
    return sum(pair -> ter.score(pair.reference(), pair.answer()));
  }

  /**
   * METEOR without synonyms.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double meteor() {
    return sum(pair -> meteor.score(pair.reference(), pair.answer()));
  }

  /**
   * The word error rate.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double wordErrorRate() {
    return sum(pair -> words.score(pair.reference(), pair.answer()));
  }

  /**
   * The character error rate.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double characterErrorRate() {
    return sum(pair -> characters.score(pair.reference(), pair.answer()));
  }

  /**
   * The edit distance of characters.
   *
   * @return the sum of the distances
   */
  @Benchmark
  public double editDistance() {
    return sum(pair -> EditDistance.of(pair.reference(), pair.answer()));
  }

  /**
   * The same with Apache Commons Text.
   *
   * @return the sum of the distances
   */
  @Benchmark
  public double editDistanceOfCommonsText() {
    return sum(pair -> commonsDistance.apply(pair.reference(), pair.answer()));
  }

  /**
   * ROUGE-L of characters, which is made of their longest common subsequence.
   *
   * @return the sum of the scores
   */
  @Benchmark
  public double rougeLOfCharacters() {
    return sum(pair -> characterRouge.rougeL(pair.reference(), pair.answer()).f1());
  }

  /**
   * The longest common subsequence of characters with Apache Commons Text.
   *
   * @return the sum of the lengths
   */
  @Benchmark
  public double commonSubsequenceOfCommonsText() {
    return sum(pair -> commonsSubsequence.apply(pair.reference(), pair.answer()));
  }

  /**
   * Writes the pairs as JSON lines with {@code references} and {@code answer}, for comparison with
   * other implementations.
   *
   * @param args none
   * @throws JsonProcessingException never
   */
  public static void main(String[] args) throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    for (TextPairs.Pair pair : TextPairs.pairs(PAIRS)) {
      System.out.println(json.writeValueAsString(
          Map.of("references", List.of(pair.reference()), "answer", pair.answer())));
    }
  }
}
