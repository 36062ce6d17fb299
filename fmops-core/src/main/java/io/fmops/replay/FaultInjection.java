package io.fmops.replay;

import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A layer that makes a share of the calls fail, to see what an application does then. Which calls
 * fail and how depends on the seed and the number of the call alone, so that a test fails the same
 * way twice. Thread-safe.
 *
 * <pre>{@code
 * FoundationModel flaky = ScriptedModel.answering("fine").model()
 *     .with(FaultInjection.of(42, 0.2, Fault.THROTTLED, Fault.CUT));
 * }</pre>
 */
public final class FaultInjection implements ModelLayer {

  private final long seed;
  private final double rate;
  private final List<Fault> faults;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong injected = new AtomicLong();

  private FaultInjection(long seed, double rate, List<Fault> faults) {
    this.seed = seed;
    this.rate = rate;
    this.faults = faults;
  }

  /**
   * A layer with these faults, each as likely as the others.
   *
   * @param seed decides which calls fail
   * @param rate the share of calls that fail, 0 to 1
   * @param faults at least one
   * @return the layer
   * @throws IllegalArgumentException if the rate is out of range or there is no fault
   */
  public static FaultInjection of(long seed, double rate, Fault... faults) {
    if (!(rate >= 0 && rate <= 1) || faults.length == 0) {
      throw new IllegalArgumentException(
          "the rate is %s with %d faults; expected 0 to 1 with at least one fault"
              .formatted(rate, faults.length));
    }
    return new FaultInjection(seed, rate, List.of(faults));
  }

  /**
   * How many calls have been spoilt.
   *
   * @return 0 or more
   */
  public long injected() {
    return injected.get();
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (request, context) -> {
      Fault fault = next();
      return fault == null
          ? inner.open(request, context)
          : new Spoilt(model, fault, () -> inner.open(request, context));
    };
  }

  private @Nullable Fault next() {
    // A generator for each call: what one call gets does not depend on the order of threads.
    SplittableRandom random =
        new SplittableRandom(seed ^ (calls.incrementAndGet() * 0x9E3779B97F4A7C15L));
    if (random.nextDouble() >= rate) {
      return null;
    }
    injected.incrementAndGet();
    return faults.get(random.nextInt(faults.size()));
  }

  private interface Opening {
    EventSource open();
  }

  private static final class Spoilt extends LayerSource {
    private final ModelId model;
    private final Fault fault;
    private final Opening opening;
    private @Nullable EventSource inner;

    Spoilt(ModelId model, Fault fault, Opening opening) {
      super(model);
      this.model = model;
      this.fault = fault;
      this.opening = opening;
    }

    @Override
    public StreamEvent next() throws InterruptedException {
      throwIfGivenUp();
      ErrorDetails details = ErrorDetails.of(model);
      return switch (fault) {
        case THROTTLED -> throw new ThrottledException(injected("throttled"), details, null);
        case UNAVAILABLE -> throw new UnavailableException(injected("unavailable"), details, null);
        case MALFORMED ->
          throw new MalformedAnswerException(injected("malformed answer"), details, null);
        case HANG -> hang();
        case THROTTLED_IN_STREAM, CUT, STALL -> firstThenFault(details);
      };
    }

    private StreamEvent firstThenFault(ErrorDetails details) throws InterruptedException {
      if (inner == null) {
        inner = use(opening.open());
        StreamEvent first = inner.next();
        if (!(first instanceof StreamEvent.Completed)) {
          return first;
        }
      }
      if (fault == Fault.STALL) {
        return hang();
      }
      inner.close();
      throw fault == Fault.CUT
          ? new TruncatedStreamException(injected("stream cut"), details, null)
          : new ThrottledException(injected("throttled in mid-stream"), details, null);
    }

    private StreamEvent hang() throws InterruptedException {
      while (true) {
        pause(Duration.ofHours(1));
      }
    }

    private String injected(String what) {
      return "%s: %s (injected by the test)".formatted(model, what);
    }
  }
}
