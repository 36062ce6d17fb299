package io.fmops.benchmarks.peers.templates;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.input.PromptTemplate;
import io.fmops.model.GenerateRequest;
import io.fmops.prompt.Prompt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A prompt of 2 kB with ten variables, made into the request that a model takes. Every contestant
 * keeps its template between calls and makes a new request from ten values each time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RenderSpeed {

  private static final int VARIABLES = 10;
  private static final String SENTENCE =
      "Answer in the language of the question, name the source of every figure, and say so when"
          + " the text does not tell what was asked for; never guess. 推測では答えないでください。 ";

  private final Map<String, Object> values = new LinkedHashMap<>();
  private Prompt fmops = Prompt.of("empty", "");
  private PromptTemplate langchain4j = PromptTemplate.from("empty");
  private org.springframework.ai.chat.prompt.PromptTemplate springAi =
      new org.springframework.ai.chat.prompt.PromptTemplate("empty");

  /** The state of all contestants. */
  public RenderSpeed() {}

  /** Makes each contestant's template of the same text, and checks that all render the same. */
  @Setup
  public void prepare() {
    for (int i = 0; i < VARIABLES; i++) {
      values.put("v" + i, "value number " + i);
    }
    fmops = Prompt.of("benchmark", template("{{", "}}"));
    langchain4j = PromptTemplate.from(template("{{", "}}"));
    springAi = new org.springframework.ai.chat.prompt.PromptTemplate(template("{", "}"));
    String expected = concatenation().messages().get(0).text();
    for (String text : List.of(
        fmops().messages().get(0).text(),
        ((UserMessage) langchain4j().messages().get(0)).singleText(),
        springAi().getContents())) {
      if (!text.equals(expected)) {
        throw new IllegalStateException("not the same text:\n" + expected + "\n" + text);
      }
    }
  }

  private static String template(String open, String close) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < VARIABLES; i++) {
      text.append(SENTENCE).append(open).append("v").append(i).append(close).append('\n');
    }
    return text.append("The end.").toString();
  }

  /**
   * By hand.
   *
   * @return the request
   */
  @Benchmark
  public GenerateRequest concatenation() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < VARIABLES; i++) {
      text.append(SENTENCE).append(values.get("v" + i)).append('\n');
    }
    return GenerateRequest.of(text.append("The end.").toString());
  }

  /**
   * By FMOps.
   *
   * @return the request
   */
  @Benchmark
  public GenerateRequest fmops() {
    return fmops.render(values);
  }

  /**
   * By LangChain4j.
   *
   * @return the request
   */
  @Benchmark
  public ChatRequest langchain4j() {
    return ChatRequest.builder().messages(langchain4j.apply(values).toUserMessage()).build();
  }

  /**
   * By Spring AI.
   *
   * @return the request
   */
  @Benchmark
  public org.springframework.ai.chat.prompt.Prompt springAi() {
    return springAi.create(values);
  }
}
