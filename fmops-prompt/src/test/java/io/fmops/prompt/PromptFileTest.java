package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptFileTest {

  @Test
  void aFileHoldsEverything() {
    Prompt prompt = Prompt.parse("""
        ---
        name: support/返金
        description: Answers a customer's question, politely.
        tags: [support, 日本語]
        model: bedrock:amazon.nova-lite-v1:0
        parameters:
          maxTokens: 500
          temperature: 0.2
          stop: ["###"]
        inputs:
          質問: string
          passages:
            type: list
            description: what was found
          tone:
            type: string
            default: 丁寧
        output:
          name: answer
          schema:
            type: object
            properties:
              text: {type: string}
            required: [text]
        metadata:
          owner: team-a
          version: 1.0
        ---

        {{role "system"}}
        {{tone}}に答えてください。
        {{#passages}}
        [{{-index}}] {{title}}: {{text}}
        {{/passages}}

        {{role "user"}}
        {{質問}}
        """);
    assertThat(Prompt.parse(prompt.print())).isEqualTo(prompt);
    GenerateRequest request = prompt.render(Map.of(
        "質問",
        "返金は?",
        "passages",
        List.of(Map.of("title", "A", "text", "一"), Map.of("title", "B", "text", "{{質問}} & <b>"))));
    assertThat(request.system())
        .contains("丁寧に答えてください。\n[1] A: 一\n[2] B: {{質問}} & <b>\n".stripTrailing() + "\n");
    assertThat(request.messages()).containsExactly(Message.user("返金は?"));
  }
}
