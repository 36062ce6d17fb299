package io.fmops.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Models;
import io.fmops.testkit.FoundationModelContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The provider that the documentation shows keeps the contract that the documentation names. */
class EchoContractTest extends FoundationModelContract {

  @Override
  protected FoundationModel open() {
    return Models.open(new EchoProvider(), "echo:me");
  }

  @Override
  protected GenerateRequest request() {
    return GenerateRequest.of("Say it again. もう一度。");
  }

  @Override
  protected String expectedText() {
    return "Say it again. もう一度。";
  }

  @Test
  void theDocumentationShowsThisVeryProvider() throws IOException {
    String source = Files.readString(Path.of("src/test/java/io/fmops/examples/EchoProvider.java"));
    assertThat(Files.readString(Path.of("../docs/providers.md")))
        .contains(source.substring(source.indexOf("public final class")));
  }
}
