package io.fmops.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.replay.ScriptedModel;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class WithoutOpenTelemetryTest {

  /** Runs where OpenTelemetry is not on the class path. */
  public static final class Call implements Callable<String> {
    @Override
    public String call() {
      FoundationModel model = ScriptedModel.answering("はい")
          .model()
          .with(BudgetLayer.builder(PriceList.empty())
              .budget(Budget.forAll("all", BudgetWindow.DAY).tokens(100_000))
              .build())
          .with(Telemetry.builder()
              .prices(PriceList.empty())
              .listener(new LoggingListener())
              .build());
      return model.generate(GenerateRequest.of("q")).text() + ModelId.of("a", "b");
    }
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theCoreRunsWithoutOpenTelemetryOnTheClassPath() throws Exception {
    URL[] rest = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> !path.contains("opentelemetry"))
        .map(WithoutOpenTelemetryTest::url)
        .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(rest, ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("io.opentelemetry.api.OpenTelemetry"))
          .isInstanceOf(ClassNotFoundException.class);
      Object call =
          loader.loadClass(Call.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(((Callable<?>) call).call()).isEqualTo("はいa:b");
    }
  }
}
