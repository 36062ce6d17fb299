package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

  private static final String POLICY = """
      name: support
      budget: 3s
      piece: 128
      retries: 2
      restore-in-tools: [mail, crm]
      unchecked-message: 確認できませんでした。
      detectors:
        rude:
          type: words
          words: {insult: [阿呆, fool], threat: hit you}
          timeout: 200ms
          on-failure: pass
        places:
          type: words
          file: houses.txt
          sample: 0.5
      input:
        - detector: rude
          rules:
            - {category: insult, action: block, message: 丁寧にお願いします。}
            - {threshold: 0.2, action: flag}
      output:
        - detector: rude
          rules:
            - action: retry
              feedback: Say it politely.
      context:
        - detector: places
          rules: [{action: redact, mask: ""}]
      tool-result:
        - detector: places
          rules: [{action: replace}, {action: redact}]
      """;

  private static GuardrailPolicy parse(String text) {
    return PolicyFile.parse(text, "policy.yaml", Optional.of(Path.of("/rules")));
  }

  @Test
  void everyKeyIsRead() {
    GuardrailPolicy policy = parse(POLICY);
    assertThat(policy.name()).isEqualTo("support");
    assertThat(policy.version()).hasSize(12).isEqualTo(GuardrailPolicy.hash(POLICY));
    assertThat(policy.budget()).isEqualTo(Duration.ofSeconds(3));
    assertThat(policy.piece()).isEqualTo(128);
    assertThat(policy.retries()).isEqualTo(2);
    assertThat(policy.restoreInTools()).containsExactlyInAnyOrder("mail", "crm");
    assertThat(policy.uncheckedMessage()).isEqualTo("確認できませんでした。");
    assertThat(policy.dryRun()).isFalse();
    Check rude = policy.checks(Stage.INPUT).get(0);
    assertThat(rude.timeout()).isEqualTo(Duration.ofMillis(200));
    assertThat(rude.onFailure()).isEqualTo(Check.OnFailure.PASS);
    assertThat(rude.rules())
        .containsExactly(
            new Rule("insult", 0.5, Action.block("丁寧にお願いします。")), new Rule("*", 0.2, Action.flag()));
    assertThat(policy.checks(Stage.OUTPUT).get(0).rules())
        .containsExactly(new Rule("*", 0.5, Action.retry("Say it politely.")));
    Check places = policy.checks(Stage.CONTEXT).get(0);
    assertThat(places.sample()).isEqualTo(0.5);
    assertThat(places.detector().detect("in /rules/houses.txt")).hasSize(1);
    assertThat(policy.checks(Stage.TOOL_RESULT).get(0).rules())
        .extracting(Rule::action)
        .containsExactly(Action.replace(), Action.redact("***"));
  }

  @Test
  void aFileIsReadAndItsPolicyWorks(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Guardrail guardrail = Guardrail.of(GuardrailPolicy.read(file));
    assertThat(guardrail.check(Stage.INPUT, "この阿呆。").verdict().message()).isEqualTo("丁寧にお願いします。");
    assertThat(guardrail.check(Stage.INPUT, "I will hit you").verdict().outcome())
        .isEqualTo(Verdict.Outcome.FLAGGED);
  }

  @Test
  void aFileThatIsNoTextIsRefused(@TempDir Path folder) throws Exception {
    Path file =
        Files.write(folder.resolve("p.yaml"), "name: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> GuardrailPolicy.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
  }

  /** A line of the policy, what it is changed to, and what the error says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: support | nam: support | policy.yaml:1: a policy has no \"nam\"; it can have [name,",
        "budget: 3s | budget: soon | policy.yaml:2: budget must be a time above zero, such as 200ms, 2s or 1m",
        "budget: 3s | budget: 0s | policy.yaml:2: budget must be a time above zero",
        "budget: 3s | dry-run: maybe | policy.yaml:2: dry-run must be true or false",
        "piece: 128 | piece: 10 | policy.yaml:3: piece must be a whole number from 64 to 4096",
        "retries: 2 | retries: -1 | policy.yaml:4: retries must be a whole number from 0 to 5",
        "retries: 2 | retries: 1.9 | policy.yaml:4: retries must be a whole number from 0 to 5",
        "retries: 2 | retries: 9999999999 | policy.yaml:4: retries must be a whole number from 0 to 5",
        "piece: 128 | piece: 256f | policy.yaml:3: piece must be a whole number from 64 to 4096",
        "sample: 0.5 | sample: 0.5f | policy.yaml:16: sample must be a number from 0 to 1",
        "sample: 0.5 | sample: NaN | policy.yaml:16: sample must be a number from 0 to 1",
        "sample: 0.5 | max-running: 0 | policy.yaml:16: max-running must be a whole number from 1 to 1000000",
        "restore-in-tools: [mail, crm] | restore-in-tools: {mail: yes} | policy.yaml:5: restore-in-tools must be a text",
        "retries: 2 | name: twice | policy.yaml:4: ",
        "type: words | typ: words | policy.yaml:9: detector rude needs \"type\"",
        "type: words | type: wards | policy.yaml:9: no detector of type \"wards\"; on the class path are [",
        "timeout: 200ms | timeouts: 200ms | policy.yaml:11: detector rude of type words has no \"timeouts\"; it can have [",
        "on-failure: pass | on-failure: open | policy.yaml:12: on-failure must be block or pass",
        "file: houses.txt | words: {} | policy.yaml:15: there are no words; give a list for each category",
        "file: houses.txt | least: 20 | policy.yaml:15: least must be a whole number from 1 to 9",
        "file: houses.txt | least: 1.9 | policy.yaml:15: least must be a whole number from 1 to 9",
        "- {category: insult, action: block, message: 丁寧にお願いします。} | - {category: insul, action: flag} | policy.yaml:20: the detector rude never finds \"insul\"; did you mean \"insult\"?",
        "- {category: insult, action: block, message: 丁寧にお願いします。} | - {category: spam, action: flag} | policy.yaml:20: the detector rude never finds \"spam\"; it finds insult, threat",
        "file: houses.txt | shout: loud | policy.yaml:15: shout must be true or false",
        "file: houses.txt | words: [a] | policy.yaml:15: words must be a mapping",
        "file: houses.txt | words: {a: [[b]]} | policy.yaml:15: each item of words.a must be a text",
        "sample: 0.5 | sample: 2 | policy.yaml:16: sample must be a number from 0 to 1",
        "- detector: rude | - detector: nobody | policy.yaml:18: no detector \"nobody\"; the policy has [rude, places]",
        "- {category: insult, action: block, message: 丁寧にお願いします。} | - {category: insult, action: block} | policy.yaml:20: a rule with this action needs \"message\"",
        "- {threshold: 0.2, action: flag} | - {threshold: high, action: flag} | policy.yaml:21: threshold must be a number from 0 to 1",
        "- {threshold: 0.2, action: flag} | - {action: flag, mask: x} | policy.yaml:21: \"mask\" means nothing for the action flag",
        "- {threshold: 0.2, action: flag} | - {action: explode} | policy.yaml:21: action must be block, retry, replace, redact or flag",
        "- {threshold: 0.2, action: flag} | - {action: retry, feedback: x} | policy.yaml:18: the check of rude at INPUT wants a retry",
        "- {threshold: 0.2, action: flag} | - {colour: red, action: flag} | policy.yaml:21: a rule has no \"colour\"",
        "rules: [{action: redact, mask: \"\"}] | rules: [] | policy.yaml:28: a check needs at least one rule",
        "rules: [{action: redact, mask: \"\"}] | rules: redact | policy.yaml:29: rules must be a list",
        "rules: [{action: redact, mask: \"\"}] | rules: [{action: redact, mask: | policy.yaml:30: no YAML that can be read",
      })
  void anErrorNamesFileLineAndRemedy(String line, String wrong, String message) {
    assertThat(POLICY).contains(line);
    int before = WordsFactory.OPEN.get();
    assertThatThrownBy(() -> parse(POLICY.replace(line, wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message.strip());
    assertThat(WordsFactory.OPEN).hasValue(before);
  }

  @Test
  void nothingAndOddThingsAreRefused() {
    for (String text : new String[] {
      "",
      "# only a comment",
      "- a",
      "just text",
      "a: &x [*x]",
      "? [a] : b",
      "a: ".repeat(2) + "[".repeat(20_000),
      "\tname: x",
      "a: b\n---\nc: d"
    }) {
      assertThatThrownBy(() -> parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("policy.yaml");
    }
  }

  @Test
  void whatIsNestedTooDeeplyIsRefusedWithItsLine() {
    String cascade = "{type: words, words: {insult: [fool]}}";
    for (int i = 0; i < 2_000; i++) {
      cascade = "{type: cascade, cheap: " + cascade + ", strong: {type: words}}";
    }
    for (String deep : new String[] {
      "[".repeat(300_000), "{a: ".repeat(100_000), "\n - " + "- ".repeat(200_000), cascade
    }) {
      assertThatThrownBy(() -> parse("name: x\ndetectors: " + deep))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("policy.yaml:[23]: the policy is nested more than 50 deep");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input: *a | policy.yaml:5: *a stands for a list or a mapping; only a plain text",
        "input: {[a]: b} | policy.yaml:5: input must be a list",
        "'? [a]~: b' | policy.yaml:5: a key must be a plain word",
        "'input:~ - detector: \0' | policy.yaml:6: the character U+0000 cannot stand in YAML",
        "version: 1 | policy.yaml:1: no stage has a check; the policy needs one at [input,",
        "input: [] | policy.yaml:1: no stage has a check",
        "'input:~ - {detector: p, rules: [{action: flag}]}' | policy.yaml:4: no stage uses the detector \"q\"",
      })
  void whatAPolicyCannotHaveIsToldWithItsLine(String end, String message) {
    int before = WordsFactory.OPEN.get();
    String text = """
        name: x
        detectors: &a
          p: {type: words, words: {a: b}}
          q: {type: words, words: {a: b}}
        %s
        """.formatted(end.replace('~', '\n').replace("\\0", "\0"));
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThat(WordsFactory.OPEN).hasValue(before);
  }

  @Test
  void anAliasOfATextAndASampleOfNothingAndABoundAreTaken() {
    GuardrailPolicy policy = parse(POLICY
        .replace("name: support", "name: &n support\nversion: *n")
        .replace("sample: 0.5", "sample: 0\n    max-running: 3"));
    assertThat(policy.version()).isEqualTo("support");
    assertThat(policy.checks(Stage.CONTEXT).get(0).sample()).isZero();
    assertThat(policy.checks(Stage.CONTEXT).get(0).maxRunning()).isEqualTo(3);
  }

  @Property(tries = 500)
  void whateverIsReadGivesAPolicyOrAnErrorOfItsOwn(@ForAll String text) {
    try {
      parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("policy.yaml");
    }
  }

  @Test
  void aDetectorCanStandWithinAnother() {
    String cascade = """
        name: nested
        detectors:
          both:
            type: cascade
            cheap: {type: words, words: {insult: [fool]}}
            strong:
              type: words
              words: {insult: [fool]}
              %s
        input:
          - detector: both
            rules: [{action: flag}]
        """;
    int before = WordsFactory.OPEN.get();
    GuardrailPolicy policy = parse(cascade.formatted("least: 2"));
    assertThat(policy.checks(Stage.INPUT).get(0).detector().detect("a fool")).isNotEmpty();
    assertThatThrownBy(() -> parse(cascade.formatted("most: 2")))
        .hasMessageStartingWith(
            "policy.yaml:9: detector both.strong of type words has no \"most\"; it can have [");
    policy.closeDetectors();
    assertThat(WordsFactory.OPEN).hasValue(before);
  }

  @Test
  void anotherTextIsAnotherVersion() {
    assertThat(parse(POLICY).version()).isNotEqualTo(parse(POLICY + "\n").version());
    assertThat(parse("version: 2026-11\n" + POLICY).version()).isEqualTo("2026-11");
  }
}
