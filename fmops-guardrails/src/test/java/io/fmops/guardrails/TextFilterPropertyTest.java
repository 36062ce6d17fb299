package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.spi.Detector;
import io.fmops.model.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** However a text arrives, the same leaves, and never a part of what must not. */
class TextFilterPropertyTest {

  private static final String EMAIL = "[a-z0-9]+@[a-z]+\\.(?:com|jp)";
  private static final String KEY = "KEY-[0-9]{4,40}";

  /** What belongs to the grapheme before it leaves with it. */
  private static final String TAIL =
      "[\\p{M}\\u200C\\u200D\\uFF9E\\uFF9F\\x{1F3FB}-\\x{1F3FF}\\x{E0020}-\\x{E007F}\\u1160-\\u11FF]*";

  private static final Detector EMAILS = TestDetectors.pattern("email", EMAIL);
  private static final Detector KEYS = TestDetectors.pattern("key", KEY);

  /** A text, cut into chunks. */
  record Case(String text, List<String> chunks, int piece) {}

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<String> part = Arbitraries.oneOf(
        Arbitraries.of(
            "bob@example.com",
            "a1@b.jp",
            "KEY-1234",
            "KEY-" + "9".repeat(40),
            "awful",
            " ",
            " ",
            "\n",
            ". ",
            "! ",
            "。",
            "？",
            "」",
            "I said so",
            "それは本当です",
            "は",
            "KEY-",
            "@",
            "bob",
            "1234",
            "e\u0301",
            "👩‍👩‍👧",
            "🇯🇵🇺🇸",
            "\ud83d",
            "\udc00",
            "\u0301".repeat(5),
            "\r\n",
            "..."),
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(90));
    Arbitrary<String> text = part.list().ofMaxSize(60).map(parts -> String.join("", parts));
    return Combinators.combine(
            text,
            Arbitraries.longs(),
            Arbitraries.of(64, 100, 256),
            Arbitraries.integers().between(1, 80))
        .as((value, seed, piece, longest) -> new Case(value, chunks(value, seed, longest), piece));
  }

  private static List<String> chunks(String text, long seed, int longest) {
    Random random = new Random(seed);
    List<String> chunks = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + random.nextInt(longest + 1));
      chunks.add(text.substring(at, end));
      at = end;
    }
    return chunks;
  }

  private static StageLog log(Check... checks) {
    GuardrailPolicy.Builder policy = GuardrailPolicy.builder("test");
    List.of(checks).forEach(policy::output);
    return new StageLog(Stage.OUTPUT, policy.build(), false);
  }

  private static TextFilter filter(int piece, Check... checks) {
    return filter(piece, log(checks), checks);
  }

  private static TextFilter filter(int piece, StageLog log, Check... checks) {
    return new TextFilter(
        Stream.of(checks).map(ActiveCheck::new).toList(),
        List.of(),
        piece,
        new Looks(CallContext.create().executor(), Long.MAX_VALUE / 4),
        log,
        new Placeholders(() -> false));
  }

  private static String through(TextFilter filter, List<String> chunks) throws Exception {
    StringBuilder out = new StringBuilder();
    for (String chunk : chunks) {
      out.append(filter.add(chunk));
    }
    return out.append(filter.end()).toString();
  }

  @Property(tries = 2_000)
  void redactedAndReplacedTextIsTheSameHoweverItArrives(@ForAll("cases") Case c) throws Exception {
    Check[] checks = {
      Check.of(EMAILS).onAny(0.5, Action.replace()),
      Check.of(KEYS).onAny(0.5, Action.redact("***")),
      Check.of(TestDetectors.sentence("toxicity", "awful")).onAny(0.5, Action.redact("[...]"))
    };
    String streamed = through(filter(c.piece(), checks), c.chunks());
    assertThat(streamed).isEqualTo(through(filter(c.piece(), checks), List.of(c.text())));
  }

  @Property(tries = 2_000)
  void whatLeavesOfSpansIsWhatTheRegularExpressionLeavesOfTheWholeText(@ForAll("cases") Case c)
      throws Exception {
    String streamed =
        through(filter(c.piece(), Check.of(KEYS).onAny(0.5, Action.redact("***"))), c.chunks());
    assertThat(streamed).isEqualTo(c.text().replaceAll(KEY + TAIL, "***"));
  }

  @Provide
  Arbitrary<String> anchored() {
    return Arbitraries.of(
        "^bob",
        "(?m)^bob",
        "\\Abob|^KEY-1234",
        "1234$",
        "(?m)(?:1234|so)$",
        "so\\z|is\\Z",
        "\\bbob\\b",
        "\\Bbob",
        "(?<![a-z .!]{3})bob",
        "bob(?=1234)",
        "bob(?! ?KEY)",
        "(?m)^[a-zA-Z]{1,12}$");
  }

  @Property(tries = 4_000)
  void anchorsBelongToTheTextAndNotToThePartsInWhichItIsLookedAt(
      @ForAll("cases") Case c, @ForAll("anchored") String regex) throws Exception {
    Check check = Check.of(TestDetectors.pattern("x", regex)).onAny(0.5, Action.redact("*"));
    assertThat(through(filter(c.piece(), check), c.chunks()))
        .isEqualTo(c.text().replaceAll("(?:" + regex + ")" + TAIL, "*"));
  }

  @Property(tries = 1_000)
  void whatIsFlaggedIsToldOnceAndInItsPlace(
      @ForAll("cases") Case c, @ForAll("anchored") String regex) throws Exception {
    List<Integer> told = new ArrayList<>();
    Check check = Check.of(TestDetectors.pattern("x", regex)).onAny(0.5, Action.flag());
    StageLog log = log(check);
    assertThat(through(filter(c.piece(), log, check), c.chunks())).isEqualTo(c.text());
    log.verdict().items().forEach(item -> told.add(item.finding().start()));
    assertThat(told)
        .isEqualTo(Pattern.compile(regex)
            .matcher(c.text())
            .results()
            .map(MatchResult::start)
            .toList());
  }

  @Property(tries = 1_000)
  void noPrefixEverHeldASpanThatIsTakenOut(@ForAll("cases") Case c) throws Exception {
    TextFilter filter = filter(c.piece(), Check.of(KEYS).onAny(0.5, Action.redact("")));
    StringBuilder out = new StringBuilder();
    Pattern key = Pattern.compile(KEY);
    for (String chunk : c.chunks()) {
      out.append(filter.add(chunk));
      // A key that the cut itself puts together does not count: "KE" + "KEY-1234" + "Y-1234".
      if (!key.matcher(c.text().replaceAll(KEY, "")).find()) {
        assertThat(key.matcher(out).find()).isFalse();
      }
    }
  }

  @Property(tries = 1_000)
  void aBlockLetsOutTheSameBeginningAndNothingOfTheSpan(@ForAll("cases") Case c) throws Exception {
    Check[] checks = {Check.of(KEYS).onAny(0.5, Action.block("no"))};
    TextFilter stream = filter(c.piece(), checks);
    String streamed = through(stream, c.chunks());
    TextFilter whole = filter(c.piece(), checks);
    assertThat(streamed).isEqualTo(through(whole, List.of(c.text())));
    assertThat(stream.stop()).isEqualTo(whole.stop());
    boolean held = Pattern.compile(KEY).matcher(c.text()).find();
    assertThat(stream.stop().isPresent()).isEqualTo(held);
    assertThat(streamed).doesNotContainPattern(KEY);
    assertThat(c.text()).startsWith(streamed);
  }

  @Property(tries = 500)
  void aDetectorOfWholeTextsHoldsAllUntilTheEnd(@ForAll("cases") Case c) throws Exception {
    TextFilter filter = filter(
        c.piece(), Check.of(TestDetectors.whole("word", "so")).onAny(0.5, Action.redact("_")));
    for (String chunk : c.chunks()) {
      assertThat(filter.add(chunk)).isEmpty();
    }
    assertThat(filter.end()).isEqualTo(c.text().replaceAll("so" + TAIL, "_"));
  }

  @Property(tries = 1_000)
  void textIsHeldBackByTwoPiecesAndTheLongestSpanAtMost(@ForAll("cases") Case c) throws Exception {
    TextFilter filter = filter(
        c.piece(), Check.of(TestDetectors.pattern("none", "\\uFFFF")).onAny(0.5, Action.flag()));
    int in = 0;
    int out = 0;
    long invisible = c.text().chars().filter(TextFilterPropertyTest::invisible).count();
    for (String chunk : c.chunks()) {
      in += chunk.length();
      out += filter.add(chunk).length();
      assertThat(in - out)
          .isLessThanOrEqualTo(2 * c.piece() + Detector.MAX_SPAN + 4 + (int) invisible);
    }
  }

  private static boolean invisible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT,
          Character.CONTROL,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK -> true;
      default -> false;
    };
  }

  @Property(tries = 1_000)
  void spansOverSeveralShortSentencesAreSeen(@ForAll("cases") Case c) throws Exception {
    String regex = "BEGIN[^%]{0,118}END";
    String text = c.text().replace("%", "")
        + "%BEGIN one. Two two two two two two two two.\nThree three three three three.\nFour four. END%"
        + c.text();
    TextFilter filter = filter(
        c.piece(), Check.of(TestDetectors.pattern("span", regex)).onAny(0.5, Action.redact("*")));
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at += 7) {
      out.append(filter.add(text.substring(at, Math.min(text.length(), at + 7))));
    }
    assertThat(out.append(filter.end()).toString()).isEqualTo(text.replaceAll(regex + TAIL, "*"));
  }

  @Property(tries = 1_000)
  void codePointsLeaveWhole(@ForAll("cases") Case c, @ForAll @IntRange(min = 1, max = 3) int size)
      throws Exception {
    TextFilter filter = filter(
        c.piece(), Check.of(TestDetectors.pattern("none", "\\uFFFF")).onAny(0.5, Action.flag()));
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < c.text().length(); at += size) {
      out.append(filter.add(c.text().substring(at, Math.min(c.text().length(), at + size))));
      int length = out.length();
      if (length > 0 && length < c.text().length()) {
        assertThat(Character.isHighSurrogate(out.charAt(length - 1))
                && Character.isLowSurrogate(c.text().charAt(length)))
            .isFalse();
        assertThat(c.text().charAt(length)).isNotEqualTo('\u0301');
      }
    }
    assertThat(out.append(filter.end()).toString()).isEqualTo(c.text());
  }
}
