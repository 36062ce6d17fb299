package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryRetrieverTest {

  private final InMemoryRetriever retriever = InMemoryRetriever.builder().build();

  /**
   * Three texts of 3, 5 and 4 words, so the average is 4. "cat" is in two of them: its rarity is
   * ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6 = 0.470004. In the first text, once among 3 words,
   * its weight is 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 4)) = 2.2 / 1.975 = 1.113924. In the second,
   * twice among 5 words, 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 5 / 4)) = 4.4 / 3.425 = 1.284672.
   * "mat" is in one text: ln(1 + 2.5 / 1.5) = ln 2.666667 = 0.980829.
   */
  @Test
  void scoresAreThoseOfBm25WorkedOutByHand() {
    add("a", "the cat sat");
    add("b", "cat and cat or dog");
    add("c", "mice like cheese best");

    List<Passage> cat = retriever.retrieve("cat", 10);
    assertThat(cat).extracting(Passage::id).containsExactly("b", "a");
    assertThat(cat.get(0).score()).isCloseTo(0.470004 * 1.284672, within(1e-5));
    assertThat(cat.get(1).score()).isCloseTo(0.470004 * 1.113924, within(1e-5));

    List<Passage> both = retriever.retrieve("Cat, sat!", 10);
    assertThat(both).extracting(Passage::id).containsExactly("a", "b");
    assertThat(both.get(0).score()).isCloseTo((0.470004 + 0.980829) * 1.113924, within(1e-5));

    assertThat(retriever.retrieve("cat cat", 1).get(0).score())
        .isCloseTo(2 * 0.470004 * 1.284672, within(1e-5));
  }

  /**
   * 返金 is one pair of characters. The texts have 4 and 5 pairs, the average is 4.5; it is in one of
   * the two: ln(1 + 1.5 / 1.5) = ln 2 = 0.693147, times 2.2 / (1 + 1.2 * (0.25 + 0.75 * 4 / 4.5)) =
   * 2.2 / 2.1 = 1.047619.
   */
  @Test
  void japaneseIsFoundByPairsOfCharacters() {
    add("返品", "返金します");
    add("配送", "翌日に届ける");

    List<Passage> found = retriever.retrieve("返金は？", 10);

    assertThat(found).extracting(Passage::id).containsExactly("返品");
    assertThat(found.get(0).score()).isCloseTo(0.693147 * 1.047619, within(1e-5));
  }

  @Test
  void widthAndCaseDoNotMatter() {
    add("a", "ＡＷＳ のﾃﾞｰﾀ");
    assertThat(retriever.retrieve("aws", 1)).hasSize(1);
    assertThat(retriever.retrieve("データ", 1)).hasSize(1);
  }

  @Test
  void nothingIsFoundWithoutAWordInCommonOrWithoutAWordAtAll() {
    assertThat(retriever.retrieve("cat", 5)).isEmpty();
    add("a", "the cat sat");
    assertThat(retriever.retrieve("dog", 5)).isEmpty();
    assertThat(retriever.retrieve("?!", 5)).isEmpty();
    assertThat(retriever.retrieve(" \u3000", 5)).isEmpty();
  }

  @Test
  void noMoreAreGivenThanAskedForAndOfEqualsTheFirstAdded() {
    for (int i = 0; i < 50; i++) {
      add("p" + i, "cat number " + (100 + i));
    }
    assertThat(retriever.retrieve("cat", 3))
        .extracting(Passage::id)
        .containsExactly("p0", "p1", "p2");
    assertThat(retriever.retrieve("cat", Integer.MAX_VALUE)).hasSize(50);
  }

  @Test
  void textAndMetadataComeBackAsTheyWereAdded() {
    retriever.add(List.of(new Passage("a", " The <b>cat</b>\n", 7, Map.of("page", "3"))));
    Passage found = retriever.retrieve("cat", 1).get(0);
    assertThat(found)
        .isEqualTo(new Passage("a", " The <b>cat</b>\n", found.score(), Map.of("page", "3")));
    assertThat(found.score()).isPositive().isLessThan(1);
  }

  @Test
  void aPassageOfTheSameIdTakesTheOtherOnesPlace() {
    add("a", "the cat sat");
    add("a", "the dog ran");
    assertThat(retriever.size()).isEqualTo(1);
    assertThat(retriever.retrieve("cat", 5)).isEmpty();
    assertThat(retriever.retrieve("dog", 5)).extracting(Passage::id).containsExactly("a");
  }

  @Test
  void afterRemovalsTheScoresAreThoseOfWhatIsLeft() {
    InMemoryRetriever fresh = InMemoryRetriever.builder().build();
    List<Passage> kept = new ArrayList<>();
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Passage passage = Passage.of("p" + i, "cat " + "dog ".repeat(i % 7) + "w" + (i % 13));
      all.add(passage);
      if (i % 3 == 0) {
        kept.add(passage);
      }
    }
    retriever.add(all);
    fresh.add(kept);

    for (int third : List.of(1, 2)) { // after the second third, the index is made anew
      int removed = retriever.removeIf(p -> Integer.parseInt(p.id().substring(1)) % 3 == third);
      assertThat(removed).isEqualTo(1000);
    }

    assertThat(retriever.size()).isEqualTo(1000);
    assertThat(retriever.retrieve("dog w3", 1000)).isEqualTo(fresh.retrieve("dog w3", 1000));
    retriever.add(List.of(Passage.of("new", "zebra")));
    assertThat(retriever.retrieve("zebra", 5)).extracting(Passage::id).containsExactly("new");
  }

  @Test
  void whatDoesNotFitIsRefusedAsAWhole() {
    InMemoryRetriever small =
        InMemoryRetriever.builder().maxPassages(2).maxCharacters(20).build();
    small.add(List.of(Passage.of("a", "the cat sat")));

    assertThatIllegalStateException()
        .isThrownBy(() -> small.add(List.of(Passage.of("b", "x"), Passage.of("c", "y"))))
        .withMessage("that would be 3 passages in memory; the limit is 2 (maxPassages)");
    assertThatIllegalStateException()
        .isThrownBy(() -> small.add(List.of(Passage.of("b", "ten letters"))))
        .withMessage("that would be 22 characters in memory; the limit is 20 (maxCharacters)");
    assertThat(small.size()).isEqualTo(1);

    small.add(List.of(Passage.of("a", "twenty letters or so"))); // takes the place of the other
    assertThat(small.removeIf(p -> true)).isEqualTo(1);
    small.add(List.of(Passage.of("b", "the cat sat on a"), Passage.of("c", "mat")));
    assertThat(small.size()).isEqualTo(2);
  }

  @Test
  void twoPassagesOfOneIdAndLimitsBelowOneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> retriever.add(List.of(Passage.of("a", "x"), Passage.of("a", "y"))))
        .withMessage("two passages have the id 'a'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> retriever.retrieve("cat", 0))
        .withMessage("limit is 0; it must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InMemoryRetriever.builder().maxPassages(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InMemoryRetriever.builder().maxCharacters(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Passage.of(" ", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passage.of("a", " "))
        .withMessage("passage 'a' is blank; it needs text that can be found");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Passage("a", "x", Double.NaN, Map.of()));
  }

  /**
   * By words, "car" is in a and b, a being shorter; by meaning, the order is c, b. So b is second
   * and second, a first only, c first only.
   */
  @Test
  void withAModelTheRanksByWordsAndByMeaningAreAddedUp() {
    InMemoryRetriever both = withModel(text -> switch (text) {
      case "a car" -> vector(-1, 0);
      case "my old car" -> vector(1, 1);
      case "an automobile" -> vector(5, 1);
      default -> vector(2, 0);
    });
    both.add(List.of(
        Passage.of("a", "a car"), Passage.of("b", "my old car"), Passage.of("c", "an automobile")));

    List<Passage> found = both.retrieve("car", 10);

    assertThat(found).extracting(Passage::id).containsExactly("b", "a", "c");
    assertThat(found.get(0).score()).isCloseTo(2.0 / 62, within(1e-12));
    assertThat(found.get(1).score()).isCloseTo(1.0 / 61, within(1e-12));
    assertThat(found.get(2).score()).isCloseTo(1.0 / 61, within(1e-12));
    assertThat(both.retrieve("car", 1)).extracting(Passage::id).containsExactly("b");
  }

  @Test
  void theModelIsToldWhichTextsAreDocumentsAndWhichIsTheQuestion() {
    List<EmbedRequest> asked = new CopyOnWriteArrayList<>();
    List<CallContext> contexts = new CopyOnWriteArrayList<>();
    InMemoryRetriever both = InMemoryRetriever.builder()
        .embeddingModel(model((request, context) -> {
          asked.add(request);
          contexts.add(context);
          return request.texts().stream().map(t -> vector(1)).toList();
        }))
        .build();
    List<Passage> many =
        IntStream.range(0, 100).mapToObj(i -> Passage.of("p" + i, "t" + i)).toList();
    CallContext context = CallContext.create().withCancelToken(new CancelToken());

    both.add(many, context);
    both.retrieve("t7", 1, context);

    assertThat(asked)
        .extracting(EmbedRequest::purpose)
        .containsExactly(
            EmbedRequest.Purpose.DOCUMENT,
            EmbedRequest.Purpose.DOCUMENT,
            EmbedRequest.Purpose.QUERY);
    assertThat(asked).extracting(r -> r.texts().size()).containsExactly(96, 4, 1);
    assertThat(contexts).allMatch(seen -> seen == context);
    assertThat(both.retrieve(" ", 1)).isEmpty();
    assertThat(asked).hasSize(3);
  }

  @Test
  void ifTheModelFailsNothingIsAddedAndTheSearchFailsToo() {
    UnavailableException away = new UnavailableException("away");
    InMemoryRetriever failing = withModel(text -> {
      if (text.contains("bad")) {
        throw away;
      }
      return vector(1);
    });
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> failing.add(List.of(Passage.of("a", "good"), Passage.of("b", "bad"))))
        .isSameAs(away);
    assertThat(failing.size()).isZero();
    failing.add(List.of(Passage.of("a", "good")));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> failing.retrieve("bad good", 1));
  }

  @Test
  void vectorsThatCannotBeComparedAreRefusedBeforeTheyGetIn() {
    InMemoryRetriever odd = withModel(text -> new float[text.length()]);
    odd.add(List.of(Passage.of("a", "xyz")));
    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> odd.add(List.of(Passage.of("b", "xyz"), Passage.of("c", "vwxyz"))))
        .withMessage("test:vectors gave vectors of different lengths: 3 and 5");
    assertThat(odd.size()).isEqualTo(1);
    assertThat(odd.retrieve("xyz", 5)).extracting(Passage::id).containsExactly("a");
    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> odd.retrieve("xy", 5));

    InMemoryRetriever broken = withModel(text -> vector(Float.NaN));
    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> broken.add(List.of(Passage.of("a", "x"))))
        .withMessage("test:vectors gave a vector with a number that is not finite");
  }

  @Test
  void manyThreadsAddRemoveAndSearchAtOnceAndSeeEveryAdditionWhole() throws Exception {
    var threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        done.add(threads.submit(() -> {
          for (int i = 0; i < 200; i++) {
            String pair = "t" + thread + "x" + i;
            retriever.add(List.of(
                Passage.of(pair + "a", "cat " + pair), Passage.of(pair + "b", "cat " + pair)));
            if (i % 2 == 0) {
              retriever.removeIf(p -> p.text().equals("cat " + pair));
            }
          }
        }));
        done.add(threads.submit(() -> {
          for (int i = 0; i < 200; i++) {
            assertThat(retriever.retrieve("cat", 2000).size() % 2).isZero();
            assertThat(retriever.retrieve("t" + thread + "x" + i, 5)).hasSizeBetween(0, 2);
          }
        }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(retriever.size()).isEqualTo(800);
    assertThat(retriever.retrieve("cat", 2000)).hasSize(800);
  }

  private void add(String id, String text) {
    retriever.add(List.of(Passage.of(id, text)));
  }

  private static float[] vector(float... numbers) {
    return numbers;
  }

  private interface Embed {
    List<float[]> of(EmbedRequest request, CallContext context);
  }

  private static InMemoryRetriever withModel(Function<String, float[]> vectors) {
    return InMemoryRetriever.builder()
        .embeddingModel(
            model((request, context) -> request.texts().stream().map(vectors).toList()))
        .build();
  }

  private static EmbeddingModel model(Embed embed) {
    ModelId id = ModelId.parse("test:vectors");
    return EmbeddingModel.of(
        id,
        (request, context) ->
            new EmbedResponse(id, embed.of(request, context), TokenUsage.UNKNOWN));
  }
}
