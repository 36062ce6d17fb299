package io.fmops.guardrails.pii;

import java.util.regex.Pattern;

/** Addresses of computers: dotted decimal, and the text forms of RFC 4291, section 2.2. */
final class IpRules {

  private static final Pattern V4 = Pattern.compile("(?<![0-9A-Za-z_.-])"
      + "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}"
      + "(?![0-9A-Za-z_-]|\\.[0-9]|/[0-9])");
  private static final Pattern VERSION_WORDS = Pattern.compile(
      "(?:version|ver\\.?|build|release|firmware|\\bv|section|chapter|figure|fig\\.?|table|バージョン|版|第)[ :=]*$",
      Pattern.CASE_INSENSITIVE);

  private static final Pattern V6 = Pattern.compile(
      "(?<![0-9A-Za-z_:.])(?:[0-9A-Fa-f]{1,4}:|:)[0-9A-Fa-f:]{2,37}+(?![0-9A-Za-z_:]|/[0-9])");

  private IpRules() {}

  static Rule v4() {
    return Rule.of(PiiType.IP_ADDRESS, Places.Kind.IP_V4, V4, (match, text) -> {
      String[] parts = match.group().split("\\.", -1);
      int large = 0;
      for (String part : parts) {
        int octet = Integer.parseInt(part);
        if (octet > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
          return 0;
        }
        large = Math.max(large, octet);
      }
      int first = Integer.parseInt(parts[0]);
      boolean nobody = first == 0 || first == 127 || match.group().startsWith("255.255.");
      if (nobody || large < 10 || Rule.after(VERSION_WORDS, text, match.start(), 14)) {
        return 0;
      }
      return 0.9;
    });
  }

  static Rule v6() {
    return Rule.of(
        PiiType.IP_ADDRESS, Places.Kind.IP_V6, V6, (match, text) -> v6(match.group()) ? 0.95 : 0);
  }

  /** Whether it is an address, and looks neither like code nor like times and hardware numbers. */
  static boolean v6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    boolean edges = (text.startsWith(":") && gap != 0)
        || (text.endsWith(":") && (gap < 0 || gap != text.length() - 2));
    if (edges) {
      return false;
    }
    int groups = 0;
    int longest = 0;
    for (String group : text.split(":", -1)) {
      groups += group.isEmpty() ? 0 : 1;
      longest = Math.max(longest, group.length());
    }
    boolean whole = gap >= 0 ? groups <= 7 : groups == 8;
    return whole && longest >= 3 && longest <= 4 && Rule.digits(text) > 0;
  }
}
