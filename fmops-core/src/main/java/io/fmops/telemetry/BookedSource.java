package io.fmops.telemetry;

import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ObservedSource;

/** One call for which a budget has made room. */
final class BookedSource extends ObservedSource {

  private final Booking booking;

  BookedSource(ModelId model, GenerateRequest request, EventSource inner, Booking booking) {
    super(model, request, inner);
    this.booking = booking;
  }

  @Override
  protected void event(StreamEvent event) {
    booking.event(event);
  }

  @Override
  protected GenerateResponse completed(GenerateResponse whole) {
    booking.answered(whole);
    return whole;
  }

  @Override
  protected void failed(ModelException problem) {
    booking.failed(problem);
  }
}
