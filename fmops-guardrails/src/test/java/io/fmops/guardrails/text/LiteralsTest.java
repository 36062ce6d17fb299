package io.fmops.guardrails.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LiteralsTest {

  private static List<String> found(List<String> literals, String text) {
    List<String> found = new ArrayList<>();
    new Literals(literals).find(text, (literal, start) -> found.add(literal + "@" + start));
    return found;
  }

  @Test
  void literalsMayOverlapAndStandWithinWords() {
    assertThat(found(List.of("he", "she", "his", "hers"), "ushers"))
        .containsExactlyInAnyOrder("1@1", "0@2", "3@2");
  }

  @Test
  void upperAndLowerCaseOfAsciiAreTheSame() {
    assertThat(found(List.of("AKia", "é-[", "鍵"), "akIA É-[ é-[ é-{ 鍵"))
        .containsExactly("0@0", "1@9", "2@17");
  }

  @Test
  void aLiteralMayBeThereTwice() {
    assertThat(found(List.of("ab", "ab"), "xab")).containsExactlyInAnyOrder("0@1", "1@1");
    assertThat(found(List.of(), "xab")).isEmpty();
  }

  @Test
  void anEmptyLiteralIsRefused() {
    assertThatThrownBy(() -> new Literals(List.of("a", ""))).hasMessageContaining("empty");
  }

  @Provide
  Arbitrary<List<String>> literals() {
    return Arbitraries.strings()
        .withChars("abA@鍵")
        .ofMinLength(1)
        .ofMaxLength(4)
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abAB@`鍵\uFFFF").ofMaxLength(60);
  }

  @Property
  void theyAreFoundWhereTheyStand(
      @ForAll("literals") List<String> literals, @ForAll("texts") String text) {
    List<String> expected = new ArrayList<>();
    for (int literal = 0; literal < literals.size(); literal++) {
      String word = literals.get(literal);
      for (int start = 0; start < text.length(); start++) {
        if (text.regionMatches(true, start, word, 0, word.length())) {
          expected.add(literal + "@" + start);
        }
      }
    }
    assertThat(found(literals, text)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
