package io.fmops.eval.metric;

/** How a family of programming languages writes comments and takes white space. */
public enum CommentStyle {
  /**
   * Java, JavaScript, C, C++, C#, Go, Kotlin, Rust, Swift: two slashes, or slash and star. A line
   * end is white space like any other.
   */
  SLASHES,
  /**
   * Python, YAML, shell, Ruby, R: a hash sign. Line ends and indentation mean something, but for
   * those between brackets.
   */
  HASH,
  /** SQL: two hyphens, or slash and star. A backslash in a literal is one. */
  SQL
}
