package io.fmops.bedrock.guardrails;

import java.util.Locale;
import java.util.Map;

/** The words of AWS's services in the library's. Stateless. */
final class Categories {

  private static final Map<String, String> WORDS = Map.ofEntries(
      Map.entry("VIOLENCE", "threat"),
      Map.entry("VIOLENCE_OR_THREAT", "threat"),
      Map.entry("HATE_SPEECH", "hate"),
      Map.entry("INSULTS", "insult"),
      Map.entry("HARASSMENT_OR_ABUSE", "toxicity"),
      Map.entry("PROMPT_ATTACK", "prompt-injection"),
      Map.entry("CREDIT_DEBIT_CARD_NUMBER", "credit-card"),
      Map.entry("CREDIT_DEBIT_NUMBER", "credit-card"),
      Map.entry("INTERNATIONAL_BANK_ACCOUNT_NUMBER", "iban"),
      Map.entry("US_SOCIAL_SECURITY_NUMBER", "us-ssn"),
      Map.entry("SSN", "us-ssn"),
      Map.entry("ADDRESS", "postal-address"),
      Map.entry("NAME", "person-name"));

  private Categories() {}

  /** The category for a service's word; its own name where the library has no other. */
  static String of(String word) {
    return WORDS.getOrDefault(word, hyphenated(word));
  }

  /** Lower case, with a hyphen for whatever is neither letter nor digit. */
  static String hyphenated(String words) {
    String plain = words
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-")
        .replaceAll("^-|-$", "");
    return plain.isEmpty() ? "unnamed" : plain;
  }
}
