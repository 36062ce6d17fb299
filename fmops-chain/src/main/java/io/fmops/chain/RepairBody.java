package io.fmops.chain;

import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a model until its answer is valid, or has been invalid too often. */
final class RepairBody<I, O> implements Body<I, O> {

  private static final int MOST_REPAIRS = 10;

  private final FoundationModel model;
  private final Function<? super I, GenerateRequest> request;
  private final Function<? super String, ? extends List<String>> check;
  private final Function<String, O> read;
  private final int maxRepairs;
  private final @Nullable O otherwise;

  RepairBody(
      FoundationModel model,
      Function<? super I, GenerateRequest> request,
      Function<? super String, ? extends List<String>> check,
      Function<String, O> read,
      int maxRepairs) {
    this(model, request, check, read, maxRepairs, null);
  }

  private RepairBody(
      FoundationModel model,
      Function<? super I, GenerateRequest> request,
      Function<? super String, ? extends List<String>> check,
      Function<String, O> read,
      int maxRepairs,
      @Nullable O otherwise) {
    this.otherwise = otherwise;
    this.model = Objects.requireNonNull(model, "model");
    this.request = Objects.requireNonNull(request, "request");
    this.check = Objects.requireNonNull(check, "check");
    this.read = read;
    this.maxRepairs = maxRepairs;
    if (maxRepairs < 1 || maxRepairs > MOST_REPAIRS) {
      throw new IllegalArgumentException(
          "maxRepairs is %d; it must be 1 to %d".formatted(maxRepairs, MOST_REPAIRS));
    }
  }

  /** The same, with something to give instead of a failure. */
  RepairBody<I, O> otherwise(O value) {
    return new RepairBody<>(model, request, check, read, maxRepairs, value);
  }

  @Override
  public O run(I input, StepContext context) {
    GenerateRequest first = request.apply(input);
    GenerateRequest next = first;
    for (int repairs = 0; ; repairs++) {
      GenerateResponse response = context.generate(model, next);
      String text = Answers.text(response);
      List<String> problems = check.apply(text);
      if (problems.isEmpty()) {
        return read.apply(text);
      }
      context.node().soFar(text);
      if (repairs == maxRepairs && otherwise != null) {
        return otherwise;
      } else if (repairs == maxRepairs) {
        throw Answers.kept(
            response,
            new MalformedAnswerException(
                "the answer of %s still had %d problem(s) after it was told %d time(s)"
                    .formatted(response.model(), problems.size(), repairs),
                ErrorDetails.of(response),
                null));
      }
      Running.check(context.call());
      next = repair(first, response, problems);
    }
  }

  /** Only the last answer is told of: what was wrong with those before it is repaired or told. */
  private static GenerateRequest repair(
      GenerateRequest first, GenerateResponse response, List<String> problems) {
    if (response.text().isBlank()) {
      // Nothing to speak of, and two turns of the user's in a row are refused by some providers.
      return first;
    }
    StringBuilder told = new StringBuilder("Your answer has problems:\n");
    problems.forEach(problem -> told.append("- ").append(problem).append('\n'));
    told.append("Answer again, in full, without these problems and without speaking of them.");
    return first.toBuilder()
        .message(response.message())
        .message(Message.user(told.toString()))
        .build();
  }
}
