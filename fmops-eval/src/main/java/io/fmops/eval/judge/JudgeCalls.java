package io.fmops.eval.judge;

import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import io.fmops.replay.ResponseCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks a judge's model, again if need be, within its limits. Thread-safe. */
final class JudgeCalls {

  private final FoundationModel model;
  private final JudgePrompts prompts;
  private final InferenceParameters parameters;
  private final UnaryOperator<GenerateRequest> requests;
  private final int retries;
  private final boolean mayJudgeItself;
  private final Spending spending;

  /** Why the model cannot be called at all. */
  private final AtomicReference<@Nullable String> gone = new AtomicReference<>();

  JudgeCalls(
      FoundationModel model,
      JudgePrompts prompts,
      InferenceParameters parameters,
      UnaryOperator<GenerateRequest> requests,
      int retries,
      boolean mayJudgeItself,
      Spending spending) {
    this.model = model;
    this.prompts = prompts;
    this.parameters = parameters;
    this.requests = requests;
    this.retries = retries;
    this.mayJudgeItself = mayJudgeItself;
    this.spending = spending;
  }

  /** The same with nothing spent. */
  JudgeCalls renewed() {
    return new JudgeCalls(
        model, prompts, parameters, requests, retries, mayJudgeItself, spending.renewed());
  }

  JudgeUsage usage() {
    return spending.usage();
  }

  /** A reading and the response that was read, where there is one. */
  record Answer<T>(Reading<T> reading, Optional<GenerateResponse> response) {
    static <T> Answer<T> none(String why) {
      return new Answer<>(Reading.unreadable(why), Optional.empty());
    }
  }

  <T> Reading<T> ask(Asking asking, Question question, Reader<T> reader) {
    return answer(asking, question, reader).reading();
  }

  /**
   * Asks, and asks again as long as something could not be read and attempts are left.
   *
   * @throws CancelledException if the thread is interrupted
   */
  <T> Answer<T> answer(Asking asking, Question question, Reader<T> reader) {
    if (asking.candidate().filter(this::isItself).isPresent()) {
      return Answer.none("the judge would judge its own answer");
    }
    Question.Asked asked = question.ask(prompts);
    GenerateRequest request = prepared(asked.request());
    Answer<T> best = Answer.none("the judge was not asked");
    for (int attempt = 0; attempt <= retries; attempt++) {
      Attempt<T> now = attempt(asking, request, attempt > 0, asked.material(), reader);
      // What was half readable is not given up for another half.
      if (attempt == 0
          || (best.reading().value().isEmpty() && now.answer().reading().value().isPresent())) {
        best = now.answer();
      }
      Optional<String> problem = now.answer().reading().problem();
      if (problem.isEmpty()) {
        return now.answer();
      }
      if (!now.worthAsking()) {
        break;
      }
      request = repair(asked.request(), question.language(), now.answer(), problem.get());
    }
    if (best.response().isPresent()) {
      spending.unread();
    }
    return best;
  }

  private record Attempt<T>(Answer<T> answer, boolean worthAsking) {
    static <T> Attempt<T> hopeless(String why) {
      return new Attempt<>(Answer.none(why), false);
    }
  }

  private <T> Attempt<T> attempt(
      Asking asking, GenerateRequest request, boolean repair, Material material, Reader<T> reader) {
    String reason = gone.get();
    if (reason != null) {
      asking.failed().accept(reason);
      return Attempt.hopeless(reason);
    }
    Spending.Permit permit = spending.ask(model.id(), request, repair);
    if (permit.refusal().isPresent()) {
      return Attempt.hopeless(permit.refusal().get());
    }
    GenerateResponse response;
    try {
      response = asking.call().make(model, request);
    } catch (ModelException e) {
      spending.failed(permit, model.id(), e.usage());
      if (e instanceof CancelledException) {
        throw e;
      }
      String why = "the judge did not answer: " + e.getMessage();
      if (Asking.mayPass(e)) {
        asking.failed().accept(why);
      }
      if (e instanceof NotAuthorizedException || e instanceof ModelNotFoundException) {
        gone.compareAndSet(null, why);
      }
      return Attempt.hopeless(why);
    } catch (RuntimeException | Error e) {
      spending.failed(permit, model.id(), TokenUsage.UNKNOWN);
      throw e;
    }
    if (ResponseCache.Hit.of(response).isPresent()) {
      spending.remembered(permit, repair);
    } else {
      spending.answered(permit, response.model(), response.usage());
    }
    if (!mayJudgeItself
        && asking
            .candidate()
            .filter(c -> ModelKinship.same(c, response.model()))
            .isPresent()) {
      return Attempt.hopeless("the judge that answered would have judged its own answer");
    }
    return new Attempt<>(
        new Answer<>(read(response, material, reader), Optional.of(response)),
        response.stopReason() != StopReason.GUARDRAIL
            && response.stopReason() != StopReason.CONTENT_FILTERED);
  }

  private boolean isItself(ModelId candidate) {
    return !mayJudgeItself && ModelKinship.same(model.id(), candidate);
  }

  private static <T> Reading<T> read(
      GenerateResponse response, Material material, Reader<T> reader) {
    if (response.stopReason() != StopReason.END_TURN
        && response.stopReason() != StopReason.STOP_SEQUENCE) {
      return Reading.unreadable(
          response.truncated()
              ? "the judge's answer is cut off"
              : "the judge stopped for the reason " + response.stopReason());
    }
    return JudgeText.of(response.text(), material)
        .map(text -> reader.read(text, material))
        .orElseGet(() -> Reading.unreadable(
            "the judge's answer ends in the middle of its thinking, or is far too long"));
  }

  private GenerateRequest prepared(GenerateRequest request) {
    InferenceParameters own = request.parameters();
    return requests.apply(request.toBuilder()
        .parameters(new InferenceParameters(
            own.maxTokens().or(parameters::maxTokens),
            own.temperature().or(parameters::temperature),
            own.topP().or(parameters::topP),
            own.stopSequences().isEmpty() ? parameters.stopSequences() : own.stopSequences()))
        .build());
  }

  private <T> GenerateRequest repair(
      GenerateRequest first, JudgeLanguage language, Answer<T> answer, String problem) {
    GenerateRequest.Builder request = first.toBuilder();
    answer
        .response()
        .map(GenerateResponse::text)
        .filter(text -> !text.isBlank())
        .map(Message::assistant)
        .ifPresent(request::message);
    String words = prompts
        .render(Task.REPAIR, language, Map.of("problem", problem))
        .messages()
        .get(0)
        .text();
    List<Message> said = request.build().messages();
    Message last = said.get(said.size() - 1);
    if (last.role() == Role.ASSISTANT) {
      request.user(words);
    } else {
      // Turns alternate, so after an empty answer the user goes on speaking.
      List<Message> turns = new ArrayList<>(said.subList(0, said.size() - 1));
      List<ContentBlock> content = new ArrayList<>(last.content());
      content.add(ContentBlock.text(words));
      turns.add(new Message(Role.USER, content));
      request.messages(turns);
    }
    return prepared(request.build());
  }
}
