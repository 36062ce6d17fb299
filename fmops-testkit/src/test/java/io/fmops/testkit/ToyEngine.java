package io.fmops.testkit;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The smallest provider over HTTP, in a format of one line an event: {@code T text}, {@code X
 * error}, {@code E stop input output}. It keeps the contract, unless it is told to be wrong.
 */
final class ToyEngine implements ModelEngine {

  /** Ways in which real providers have been seen to be wrong. */
  enum Flaw {
    DROPS_THE_LAST_TEXT,
    DROPS_THE_COMPLETION,
    SWALLOWS_ERRORS,
    IGNORES_CLOSE,
    RETRIES_BY_ITSELF,
    DROPS_FOREIGN_CONTENT
  }

  private static final ModelId ID = ModelId.of("toy", "model");

  private final URI endpoint;
  private final Set<Flaw> flaws;

  ToyEngine(URI endpoint, Set<Flaw> flaws) {
    this.endpoint = endpoint;
    this.flaws = flaws;
  }

  static FoundationModel open(URI endpoint, Set<Flaw> flaws) {
    return FoundationModel.of(ID, new ToyEngine(endpoint, flaws));
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    for (var message : request.messages()) {
      for (ContentBlock block : message.content()) {
        if (block instanceof ContentBlock.Opaque opaque
            && !flaws.contains(Flaw.DROPS_FOREIGN_CONTENT)) {
          throw new RejectedInputException("toy cannot send content of " + opaque.provider());
        }
      }
    }
    return new Call(context.streaming() ? "stream" : "whole");
  }

  private final class Call implements EventSource {
    private final String mode;
    private volatile ToySocket exchange;
    private volatile boolean closed;
    private BufferedReader lines;
    private StreamEvent ahead;

    Call(String mode) {
      this.mode = mode;
    }

    @Override
    public StreamEvent next() {
      StreamEvent event = read();
      if (flaws.contains(Flaw.DROPS_THE_COMPLETION) && event instanceof StreamEvent.Completed) {
        return null;
      }
      if (flaws.contains(Flaw.DROPS_THE_LAST_TEXT) && event instanceof StreamEvent.TextDelta) {
        ahead = read();
        return ahead instanceof StreamEvent.Completed ? ahead : event;
      }
      return event;
    }

    private StreamEvent read() {
      if (ahead != null) {
        StreamEvent event = ahead;
        ahead = null;
        return event;
      }
      if (closed && !flaws.contains(Flaw.IGNORES_CLOSE)) {
        throw new CancelledException("closed");
      }
      try {
        return event(line());
      } catch (ModelException e) {
        if (flaws.contains(Flaw.SWALLOWS_ERRORS)) {
          return completed(StopReason.END_TURN, 7, 5);
        }
        throw e;
      }
    }

    private String line() {
      if (lines == null) {
        lines = begin();
      }
      try {
        return lines.readLine();
      } catch (IOException e) {
        throw new TruncatedStreamException("the connection broke", ErrorDetails.of(ID), e);
      }
    }

    private BufferedReader begin() {
      try {
        int status = ask();
        if (status == 429 && flaws.contains(Flaw.RETRIES_BY_ITSELF)) {
          status = ask();
        }
        return body(status);
      } catch (IOException e) {
        throw new UnavailableException("toy cannot be reached", ErrorDetails.of(ID), e);
      }
    }

    private int ask() throws IOException {
      exchange = new ToySocket(endpoint);
      if (closed && !flaws.contains(Flaw.IGNORES_CLOSE)) {
        exchange.close();
        throw new CancelledException("closed");
      }
      return exchange.ask(mode);
    }

    private BufferedReader body(int status) throws IOException {
      switch (status) {
        case 200 -> {}
        case 429 -> throw new ThrottledException("toy is busy");
        case 503 -> throw new UnavailableException("toy is broken");
        case 400 -> throw new RejectedInputException("toy does not understand");
        case 403 -> throw new NotAuthorizedException("toy does not know you");
        default -> throw new ModelNotFoundException("toy has no such model");
      }
      return new BufferedReader(new InputStreamReader(exchange.body(), StandardCharsets.UTF_8));
    }

    private StreamEvent event(String line) {
      if (line == null) {
        throw new TruncatedStreamException("toy stopped before its end");
      }
      if (line.startsWith("T ")) {
        return new StreamEvent.TextDelta(
            0, URLDecoder.decode(line.substring(2), StandardCharsets.UTF_8));
      }
      if (line.equals("X THROTTLED")) {
        throw new ThrottledException("toy is busy");
      }
      if (line.startsWith("X ")) {
        throw new UnavailableException("toy is broken");
      }
      if (line.startsWith("E ")) {
        String[] parts = line.split(" ", 4);
        return completed(
            StopReason.valueOf(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
      }
      throw new MalformedAnswerException("toy said something that is no line of its format");
    }

    private StreamEvent completed(StopReason stop, long input, long output) {
      return new StreamEvent.Completed(GenerateResponse.builder(ID)
          .stopReason(stop, stop.name())
          .usage(TokenUsage.reported(input, output))
          .build());
    }

    @Override
    public void close() {
      if (flaws.contains(Flaw.IGNORES_CLOSE)) {
        return;
      }
      closed = true;
      ToySocket open = exchange;
      if (open != null) {
        open.close();
      }
    }
  }
}
