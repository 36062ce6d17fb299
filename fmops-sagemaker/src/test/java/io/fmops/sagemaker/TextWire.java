package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.StopReason;
import io.fmops.testkit.WireText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What servers that complete a text answer. */
enum TextWire {
  /** TGI: a list; server-sent events. */
  TGI {
    @Override
    String whole(WireText text) {
      return "[" + generated(text) + "]";
    }

    @Override
    List<String> lines(WireText text) {
      List<String> lines = new ArrayList<>(List.of(": keep-alive\n\n"));
      tokens(text, "special", "logprob").forEach(line -> lines.add("data:" + line + "\n\n"));
      return lines;
    }
  },
  /** LMI's rolling batches: an object; JSON lines. */
  LMI {
    @Override
    String whole(WireText text) {
      return generated(text).toString();
    }

    @Override
    List<String> lines(WireText text) {
      return tokens(text, "special_token", "log_prob").stream()
          .map(line -> line + "\n")
          .toList();
    }
  },
  /** LMI's vLLM handler, which keeps the line of "[DONE]" and empties it. */
  LMI_ASYNC {
    @Override
    String whole(WireText text) {
      return generated(text).toString();
    }

    @Override
    List<String> lines(WireText text) {
      return Stream.concat(
              tokens(text, "special", "logprob").stream().map(line -> line + "\r\n"),
              Stream.of("\r\n"))
          .toList();
    }
  },
  /** LMI's format for Bedrock. */
  THIRD_PARTY {
    @Override
    String whole(WireText text) {
      return thirdParty(String.join("", text.chunks()), text, true);
    }

    @Override
    List<String> lines(WireText text) {
      List<String> lines = new ArrayList<>();
      text.chunks().forEach(chunk -> lines.add(thirdParty(chunk, text, false) + "\n"));
      lines.add(thirdParty("", text, true));
      return lines;
    }
  };

  abstract String whole(WireText text);

  abstract List<String> lines(WireText text);

  private static String word(WireText text) {
    return text.stopReason() == StopReason.MAX_TOKENS ? "length" : "eos_token";
  }

  private static ObjectNode generated(WireText text) {
    ObjectNode root = ChatWire.JSON.createObjectNode();
    root.put("generated_text", String.join("", text.chunks()));
    ObjectNode details = root.putObject("details");
    details.put("finish_reason", word(text)).put("generated_tokens", text.outputTokens());
    for (int i = 0; i < text.inputTokens(); i++) {
      details.withArray("prefill").addObject().put("id", i).put("text", "x");
    }
    return root;
  }

  private static List<String> tokens(WireText text, String special, String logprob) {
    List<String> lines = new ArrayList<>();
    for (String chunk : text.chunks()) {
      lines.add(token(chunk, special, logprob, false).toString());
    }
    ObjectNode last = token("</s>", special, logprob, true);
    last.put("generated_text", String.join("", text.chunks()))
        .putObject("details")
        .put("finish_reason", word(text))
        .put("generated_tokens", text.outputTokens())
        .put("input_length", text.inputTokens());
    lines.add(last.toString());
    return lines;
  }

  private static ObjectNode token(String text, String special, String logprob, boolean isSpecial) {
    ObjectNode line = ChatWire.JSON.createObjectNode();
    line.put("index", 1);
    line.putObject("token")
        .put("id", 1)
        .put("text", text)
        .put(logprob, -0.5)
        .put(special, isSpecial);
    line.putNull("generated_text").putNull("details");
    return line;
  }

  private static String thirdParty(String generation, WireText text, boolean last) {
    ObjectNode line = ChatWire.JSON.createObjectNode();
    ObjectNode body = line.putObject("body").put("generation", generation);
    if (last) {
      body.put("prompt_token_count", text.inputTokens())
          .put("generation_token_count", text.outputTokens())
          .put("stop_reason", text.stopReason() == StopReason.MAX_TOKENS ? "length" : "stop");
    } else {
      body.putNull("stop_reason");
    }
    line.put("content_type", "application/jsonlines");
    return line.toString();
  }
}
