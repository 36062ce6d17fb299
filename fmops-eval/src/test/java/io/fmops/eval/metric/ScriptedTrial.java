package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import java.util.List;
import java.util.function.Function;

/** A trial whose candidate is a function. */
record ScriptedTrial(Example example, GenerateResponse response, Function<Example, String> model)
    implements Trial {

  static ScriptedTrial of(Example example, String answer, Function<Example, String> model) {
    return new ScriptedTrial(example, response(answer), model);
  }

  static GenerateResponse response(String answer) {
    return GenerateResponse.builder(ModelId.of("test", "scripted"))
        .content(List.of(new ContentBlock.Text(answer)))
        .build();
  }

  @Override
  public GenerateRequest request() {
    return GenerateRequest.of("?");
  }

  @Override
  public GenerateResponse ask(Example other) {
    return response(model.apply(other));
  }

  @Override
  public GenerateResponse ask(FoundationModel judge, GenerateRequest request) {
    return judge.generate(request);
  }
}
