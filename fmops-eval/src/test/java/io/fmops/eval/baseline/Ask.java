package io.fmops.eval.baseline;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Models;

/** Asks a model of this provider, the way its users do. */
final class Ask {

  private Ask() {}

  static String model(String id, String prompt) {
    return model(id, GenerateRequest.of(prompt));
  }

  static String model(String id, GenerateRequest request) {
    try (FoundationModel model = Models.open("baseline:" + id)) {
      return model.generate(request).text();
    }
  }
}
