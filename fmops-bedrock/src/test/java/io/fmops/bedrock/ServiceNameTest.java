package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.prompt.PromptException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNameTest {

  private static final Pattern PATTERN = Pattern.compile("([0-9a-zA-Z][_-]?){1,100}");

  private static String of(String name) {
    return ServiceName.of("the prompt name", name);
  }

  @ParameterizedTest
  @CsvSource({
    "classify, classify",
    "Refund-letter_2, Refund-letter_2",
    "0, 0",
    "0-a, 0-a",
    "a-, a-",
    "support/refund, support_Z_refund",
    "support/返金, support_Z-Xses-Xssx_",
    "返金, 0_Xses-Xssx_",
    "a.b, a_X1a_b",
    "a--b, a_X19-X19_b",
    "a_Z_b, a_X2n_Z_b",
    "0/a, 0_X1c-Z_a"
  })
  void aNameIsWrittenInTheServicesCharacters(String name, String there) {
    assertThat(of(name)).isEqualTo(there);
    assertThat(ServiceName.decode(there)).isEqualTo(name);
  }

  @Test
  void differentNamesAreDifferentThereAndComeBack() {
    String alphabet = "abXZ019--__//..返あ𠮷";
    int[] characters = alphabet.codePoints().toArray();
    Random random = new Random(4);
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < 30_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = 1 + random.nextInt(7); length > 0; length--) {
        name.appendCodePoint(characters[random.nextInt(characters.length)]);
      }
      String there = of(name.toString());
      assertThat(PATTERN.matcher(there).matches()).as(there).isTrue();
      assertThat(ServiceName.decode(there)).isEqualTo(name.toString());
      String other = names.put(there, name.toString());
      assertThat(other == null ? name.toString() : other).isEqualTo(name.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"a_X_b", "a_X1b_b", "a_Xzzzz_b", "a_XZ_", "_Z_", "0_Z", "a_X0_b", "a_Z-_b"})
  void whatThisLibraryDoesNotWriteIsTakenAsItIs(String there) {
    assertThat(ServiceName.decode(there)).isEqualTo(there);
  }

  @Test
  void aNameThatIsTooLongThereIsRefused() {
    assertThat(of("あ".repeat(24))).hasSizeLessThanOrEqualTo(200);
    assertThat(of("x".repeat(100))).hasSize(100);
    for (String name : new String[] {"あ".repeat(25), "x".repeat(101)}) {
      assertThatThrownBy(() -> of(name))
          .isInstanceOf(PromptException.class)
          .hasMessageContaining("too long for Bedrock")
          .hasMessageContaining("100 are the most");
    }
  }
}
