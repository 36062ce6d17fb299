package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {

  private static final Set<String> NAMES = Set.of("a", "b");

  @Test
  void partsStandInTheOrderOfTheText() {
    Tags tags = read("x <a>1</a> y <b>2</b><a>3</a> z");
    assertThat(bodies(tags)).containsExactly("1", "2", "3");
    assertThat(tags.rest()).isEqualTo("x\ny\nz");
    assertThat(tags.last("a")).contains("3");
    assertThat(tags.all("a")).contains("1\n\n3");
    assertThat(tags.last("c")).isEmpty();
  }

  @Test
  void aPartThatHoldsItsOwnClosingTagStaysWhole() {
    assertThat(bodies(read("<a>he typed </a> by mistake</a> end")))
        .containsExactly("he typed </a> by mistake");
  }

  @Test
  void aPartThatHoldsItsOwnOpeningTagStaysWhole() {
    assertThat(bodies(read("<a>he typed <a> by mistake</a><a>next</a>")))
        .containsExactly("he typed <a> by mistake", "next");
  }

  @Test
  void nestedPartsOfOneNameAreOne() {
    assertThat(bodies(read("<a>1<a>2</a>3</a><b>4</b>"))).containsExactly("1<a>2</a>3", "4");
  }

  @Test
  void otherTagsInAPartAreData() {
    assertThat(bodies(read("<a>1<b>2</b>3</a>"))).containsExactly("1<b>2</b>3");
  }

  @Test
  void aTagWithoutItsPartnerIsText() {
    Tags tags = read("the <a> tag <b>2</b> and </a");
    assertThat(bodies(tags)).containsExactly("2");
    assertThat(tags.rest()).isEqualTo("the <a> tag\nand </a");
    assertThat(read("</a> x").rest()).isEqualTo("</a> x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<A>1</a>", "<a\n>1</a >", "<a id=\"7\" class='>'>1</a>", "<a label>1</A>"})
  void caseSpaceAndOtherAttributesDoNotMatter(String text) {
    assertThat(bodies(read(text))).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<as>1</as>",
        "<a/>1</a>",
        "<a b/>1</a>",
        "< a>1</a>",
        "<a <1</a>",
        "<a",
        "<",
        "</",
        "<a x=\"1>",
        "<c>1</c>",
        "＜a＞1＜/a＞"
      })
  void whatOnlyLooksLikeATagIsText(String text) {
    assertThat(read(text).parts()).isEmpty();
    assertThat(read(text).rest()).isEqualTo(text);
  }

  @Test
  void aTagTooLongToBeOneIsText() {
    assertThat(read("<a " + "x".repeat(512) + ">1</a>").parts()).isEmpty();
  }

  @Test
  void labelsAreReadInAnyQuotes() {
    assertThat(label("<a label=\"very good\">1</a>")).isEqualTo("very good");
    assertThat(label("<a LABEL = 'very \"good\"'>1</a>")).isEqualTo("very \"good\"");
    assertThat(label("<a id=1 label=good>1</a>")).isEqualTo("good");
    assertThat(label("<a label='＞肯定'>1</a>")).isEqualTo("＞肯定");
    assertThat(label("<a label=''>1</a>")).isEmpty();
  }

  @Test
  void theFiveEntitiesInALabelAreResolvedOnce() {
    assertThat(label("<a label='&lt;&gt;&quot;&apos;&#39;&amp;lt;&x;'>1</a>"))
        .isEqualTo("<>\"''&lt;&x;");
  }

  @Test
  void entitiesInABodyAreData() {
    assertThat(bodies(read("<a>&lt;</a>"))).containsExactly("&lt;");
  }

  @Test
  void aBlankPartIsNotCounted() {
    assertThat(read("<a>1</a><a> </a>").last("a")).contains("1");
    assertThat(read("<a></a>").all("a")).isEmpty();
  }

  @Property(tries = 5000)
  void allTextIsInAPartOrOutside(@ForAll("texts") String text) {
    Tags tags = read(text);
    int ink = tags.rest().replaceAll("\\s", "").length();
    for (Tags.Part part : tags.parts()) {
      assertThat(text).contains(part.body());
      ink += part.body().replaceAll("\\s", "").length();
    }
    assertThat(ink).isLessThanOrEqualTo(text.replaceAll("\\s", "").length());
    if (tags.parts().isEmpty()) {
      assertThat(tags.rest()).isEqualTo(text.strip());
    }
  }

  @Property
  void dataWithoutItsOwnTagsComesBackUnchanged(@ForAll String data) {
    String clean = data.replace("<", "");
    assertThat(bodies(read("<a>" + clean + "</a>"))).containsExactly(clean);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "<a>",
            "</a>",
            "<b label=\"x\">",
            "</b>",
            "<",
            ">",
            "\"",
            "'",
            "<a ",
            "/>",
            " ",
            "\n",
            "x",
            "漢",
            "\ud83d",
            "label=",
            "&lt;")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
  }

  private static Tags read(String text) {
    return Tags.read(text, NAMES);
  }

  private static List<String> bodies(Tags tags) {
    return tags.parts().stream().map(Tags.Part::body).toList();
  }

  private static String label(String text) {
    return read(text).parts().get(0).label().orElseThrow();
  }
}
