package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The page of this module, whose classes need Spark, which the examples do not have. */
class DocumentationTest {

  private static final Path PAGE = Path.of("../docs/spark.md");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern NAME = Pattern.compile("public (?:final )?class (\\w+)");

  @TempDir
  private Path classes;

  @TestFactory
  List<DynamicTest> everyJavaSnippetCompiles() throws IOException {
    List<String> snippets = FENCE
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult snippet) -> snippet.group(1))
        .toList();
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(2);
    return snippets.stream()
        .map(snippet -> DynamicTest.dynamicTest(name(snippet), () -> compile(snippet)))
        .toList();
  }

  private static String name(String snippet) {
    Matcher matcher = NAME.matcher(snippet);
    assertThat(matcher.find()).as("snippets of this page are whole files").isTrue();
    return matcher.group(1);
  }

  private void compile(String snippet) throws IOException {
    JavaFileObject source =
        new SimpleJavaFileObject(
            URI.create("string:///" + name(snippet) + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return snippet;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes.toFile()));
      boolean compiled = compiler
          .getTask(
              null,
              files,
              problems,
              List.of(
                  "-proc:none", "--release", "17", "-cp", System.getProperty("java.class.path")),
              null,
              List.of(source))
          .call();
      assertThat(compiled).as(problems.getDiagnostics().toString()).isTrue();
    }
  }
}
