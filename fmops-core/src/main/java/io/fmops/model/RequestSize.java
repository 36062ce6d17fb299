package io.fmops.model;

import io.fmops.text.TokenEstimate;

/** How many tokens a request takes, roughly. */
final class RequestSize {

  /** What a turn takes beside its content. */
  private static final int TURN = 4;

  /** A picture of about a megapixel; providers count 1,000 to 1,600. */
  private static final int IMAGE = 1_500;

  /** A minute of video or so, at a frame a second of a few hundred tokens each. */
  private static final int VIDEO = 15_000;

  /** A document that only the provider can read: some pages. */
  private static final int REMOTE_DOCUMENT = 10_000;

  /** Bytes of a text document to a token; of a PDF, most bytes are no text. */
  private static final int BYTES_A_TOKEN = 4;

  private RequestSize() {}

  static long tokens(GenerateRequest request) {
    long sum = TURN;
    for (ContentBlock block : request.systemContent()) {
      sum += tokens(block);
    }
    for (Message message : request.messages()) {
      sum += TURN;
      for (ContentBlock block : message.content()) {
        sum += tokens(block);
      }
    }
    for (ToolDefinition tool : request.tools()) {
      sum += TURN
          + TokenEstimate.of(tool.name())
          + TokenEstimate.of(tool.description())
          + TokenEstimate.of(tool.parameters().toJson());
    }
    return sum
        + request
            .outputFormat()
            .map(format -> TokenEstimate.of(format.schema().toJson()))
            .orElse(0L);
  }

  static long tokens(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return TokenEstimate.of(text.text());
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      return TokenEstimate.of(reasoning.text());
    } else if (block instanceof ContentBlock.ToolCall call) {
      return TURN + TokenEstimate.of(call.name()) + TokenEstimate.of(call.arguments());
    } else if (block instanceof ContentBlock.ToolResult result) {
      return TURN + result.content().stream().mapToLong(RequestSize::tokens).sum();
    } else if (block instanceof ContentBlock.Image) {
      return IMAGE;
    } else if (block instanceof ContentBlock.Video) {
      return VIDEO;
    } else if (block instanceof ContentBlock.Document document) {
      return document.source() instanceof MediaSource.Bytes bytes
          ? bytes.size() / BYTES_A_TOKEN + 1
          : REMOTE_DOCUMENT;
    }
    return 0;
  }
}
