package io.fmops.eval.junit;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.gate.CandidateRun;
import io.fmops.eval.gate.Condition;
import io.fmops.eval.gate.Gate;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;

/** What an annotation says, checked. */
final class Settings {

  private static final int MAX_RETRIES = 100;

  private final EvaluationTest annotation;
  private final Class<?> testClass;
  private final Method method;

  Settings(EvaluationTest annotation, Class<?> testClass, Method method) {
    this.annotation = annotation;
    this.testClass = testClass;
    this.method = method;
    boolean compares = !annotation.baseline().isEmpty();
    boolean limits = !Double.isNaN(annotation.atLeast());
    if (!compares && !limits && !annotation.everyExample()) {
      throw wrong("it would pass whatever happens; set atLeast, baseline or everyExample");
    }
    if (annotation.retries() < 0 || annotation.retries() > MAX_RETRIES) {
      throw wrong("retries is %d; it must be 0 to %d".formatted(annotation.retries(), MAX_RETRIES));
    }
    if (annotation.dataset().isEmpty() == annotation.source().isEmpty()) {
      throw wrong("set either dataset or source");
    }
  }

  ExtensionConfigurationException wrong(String problem) {
    return new ExtensionConfigurationException("@EvaluationTest of %s.%s: %s"
        .formatted(testClass.getSimpleName(), method.getName(), problem));
  }

  String method() {
    return method.getName();
  }

  String measure() {
    return annotation.measure();
  }

  int retries() {
    return annotation.retries();
  }

  boolean everyExample() {
    return annotation.everyExample();
  }

  Optional<Path> results() {
    return annotation.results().isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(annotation.results()));
  }

  /** What is read must still be there for the next test. */
  void refuseToWriteOverWhatIsRead(Dataset dataset) {
    Path file = results().orElse(null);
    if (file == null) {
      return;
    }
    if (dataset.isReadFrom(file)) {
      throw wrong("the results would be written over the dataset %s".formatted(file));
    }
    try {
      if (!annotation.baseline().isEmpty()
          && Files.exists(file)
          && Files.isSameFile(file, find(annotation.baseline(), "baseline"))) {
        throw wrong(
            "the results would be written over the baseline %s, and the next test be compared with whatever this one gives"
                .formatted(file));
      }
    } catch (IOException e) {
      throw wrong("the results %s cannot be looked at: %s".formatted(file, e.getMessage()));
    }
  }

  Dataset dataset() {
    return annotation.source().isEmpty() ? ofFile() : ofMethod();
  }

  private Dataset ofMethod() {
    Method found = ReflectionSupport.findMethod(testClass, annotation.source())
        .orElseThrow(() -> wrong(
            "there is no method %s() in %s".formatted(annotation.source(), testClass.getName())));
    if (!Modifier.isStatic(found.getModifiers())) {
      throw wrong("the method %s() must be static".formatted(annotation.source()));
    }
    // Null would be no Dataset either.
    if (ReflectionSupport.invokeMethod(found, null) instanceof Dataset dataset) {
      return dataset;
    }
    throw wrong("the method %s() must return a Dataset".formatted(annotation.source()));
  }

  private Dataset ofFile() {
    Fields fields = Fields.of(annotation.fields());
    if (!annotation.reference().isEmpty()) {
      fields = fields.withReference(annotation.reference());
    }
    if (!annotation.id().isEmpty()) {
      fields = fields.withId(annotation.id());
    }
    Path file = find(annotation.dataset(), "dataset");
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl")) {
      return Dataset.jsonl(file, fields);
    }
    if (name.endsWith(".csv")) {
      return Dataset.csv(file, fields);
    }
    if (name.endsWith(".parquet")) {
      return Dataset.parquet(file, fields);
    }
    throw wrong("the dataset %s must be .jsonl, .csv or .parquet; read others with source"
        .formatted(annotation.dataset()));
  }

  Optional<CandidateRun> baseline() {
    if (annotation.baseline().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> candidate = annotation.baselineCandidate().isEmpty()
        ? Optional.empty()
        : Optional.of(annotation.baselineCandidate());
    return Optional.of(
        CandidateRun.read(find(annotation.baseline(), "baseline"), candidate, List.of()));
  }

  private Path find(String name, String what) {
    Path file = Path.of(name);
    if (Files.exists(file)) {
      return file;
    }
    URL resource = testClass.getResource(name.startsWith("/") ? name : "/" + name);
    try {
      if (resource != null && resource.getProtocol().equals("file")) {
        return Path.of(resource.toURI());
      }
    } catch (URISyntaxException e) {
      throw wrong("the %s %s cannot be read: %s".formatted(what, name, e.getMessage()));
    }
    throw wrong("there is no %s %s; it was looked for at %s and on the class path"
        .formatted(what, name, file.toAbsolutePath().normalize()));
  }

  /** What the verdict is by; empty if only single examples count. */
  Optional<Gate> gate() {
    boolean limits = !Double.isNaN(annotation.atLeast());
    if (annotation.baseline().isEmpty() && !limits) {
      return Optional.empty();
    }
    try {
      Gate.Builder gate = Gate.builder(method.getName()).maxMissing(annotation.maxMissing());
      if (limits) {
        gate.condition(
            Condition.atLeast(annotation.measure(), annotation.atLeast(), annotation.by()));
      }
      if (!annotation.baseline().isEmpty()) {
        gate.condition(Condition.notWorse(annotation.measure(), annotation.tolerance()));
      }
      return Optional.of(gate.build());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }
}
