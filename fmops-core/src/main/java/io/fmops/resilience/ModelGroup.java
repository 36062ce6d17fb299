package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Several models as one: asks them one after the other, in an order that depends on the request.
 */
final class ModelGroup implements ModelEngine {

  /** A model and the requests that it can take. */
  record Member(FoundationModel model, double weight, Predicate<GenerateRequest> takes) {}

  private final ModelId id;
  private final String layer;
  private final List<Member> members;
  private final Function<GenerateRequest, List<Member>> order;
  private final Predicate<ModelException> leadsOn;

  ModelGroup(
      ModelId id,
      String layer,
      List<Member> members,
      Function<GenerateRequest, List<Member>> order,
      Predicate<ModelException> leadsOn) {
    this.id = id;
    this.layer = layer;
    this.members = List.copyOf(members);
    this.order = order;
    this.leadsOn = leadsOn;
  }

  static List<Member> taking(List<Member> members, GenerateRequest request) {
    return members.stream().filter(member -> member.takes().test(request)).toList();
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    List<Member> candidates = order.apply(request);
    if (candidates.isEmpty()) {
      throw new RejectedInputException("none of the models of %s takes a request like this: %s"
          .formatted(id, members.stream().map(Member::model).toList()));
    }
    return new Call(candidates, request, context);
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (Member member : members) {
      try {
        member.model().close();
      } catch (RuntimeException e) {
        // The others are to be closed all the same.
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private final class Call extends AttemptsSource {

    private final List<Member> candidates;
    private final GenerateRequest request;
    private final CallContext context;
    private int at;

    Call(List<Member> candidates, GenerateRequest request, CallContext context) {
      super(id, layer, false, request, context);
      this.candidates = candidates;
      this.request = request;
      this.context = context;
    }

    @Override
    EventSource open() {
      return Calls.open(candidates.get(at).model().engine(), request, context);
    }

    @Override
    ModelId asked() {
      return candidates.get(at).model().id();
    }

    @Override
    boolean again(ModelException problem, int number) {
      return number < candidates.size() && leadsOn.test(problem);
    }

    @Override
    void givenUpOn() {
      at++;
    }
  }
}
