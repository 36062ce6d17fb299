package io.fmops.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation says is compiled, exists, and is of this version. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Compiled by their modules' own tests, whose libraries do not go together with all others. */
  private static final Set<Path> COMPILED_ELSEWHERE = Set.of(ROOT.resolve("docs/spark.md"));

  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern PUBLIC_CLASS = Pattern.compile("public (?:final )?class (\\w+)");

  @TempDir
  private Path classes;

  private record Snippet(Path file, int line, String language, String text) {
    @Override
    public String toString() {
      return ROOT.relativize(file) + ":" + line;
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(p -> p.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<Snippet> snippets(String language) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      Matcher matcher = FENCE.matcher(text);
      while (matcher.find()) {
        if (matcher.group(1).equals(language)) {
          int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
          snippets.add(new Snippet(page, line, language, matcher.group(2)));
        }
      }
    }
    return snippets;
  }

  @TestFactory
  List<DynamicTest> everyJavaSnippetCompiles() throws IOException {
    List<Snippet> snippets = snippets("java");
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(3);
    return snippets.stream()
        .filter(snippet -> !COMPILED_ELSEWHERE.contains(snippet.file()))
        .map(snippet -> DynamicTest.dynamicTest(snippet.toString(), () -> compile(snippet)))
        .toList();
  }

  /** Snippets are whole files, or statements that stand in a method after their imports. */
  private static String asFile(String snippet, String name) {
    if (PUBLIC_CLASS.matcher(snippet).find()) {
      return snippet;
    }
    String imports =
        snippet.lines().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
    String body =
        snippet.lines().filter(l -> !l.startsWith("import ")).collect(Collectors.joining("\n"));
    return imports
        + "\nclass "
        + name
        + " { void snippet() throws Exception {\n"
        + body
        + "\n} }\n";
  }

  private void compile(Snippet snippet) throws IOException {
    Matcher matcher = PUBLIC_CLASS.matcher(snippet.text());
    String name = matcher.find() ? matcher.group(1) : "Snippet";
    JavaFileObject source =
        new SimpleJavaFileObject(
            java.net.URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return asFile(snippet.text(), name);
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes.toFile()));
      boolean ok = compiler
          .getTask(
              null,
              files,
              problems,
              List.of(
                  "-proc:none", "--release", "17", "-cp", System.getProperty("java.class.path")),
              null,
              List.of(source))
          .call();
      assertThat(ok).as(problems.getDiagnostics().toString()).isTrue();
    }
  }

  @Test
  void everyXmlSnippetNamesModulesThatExistInThisVersion() throws IOException {
    String version = Pattern.compile("<version>([^<]+)</version>")
        .matcher(Files.readString(ROOT.resolve("pom.xml")))
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
    String bom = Files.readString(ROOT.resolve("fmops-bom/pom.xml"));
    List<Snippet> snippets = snippets("xml");
    assertThat(snippets).isNotEmpty();
    for (Snippet snippet : snippets) {
      Matcher artifact = Pattern.compile("<artifactId>(fmops-[^<]+)<").matcher(snippet.text());
      while (artifact.find()) {
        assertThat(bom).as(snippet.toString()).contains(">" + artifact.group(1) + "<");
      }
      Matcher given = Pattern.compile("<version>([^<]+)<").matcher(snippet.text());
      while (given.find()) {
        assertThat(given.group(1)).as(snippet.toString()).isEqualTo(version);
      }
    }
  }

  @Test
  void everyLinkToAFileLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(ROOT.relativize(page) + " -> " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void theFirstTwoShellBlocksOfTheReadmeRunTheMainJobAndTheTests() throws IOException {
    List<Snippet> readme =
        snippets("sh").stream().filter(s -> s.file().endsWith("README.md")).toList();
    assertThat(readme.get(0).text()).contains("./mvnw").contains("examples.jar");
    assertThat(readme.get(1).text()).contains("./mvnw");
  }
}
