package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.dataset.Assertions;
import io.fmops.eval.dataset.Example;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes to executors and comes back. */
class TravelTest {

  @Test
  void aQuestionArrivesAsItWasSent() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("z", "東京 🙂 \u0000 \"quoted\"");
    fields.put("a", "half \ud83d and \udc00 half");
    Question question = new Question(
        5_000_000_000L,
        List.of(0, 3),
        new Example(
            "id \ud83d",
            fields,
            List.of("one", "", "三"),
            Map.of("language", "ja"),
            Assertions.parse("{\"threshold\": 0.5, \"assert\": [{\"type\": \"icontains\","
                + " \"value\": \"tokyo\"}]}")));
    Question arrived = Question.of(question.toBytes());
    assertThat(arrived).isEqualTo(question);
    assertThat(arrived.example().fields().keySet()).containsExactly("z", "a");
  }

  @Test
  void halvesOfCharactersComeBackInJson() throws Exception {
    String json = "{\"a\":\"x\ud83dy\udc00\",\"b\":\"🙂\"}";
    String whole = WaveTable.wholeCharacters(json);
    assertThat(whole).isEqualTo("{\"a\":\"x\\ud83dy\\udc00\",\"b\":\"🙂\"}");
    JsonMapper mapper = JsonMapper.builder().build();
    assertThat(mapper.readTree(whole).get("a").asText()).isEqualTo("x\ud83dy\udc00");
    String usual = "{\"a\":\"日本\"}";
    assertThat(WaveTable.wholeCharacters(usual)).isSameAs(usual);
  }

  @Test
  void anExecutorWithOtherCandidatesIsRefused() {
    Desk desk = new Desk("elsewhere");
    RunSpec spec = new RunSpec("run-1", desk, Map.of(), List.of("quick", "slow"), 1, 0);
    assertThatThrownBy(() -> OpenParts.enter(spec))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "gives the candidates [quick, careful] here, and gave [quick, slow] to the driver");
    assertThat(desk.records().closed).hasValue(2);
  }

  @Test
  void partsThatWereClosedAreOpenedAgain() {
    Desk desk = new Desk("again");
    RunSpec spec = new RunSpec("run-2", desk, Map.of(), List.of(), 1, 0);
    OpenParts first = OpenParts.enter(spec);
    assertThat(OpenParts.enter(spec)).isSameAs(first);
    first.close();
    first.close();
    assertThat(desk.records().closed).hasValue(2);
    OpenParts second = OpenParts.enter(spec);
    assertThat(second).isNotSameAs(first);
    assertThat(desk.records().opened).hasValue(2);
    second.leave();
    second.close();
    assertThatThrownBy(() -> OpenParts.enter(new RunSpec(
            "run-3",
            share -> {
              throw new IllegalStateException("no credentials here");
            },
            Map.of(),
            List.of(),
            1,
            0)))
        .hasMessage("no credentials here");
  }
}
