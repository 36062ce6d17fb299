package io.fmops.guardrails.pii;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where in a folded text something may begin. One quick pass notes it for all rules, so that their
 * expressions are tried in few places. It is coarse: a rule finds the same wherever else it looks.
 * Not thread-safe.
 */
final class Places {

  /** What may begin somewhere. */
  enum Kind {
    IBAN,
    CARD,
    MY_NUMBER,
    SSN,
    IP_V4,
    IP_V6,
    /** The character that ends a prefecture's name. */
    PREFECTURE,
    CITY,
    POSTCODE,
    HOUSE,
    PLUS,
    PHONE,
    HONORIFIC,
    LABEL,
    TITLE,
    TOLD
  }

  private static final String TRIGGERS = "0123456789(+:都道府県市区〒様氏殿君さくち名MDPmfcpFC";
  private static final boolean[] TRIGGER = new boolean[1 << 16];

  static {
    TRIGGERS.chars().forEach(c -> TRIGGER[c] = true);
  }

  private static final int LONGEST_CITY = 5;
  private static final int LONGEST_IP_GROUP = 4;
  private static final int SHORTEST_UNBROKEN = 9;

  private final String text;
  private final Map<Kind, BitSet> places = new EnumMap<>(Kind.class);

  private Places(String text) {
    this.text = text;
  }

  static Places of(String text) {
    Places places = new Places(text);
    int i = 0;
    while (i < text.length()) {
      i = TRIGGER[text.charAt(i)] ? places.note(i) : i + 1;
    }
    return places;
  }

  /** As if everything could begin at every place: slow, and the same is found. */
  static Places everywhere(String text) {
    Places places = new Places(text);
    for (Kind kind : Kind.values()) {
      BitSet all = new BitSet();
      all.set(0, text.length());
      places.places.put(kind, all);
    }
    return places;
  }

  String text() {
    return text;
  }

  /** The first place of a kind from here on, or -1. */
  int next(Kind kind, int from) {
    BitSet set = places.get(kind);
    return set == null ? -1 : set.nextSetBit(from);
  }

  private void add(Kind kind, int place) {
    places.computeIfAbsent(kind, k -> new BitSet()).set(place);
  }

  /** Notes what the char here says; gives where to go on. */
  private int note(int i) {
    char c = text.charAt(i);
    char next = at(i + 1);
    switch (c) {
      case '+' -> addIf(Rule.digit(next), Kind.PLUS, i);
      case '(' -> addIf(Rule.digit(next), Kind.PHONE, i);
      case ':' -> colon(i);
      case '都', '道', '府', '県' -> add(Kind.PREFECTURE, i);
      case '市', '区' -> city(i);
      case '〒' -> add(Kind.POSTCODE, i);
      case '様', '氏', '殿', '君' -> add(Kind.HONORIFIC, i);
      case 'さ' -> addIf(next == 'ま' || next == 'ん', Kind.HONORIFIC, i);
      case 'く' -> addIf(next == 'ん', Kind.HONORIFIC, i);
      case 'ち' -> addIf(next == 'ゃ', Kind.HONORIFIC, i);
      case '名' -> addIf(i > 0, Kind.LABEL, i - 1);
      default -> {
        if (Rule.digit(c)) {
          return number(i);
        }
        if (!Rule.letter(at(i - 1))) {
          addIf("MDP".indexOf(c) >= 0 && "rsix".indexOf(next) >= 0, Kind.TITLE, i);
          addIf("yuaYUA".indexOf(next) >= 0, Kind.TOLD, i);
        }
      }
    }
    return i + 1;
  }

  private void addIf(boolean fits, Kind kind, int place) {
    if (fits) {
      add(kind, place);
    }
  }

  private char at(int i) {
    return i >= 0 && i < text.length() ? text.charAt(i) : 0;
  }

  /** What begins with digits is told by how many there are before what. */
  private int number(int from) {
    int end = from + 1;
    while (Rule.digit(at(end))) {
      end++;
    }
    int digits = end - from;
    char before = at(from - 1);
    if (Rule.letter(before)) {
      addIf(from >= 2 && digits >= 2, Kind.IBAN, from - 2);
    } else if (before != '_') {
      char behind = at(end);
      char next = at(end + 1);
      boolean goesOn = " -ー.()".indexOf(behind) >= 0 && (Rule.digit(next) || next == '(');
      boolean within = "-,/:".indexOf(before) >= 0 && Rule.digit(at(from - 2));
      if (!within && (goesOn || digits >= SHORTEST_UNBROKEN)) {
        char first = text.charAt(from);
        addIf(digits == 4 || digits >= 14, Kind.CARD, from);
        addIf(digits == 4 || digits == 12, Kind.MY_NUMBER, from);
        addIf(digits == 3 || digits == 9, Kind.SSN, from);
        addIf(
            first == '0'
                || digits == 3
                || digits == 10
                || digits == 11
                || (digits == 1 && first == '1'),
            Kind.PHONE,
            from);
      }
      addIf(digits <= 3 && behind == '.', Kind.IP_V4, from);
      addIf(digits <= 6 && behind == ' ', Kind.HOUSE, from);
    }
    return end;
  }

  /** The first colon of an address with its digits before it. */
  private void colon(int i) {
    int from = i;
    while (from >= i - LONGEST_IP_GROUP && hexadecimal(at(from - 1))) {
      from--;
    }
    boolean goesOn = hexadecimal(at(i + 1)) || at(i + 1) == ':';
    addIf(goesOn && from >= i - LONGEST_IP_GROUP && at(from - 1) != ':', Kind.IP_V6, from);
  }

  private static boolean hexadecimal(char c) {
    return Rule.digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private void city(int last) {
    for (int i = Math.max(0, last - LONGEST_CITY); i < last; i++) {
      addIf(han(at(i)) && !han(at(i - 1)), Kind.CITY, i);
    }
  }

  private static boolean han(char c) {
    return c >= 0x4E00 && c <= 0x9FFF;
  }
}
