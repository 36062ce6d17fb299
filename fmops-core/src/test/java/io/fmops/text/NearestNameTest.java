package io.fmops.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  private static final List<String> NAMES = List.of("toxicity", "insult", "threat", "ip");

  @Test
  void theNameWithTheFewestEditsIsMeant() {
    assertThat(NearestName.of("toxicty", NAMES)).contains("toxicity");
    assertThat(NearestName.of("Insults", NAMES)).contains("insult");
    assertThat(NearestName.of("IP", NAMES)).contains("ip");
    assertThat(NearestName.of("ib", NAMES)).contains("ip");
  }

  @Test
  void aNameOfWhichMoreThanAThirdIsOtherIsNotMeant() {
    assertThat(NearestName.of("treaty!!!", NAMES)).isEmpty();
    assertThat(NearestName.of("xy", NAMES)).isEmpty();
    assertThat(NearestName.of("", NAMES)).isEmpty();
    assertThat(NearestName.of("insult", List.of())).isEmpty();
  }

  @Test
  void nothingIsNearToAVeryLongName() {
    assertThat(NearestName.of("a".repeat(60), List.of("a".repeat(61)))).isPresent();
    assertThat(NearestName.of("a".repeat(61), List.of("a".repeat(61)))).isEmpty();
  }
}
