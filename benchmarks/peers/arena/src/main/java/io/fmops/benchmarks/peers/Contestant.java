package io.fmops.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One library with its class path, as Maven resolved it. */
record Contestant(String name, String module, String transport) {

  static final Contestant SDK = new Contestant("AWS SDK", "aws-sdk", "apache5");
  static final Contestant SDK_NETTY = new Contestant("AWS SDK over Netty", "aws-sdk", "netty");
  static final Contestant FMOPS = new Contestant("FMOps", "fmops", "apache5");
  static final Contestant LANGCHAIN4J = new Contestant("LangChain4j", "langchain4j", "apache5");
  static final Contestant SPRING_AI = new Contestant("Spring AI", "spring-ai", "apache5");

  /** Each library once, what they are measured against first. */
  static final List<Contestant> LIBRARIES = List.of(SDK, FMOPS, LANGCHAIN4J, SPRING_AI);

  private static final Path PEERS = Path.of("benchmarks", "peers");

  private Path target() {
    return PEERS.resolve(module).resolve("target");
  }

  /** The class path of the child JVM. */
  String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(target())) {
      Path own = jars.filter(jar -> jar.getFileName().toString().matches("peers-.*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException(
              "no jar in " + target().toAbsolutePath() + "; build with -Ppeers, run at the root"));
      return own + ":" + target().resolve("lib") + "/*";
    }
  }

  /** The jars that an application would carry: all but the comparison itself. */
  List<Path> jars() throws IOException {
    try (Stream<Path> jars = Files.list(target().resolve("lib"))) {
      return jars.filter(jar -> !jar.getFileName().toString().startsWith("peers-"))
          .sorted()
          .toList();
    }
  }

  /** The library's version, from its jar's name. */
  String version() throws IOException {
    String jar = switch (module) {
      case "fmops" -> "fmops-bedrock-";
      case "langchain4j" -> "langchain4j-bedrock-";
      case "spring-ai" -> "spring-ai-bedrock-converse-";
      default -> "bedrockruntime-";
    };
    return jars().stream()
        .map(path -> path.getFileName().toString())
        .filter(file -> file.startsWith(jar))
        .map(file -> file.substring(jar.length(), file.length() - ".jar".length()))
        .findFirst()
        .orElseThrow();
  }
}
