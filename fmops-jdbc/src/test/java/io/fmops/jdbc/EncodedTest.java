package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EncodedTest {

  @Property
  void anyTextComesBackAndIsOneThatDatabasesKeep(@ForAll char[] chars) {
    String text = new String(chars);
    String encoded = Encoded.text(text);
    assertThat(Encoded.decoded(encoded)).isEqualTo(text);
    assertThat(encoded.indexOf(0)).isNegative();
    assertThat(encoded.codePoints().filter(c -> Character.getType(c) == Character.SURROGATE))
        .isEmpty();
  }

  @Property
  void keysAreInTheOrderOfJava(@ForAll String a, @ForAll String b) {
    int byKey = Arrays.compareUnsigned(Encoded.key(a), Encoded.key(b));
    // Halves of characters have no key of their own; no name has any.
    if (Encoded.text(a).equals(a) && Encoded.text(b).equals(b)) {
      assertThat(Integer.signum(byKey)).isEqualTo(Integer.signum(a.compareTo(b)));
    }
  }

  @Test
  void whatDatabasesCannotKeepIsEscapedAndNothingElse() {
    assertThat(Encoded.text("a\0b")).isEqualTo("a\u00100000b");
    assertThat(Encoded.text("\ud83c")).isEqualTo("\u0010D83C");
    assertThat(Encoded.text("\u0010")).isEqualTo("\u00100010");
    assertThat(Encoded.text("🎌\udf8c\ud83c")).isEqualTo("🎌\u0010DF8C\u0010D83C");
    for (String plain : List.of("", "日本語 🎌", "{\"a\":\"\\u0000\"}", "\t\n\u0001\ufffe")) {
      assertThat(Encoded.text(plain)).isSameAs(plain);
      assertThat(Encoded.decoded(plain)).isSameAs(plain);
    }
  }
}
