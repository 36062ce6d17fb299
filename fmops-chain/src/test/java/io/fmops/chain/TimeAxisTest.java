package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeAxisTest {

  private static final Instant START = SampleTraces.START;

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.00000004S, < 0.1 ms",
    "PT0.0004S, 0.4 ms",
    "PT0.0099S, 9.9 ms",
    "PT0.01S, 10 ms",
    "PT0.0123S, 12 ms",
    "PT0.9999S, 999 ms",
    "PT1S, 1 s",
    "PT1.239S, 1.23 s",
    "PT59.999S, 59.99 s",
    "PT60S, 1 min",
    "PT123S, 2 min 3 s",
    "PT3600S, 1 h",
    "PT3H5M59S, 3 h 5 min",
    "PT49H, 2 d 1 h",
    "PT-3S, 0 ms",
    "PT2562047788015215H, 36500 d",
  })
  void timesAreWrittenForPeople(Duration time, String text) {
    assertThat(TimeAxis.text(time)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0;0.2 ms;0.4 ms;0.6 ms;0.8 ms;1 ms",
    "PT3.02S, 0;1 s;2 s;3 s",
    "PT0.73S, 0;200 ms;400 ms;600 ms",
    "PT60S, 0;10 s;20 s;30 s;40 s;50 s;1 min",
    "PT275S, 0;1 min;2 min;3 min;4 min",
    "PT30H, 0;6 h;12 h;18 h;1 d;1 d 6 h",
    "PT720H, 0;5 d;10 d;15 d;20 d;25 d;30 d",
  })
  void marksAreRoundAndFew(Duration time, String marks) {
    assertThat(axis(time).marks())
        .extracting(TimeAxis.Mark::text)
        .containsExactly(marks.split(";"));
  }

  @Property
  void thereAreTwoToSevenMarksOnAnyAxis(@ForAll @LongRange(min = 0) long nanos) {
    List<TimeAxis.Mark> marks = axis(Duration.ofNanos(nanos)).marks();
    assertThat(marks).hasSizeBetween(2, 7);
    assertThat(marks).allMatch(mark -> mark.share() >= 0 && mark.share() <= 1);
  }

  @Test
  void stepsStayOnTheAxisWhereverTheyAre() {
    TimeAxis axis = axis(Duration.ofSeconds(10));
    assertThat(axis.share(START.plusSeconds(2))).isCloseTo(0.2, within(1e-9));
    assertThat(axis.share(START.minusSeconds(2))).isZero();
    assertThat(axis.share(Instant.MAX)).isEqualTo(1);
    assertThat(axis.share(START.plusSeconds(2), Duration.ofSeconds(3)))
        .isCloseTo(0.3, within(1e-9));
    assertThat(axis.share(START.plusSeconds(8), Duration.ofSeconds(30)))
        .isCloseTo(0.2, within(1e-9));
  }

  @Test
  void theAxisReachesToTheLastStepsEndButNotBackToWhatWasReplayed() {
    TraceStep late = SampleTraces.step("a", StepKind.MODEL, 1_000, 3_000).build();
    TraceStep old = TraceStep.builder("b", "b", StepKind.MODEL, START.minusSeconds(9_000))
        .duration(Duration.ofSeconds(9_100))
        .state(StepState.REPLAYED)
        .build();
    TimeAxis axis = TimeAxis.of(
        new Trace("r", "c", START, Duration.ofSeconds(1), StepState.FAILED, List.of(old, late)));
    assertThat(axis.share(START.plusSeconds(1))).isCloseTo(0.25, within(1e-9));
  }

  private static TimeAxis axis(Duration time) {
    return TimeAxis.of(new Trace("r", "c", START, time, StepState.FINISHED, List.of()));
  }
}
