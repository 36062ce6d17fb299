package io.fmops.bedrock.internal;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;

/** What a family of models cannot do, said before anything is sent. */
public final class Refusal {

  private Refusal() {}

  /**
   * A refusal.
   *
   * @param model the model
   * @param why what was asked and what would be right
   * @return the exception
   */
  public static RejectedInputException of(ModelId model, String why) {
    return new RejectedInputException(model + " " + why, ErrorDetails.of(model), null);
  }
}
