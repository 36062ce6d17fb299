package io.fmops.replay;

import io.fmops.model.GenerateRequest;

/** What an answer depends on, for those who have to tell one request from another. Stateless. */
public final class RequestContent {

  private RequestContent() {}

  /**
   * All of a request that its answer depends on: system prompt, messages, media by their hash,
   * parameters, tools, output format, provider's own parameters. Deadline and labels are left out.
   *
   * @param request any request
   * @return one line of JSON; the same for requests of the same content, and not shorter for long
   *     ones: hash it where that matters
   */
  public static String of(GenerateRequest request) {
    return Requests.write(request, text -> text).toString();
  }
}
