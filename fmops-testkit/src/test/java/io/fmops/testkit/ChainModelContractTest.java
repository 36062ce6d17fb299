package io.fmops.testkit;

import io.fmops.chain.Chain;
import io.fmops.chain.Steps;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;

/** A chain behind a model keeps what every model promises. */
class ChainModelContractTest extends FoundationModelContract {

  @Override
  protected FoundationModel open() {
    FoundationModel inner = ScriptedModel.builder()
        .when(
            request -> request.messages().get(0).text().startsWith("shout"),
            Reply.builder().text("こん", "にちは ", "wörld 🎌").build())
        .otherwise(Reply.text("shout"))
        .build()
        .model();
    return Chain.<String>named("two steps")
        .then(Steps.ask("think", inner, GenerateRequest::of))
        .then(Steps.<String, String>function("check", text -> text))
        .then(Steps.ask("say", inner, GenerateRequest::of))
        .build()
        .asModel(ModelId.of("chain", "two-steps"), Chain::text);
  }

  @Override
  protected GenerateRequest request() {
    return GenerateRequest.of("Say hello. 一行で。");
  }

  @Override
  protected String expectedText() {
    return "こんにちは wörld 🎌";
  }
}
