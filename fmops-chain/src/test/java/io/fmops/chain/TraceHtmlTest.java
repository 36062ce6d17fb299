package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TraceHtmlTest {

  private static final Pattern TAG = Pattern.compile("<[^>]*>");

  private final String page = SampleTraces.rich().toHtml();

  @Test
  void whatTheRunWasIsToldAtTheTop() {
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("<title>Nightly summary 夜の要約 &lt;script&gt;alert(1)&lt;/script&gt; · trace")
        .contains("<dt>State</dt><dd dir=\"auto\"><span class=\"tag failed\">failed</span>")
        .contains("<dt>Time</dt><dd dir=\"auto\">3.02 s</dd>")
        .contains("<dt>Model calls</dt><dd dir=\"auto\">6</dd>")
        .contains("<dt>Tokens</dt><dd dir=\"auto\">about 6,448 in, 45 out</dd>")
        .contains("<dt>Started</dt><dd dir=\"auto\">2026-02-03 04:05:06 UTC</dd>")
        .contains("run-2026/&lt;1&gt;");
  }

  @Test
  void everyStepHasItsRowWithItsKindStateTimeAndPlaceOnTheTimeline() {
    assertThat(count("<li id=\"step-")).isEqualTo(13);
    String row = row("要約/parts[2]");
    assertThat(row)
        .contains(">parts</span><span class=\"number\">[2]</span>")
        .contains("<span class=\"kind\">prompt</span>")
        .contains("<span class=\"tag failed\">failed</span>")
        .contains("class=\"bar failed\" style=\"--from:29.967%;--size:69.536%\"")
        .contains("<span class=\"time\">2.1 s</span>")
        .contains("<dt>Attempts</dt><dd dir=\"auto\">4</dd>")
        .contains("<dt>Prompt</dt><dd dir=\"auto\">要約@3#0a1b2c3d4e5f</dd>")
        .contains("bedrock:amazon.nova-lite-v1:0?region=eu-west-1")
        .contains("--depth:1")
        .contains("<details open>");
    assertThat(row("要約/parts[1]"))
        .contains("<dt>Tokens</dt><dd dir=\"auto\">1,336 in, 41 out</dd>")
        .contains("<dt>Cost</dt><dd dir=\"auto\">0.000047 USD</dd>")
        .contains("<pre tabindex=\"0\" dir=\"auto\" lang=\"ja\">\n二人は海へ歩いた。</pre>")
        .contains("<details>");
    assertThat(row("load"))
        .contains("in an earlier process")
        .contains("2026-02-02 03:05:06 UTC")
        .doesNotContain("class=\"bar");
    assertThat(row("both")).contains("class=\"bar finished outer\"").doesNotContain("class=\"tag");
  }

  @Test
  void whatFailedAndWhatWaitsIsToldAboveTheTimelineWithALinkToItsRow() {
    String problems =
        page.substring(page.indexOf("<ul class=\"problems\">"), page.indexOf("</ul>"));
    assertThat(problems.split("<li ")).hasSize(3);
    Matcher link = Pattern.compile("#(step-\\d+)\">要約/parts\\[2]").matcher(problems);
    assertThat(link.find()).isTrue();
    assertThat(row("要約/parts[2]")).startsWith("<li id=\"" + link.group(1) + "\"");
    assertThat(problems)
        .contains("the service is away &lt;b&gt;and&lt;/b&gt; said nothing")
        .contains("waits for a person");
  }

  @Test
  void aRunWithoutProblemsHasNoListOfThemAndAnEmptyOneSaysSo() {
    String empty = trace(List.of()).toHtml();
    assertThat(empty).doesNotContain("class=\"problems\"").contains("No step has begun.");
  }

  @Test
  void nothingThatModelsOrUsersWroteBecomesMarkup() {
    assertThat(page).doesNotContain("<script", "<img", "<b>", "{{name}}</", "\u0000", "\u001b");
    assertThat(page).contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted");
    assertThat(page).doesNotContain("\u202e");
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(page);
  }

  @Property(tries = 300)
  void noTextAddsOrChangesATag(@ForAll("texts") String text) {
    assertThat(tags(filled(text + "x"))).isEqualTo(tags(filled("x")));
  }

  @Test
  void aPageHasABoundedNumberOfStepsAndSaysHowManyAreLeftOut() {
    List<TraceStep> many = new ArrayList<>();
    for (int i = 1; i <= 2_500; i++) {
      many.add(SampleTraces.step("part[" + i + "]", StepKind.MODEL, i, 1)
          .state(i % 50 == 0 ? StepState.FAILED : StepState.FINISHED)
          .error(i % 50 == 0 ? "boom" : null)
          .build());
    }
    String large = trace(many).toHtml();
    assertThat(large)
        .contains("500 more steps are not shown")
        .contains("part[2000]")
        .contains("<li>and 30 more</li>")
        .doesNotContain("part[2001]");
  }

  @Test
  void aPageHasABoundedAmountOfTextAndSaysSo() {
    List<TraceStep> many = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      many.add(SampleTraces.step("part[" + i + "]", StepKind.MODEL, i, 1)
          .input("雨".repeat(TraceStep.MAX_TEXT))
          .build());
    }
    String large = trace(many).toHtml();
    assertThat(large.length()).isBetween(4_000_000, 6_000_000);
    assertThat(large).contains("The page is full: 8,000 characters in all.");
  }

  @Test
  void deepNestingNeitherBreaksThePageNorTheStack() {
    TraceStep step = SampleTraces.step("x", StepKind.MODEL, 0, 1).build();
    for (int i = 0; i < 400; i++) {
      step = SampleTraces.step("x", StepKind.CHAIN, 0, 1).steps(List.of(step)).build();
    }
    Trace deep = trace(List.of(step));
    assertThat(deep.toHtml().split("<li id=")).hasSize(402);
    assertThat(Trace.fromJson(deep.toJson()).toJson()).isEqualTo(deep.toJson());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.of(
                "<",
                ">",
                "\"",
                "'",
                "&",
                "&lt;",
                "<!--",
                "-->",
                "</pre>",
                "</title>",
                "<script>",
                "]]>",
                "<svg onload=x>",
                "\u0000",
                "\ud800",
                "\udc00",
                "\u2028",
                "\r",
                "%",
                "$1",
                "\\")
            .list()
            .ofMaxSize(6)
            .map(parts -> String.join("", parts)));
  }

  /** A trace that has the text wherever a text can be. */
  private static String filled(String text) {
    TraceStep inner = TraceStep.builder(text, text, StepKind.PROMPT, SampleTraces.START)
        .input(text)
        .output(text)
        .error(text)
        .prompt(text)
        .model(ModelId.parse("baseline:echo?x=%3Cb%3E"))
        .usage(TokenUsage.UNKNOWN)
        .state(StepState.FAILED)
        .build();
    return new Trace(
            text, text, SampleTraces.START, Duration.ZERO, StepState.FAILED, List.of(inner))
        .toHtml();
  }

  private static List<String> tags(String html) {
    List<String> tags = new ArrayList<>();
    Matcher matcher = TAG.matcher(html);
    while (matcher.find()) {
      // The language and the number of a path may differ, and nothing else.
      tags.add(matcher.group().replaceAll(" lang=\"(ja|ko)\"", ""));
    }
    return tags;
  }

  private static Trace trace(List<TraceStep> steps) {
    return new Trace(
        "r", "c", SampleTraces.START, Duration.ofSeconds(3), StepState.FINISHED, steps);
  }

  private int count(String part) {
    return page.split(Pattern.quote(part), -1).length - 1;
  }

  /** The row of the step, from its li to the next one. */
  private String row(String path) {
    int at = page.indexOf("<dt>Path</dt><dd dir=\"auto\">" + path + "</dd>");
    int start = page.lastIndexOf("<li id=", at);
    return page.substring(start, page.indexOf("</li>", start));
  }
}
