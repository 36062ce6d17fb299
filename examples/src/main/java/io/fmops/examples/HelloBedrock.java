package io.fmops.examples;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.model.StreamEvent;

/** Asks a model on Amazon Bedrock and prints its answer as it comes. Needs AWS credentials. */
public final class HelloBedrock {

  private HelloBedrock() {}

  /**
   * Streams an answer.
   *
   * @param arguments the model's id, such as {@code bedrock:amazon.nova-lite-v1:0}
   */
  public static void main(String[] arguments) {
    String id = arguments.length > 0 ? arguments[0] : "bedrock:amazon.nova-lite-v1:0";
    GenerateRequest request = GenerateRequest.builder()
        .system("Answer in one sentence.")
        .user("Why is the sky blue?")
        .build();
    try (FoundationModel model = Models.open(id);
        ModelStream stream = model.stream(request)) {
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          System.out.print(delta.text());
        } else if (event instanceof StreamEvent.Completed completed) {
          System.out.println();
          System.out.println(completed.response().usage());
        }
      }
    }
  }
}
