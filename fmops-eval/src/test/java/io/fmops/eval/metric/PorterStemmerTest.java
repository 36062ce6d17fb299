package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PorterStemmerTest {

  private static String stems(String words) {
    return String.join(
        " ", Arrays.stream(words.split(" ", -1)).map(PorterStemmer::stem).toList());
  }

  @Test
  void agreesWithTheExamplesOfNltk() {
    assertThat(stems("caresses flies dies mules denied died agreed owned humbled sized meeting"
            + " stating siezing itemization sensational traditional reference colonizer plotted"))
        .isEqualTo("caress fli die mule deni die agre own humbl size meet state siez item sensat"
            + " tradit refer colon plot");
  }

  @Test
  void agreesWithTheExamplesOfPortersPaper() {
    assertThat(stems("ponies caress cats feed plastered bled motoring sing"))
        .isEqualTo("poni caress cat feed plaster bled motor sing");
    assertThat(stems("conflated troubled hopping tanned falling hissing fizzed failing filing"))
        .isEqualTo("conflat troubl hop tan fall hiss fizz fail file");
    assertThat(stems("relational conditional rational valenci digitizer radicalli vileli"
            + " vietnamization predication operator feudalism decisiveness hopefulness formaliti"))
        .isEqualTo("relat condit ration valenc digit radic vile vietnam predic oper feudal decis"
            + " hope formal");
    assertThat(stems("triplicate formative formalize electriciti electrical hopeful goodness"))
        .isEqualTo("triplic form formal electr electr hope good");
    assertThat(stems("revival allowance inference airliner gyroscopic adjustable defensible"
            + " irritant replacement adjustment dependent adoption communism activate angulariti"
            + " homologous effective bowdlerize"))
        .isEqualTo("reviv allow infer airlin gyroscop adjust defens irrit replac adjust depend"
            + " adopt commun activ angular homolog effect bowdler");
    assertThat(stems("probate rate cease controll roll"))
        .isEqualTo("probat rate ceas control roll");
    assertThat(stems("generalizations oscillators")).isEqualTo("gener oscil");
  }

  @Test
  void departsFromThePaperWhereNltkDoes() {
    assertThat(stems("skies dying lying news innings proceed"))
        .isEqualTo("sky die lie news inning proceed");
    assertThat(stems("ties tied spied tries as is")).isEqualTo("tie tie spi tri as is");
    assertThat(stems("happy enjoy fly say try by")).isEqualTo("happi enjoy fli say tri by");
    assertThat(stems("possibly thankfully theologi radicalli are use"))
        .isEqualTo("possibl thank theolog radic are use");
  }

  @Test
  void wordsOfAnyShapeAreStemmedInLinearTime() {
    assertThat(PorterStemmer.stem("y".repeat(200_000) + "ing")).startsWith("yyy");
    assertThat(stems("x 1 11s oed eed ing ed s ss y yy aaaa 2024")).hasSizeGreaterThan(20);
  }
}
