package io.fmops.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ProviderParameters;

/** What an answer depends on, for those who have to tell one request from another. Stateless. */
public final class RequestContent {

  private RequestContent() {}

  /**
   * All of a request that its answer depends on: system prompt, messages, media by their hash,
   * parameters, tools, output format, {@linkplain ProviderParameters#content provider's own
   * parameters}. Deadline and labels are left out.
   *
   * @param request any request
   * @return one line of JSON; the same for requests of the same content, and not shorter for long
   *     ones: hash it where that matters
   */
  public static String of(GenerateRequest request) {
    ObjectNode node = Requests.write(request, text -> text);
    for (ProviderParameters own : request.providerParameters()) {
      node.withObject("/providerParameters").put(own.provider(), own.content());
    }
    return node.toString();
  }
}
