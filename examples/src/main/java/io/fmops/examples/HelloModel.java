package io.fmops.examples;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Models;

/** Asks an embedded model: no account, no network. */
public final class HelloModel {

  private HelloModel() {}

  /**
   * Prints a summary of a text.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    String document =
        "The ferry was late again. Its engine had failed near the lighthouse. Two tugs towed it in."
            + " Nobody was hurt. The company will replace the engine in May.";
    try (FoundationModel model = Models.open("baseline:textrank?sentences=2")) {
      System.out.println(model.generate(GenerateRequest.of(document)).text());
    }
  }
}
