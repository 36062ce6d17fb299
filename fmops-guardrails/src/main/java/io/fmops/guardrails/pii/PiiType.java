package io.fmops.guardrails.pii;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Kinds of personal data. What is found is meant to be right: something that could as well be an
 * order number or a date is left alone unless a word beside it says what it is.
 */
public enum PiiType {
  /**
   * IBANs in capital letters, of the right length for their country, with a right check (mod 97).
   */
  IBAN,
  /**
   * Numbers of payment cards of the large networks, of their lengths, with a right Luhn digit,
   * plain or grouped as on the card.
   */
  CREDIT_CARD,
  /**
   * Japan's individual numbers (My Number): 12 digits with a right check digit, grouped by fours,
   * or plain after a word such as マイナンバー. Corporate numbers (13 digits) are public and not found.
   */
  MY_NUMBER,
  /** US social security numbers that can be given out, with hyphens or after a word such as SSN. */
  US_SSN,
  /** E-mail addresses as people write them, without quoted local parts. */
  EMAIL,
  /**
   * Addresses of one computer, version 4 or 6. Not loopback, masks, networks with a slash, nor
   * version numbers; four numbers that are all below ten look like one and are not found.
   */
  IP_ADDRESS,
  /**
   * Japanese addresses from the prefecture or city to the number of the house, 〒 with its seven
   * digits, and US addresses with street, state and ZIP code.
   */
  POSTAL_ADDRESS,
  /**
   * Telephone numbers with a plus and a country code, and Japanese, US and UK numbers as they are
   * written at home; digits without any separator only if they begin as a Japanese mobile number
   * does, or after a word such as 電話.
   */
  PHONE,
  /**
   * Names after Mr., 氏名 and the like, frequent Japanese surnames before 様, さん and the like, and the
   * names of a list.
   */
  PERSON_NAME;

  private final String category = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /**
   * The category of findings.
   *
   * @return the name in lower case with hyphens, such as {@code credit-card}
   */
  public String category() {
    return category;
  }

  /**
   * The type of a category.
   *
   * @param category such as {@code credit-card}
   * @return the type, if there is one
   */
  public static Optional<PiiType> of(String category) {
    return Arrays.stream(values()).filter(t -> t.category.equals(category)).findFirst();
  }
}
