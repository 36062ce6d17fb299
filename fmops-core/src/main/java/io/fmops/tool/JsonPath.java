package io.fmops.tool;

import org.jspecify.annotations.Nullable;

/** A place in a JSON value. Its text is made only when something is wrong there. */
final class JsonPath {

  static final JsonPath ROOT = new JsonPath(null, "$", "$");

  private final @Nullable JsonPath parent;
  private final String safe;
  private final String told;

  private JsonPath(@Nullable JsonPath parent, String safe, String told) {
    this.parent = parent;
    this.safe = safe;
    this.told = told;
  }

  /** A name that the schema has. */
  JsonPath field(String name) {
    String step = "." + name;
    return new JsonPath(this, step, step);
  }

  /** A name that the model wrote. */
  JsonPath key(String name) {
    return new JsonPath(this, "[*]", "[\"" + name + "\"]");
  }

  JsonPath index(int index) {
    String step = "[" + index + "]";
    return new JsonPath(this, step, step);
  }

  /** Without anything that the model wrote. */
  String safe() {
    return parent == null ? safe : parent.safe() + safe;
  }

  String told() {
    return parent == null ? told : parent.told() + told;
  }
}
