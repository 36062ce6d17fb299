package io.fmops.chain;

import java.util.List;

/** What chains are made of, compared. */
final class Definitions {

  private Definitions() {}

  /** The first difference, for people. */
  static String difference(String before, String now) {
    List<String> old = before.lines().toList();
    List<String> young = now.lines().toList();
    for (int i = 0; i < Math.max(old.size(), young.size()); i++) {
      String was = i < old.size() ? old.get(i) : "no further step";
      String is = i < young.size() ? young.get(i) : "no further step";
      if (!was.equals(is)) {
        return "it had %s, and now has %s".formatted(was, is);
      }
    }
    return "no difference";
  }
}
