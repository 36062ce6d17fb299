package io.fmops.guardrails.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Frequent short words of languages in Latin and Cyrillic letters. Stateless and thread-safe. */
final class StopWords {

  private static final Map<String, String> LISTS = lists();

  private static Map<String, String> lists() {
    Map<String, String> lists = new LinkedHashMap<>();
    lists.put(
        "en",
        "the of and to in is it you that he was for on are with as his they at be this have from or "
            + "had by not but what all were we when your can said there an each which she do how their "
            + "if will up about out them then these so some her would make him has two could my than "
            + "been who its now did get may i'm it's don't please me why where hello thanks");
    lists.put(
        "de",
        "der die und das ist nicht ich ein zu den mit sich des auf für im dem sie es eine als auch an "
            + "wird von aus werden bei hat dass oder war sind noch nach wie einer um am einen über so "
            + "nur mein bitte kann mir wir ihr aber wenn was er haben wo warum");
    lists.put(
        "fr",
        "le la les de des et est un une en que qui dans pour pas sur au du ce il elle je vous nous ne "
            + "se par avec plus son sa mais ont être cette aux été leur mon votre où sont comme bien "
            + "c'est j'ai s'il puis même très fait comment pourquoi merci");
    lists.put(
        "es",
        "el la los las de que y en un una es por con no para su se del al lo como más pero sus le ya "
            + "este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde "
            + "todo nos qué cómo está estoy mi gracias hola tengo");
    lists.put(
        "it",
        "il lo la gli le di e che è un una per non in con del della sono mi ho ma si come da anche al "
            + "questo se ci più nel alla dei delle perché quando cosa io ha lei tutto molto grazie puoi "
            + "dove mio essere fare");
    lists.put(
        "pt",
        "o a os as de que e do da em um uma é para com não por mais se na no como mas ao ele das tem "
            + "seu sua ou quando muito nos já eu também só pelo pela até isso ela entre você está meu "
            + "obrigado onde são dos");
    lists.put(
        "nl",
        "de het een en van ik te dat die in is niet hij zijn op aan met als voor er maar om hem dan zou "
            + "wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb "
            + "hoe heeft hebben waarom deze kan");
    lists.put(
        "ru",
        "и в не на я что он с как это по но из у за то все она так его а от же бы мы вы для мне меня "
            + "ты к о есть был когда или если где почему можно пожалуйста очень");
    lists.put(
        "uk",
        "і в не на я що він з як це по але із у за то все вона так його а від ж б ми ви для мені мене "
            + "ти до є був коли або якщо де чому можна будь ласка дуже та цей їх");
    return Collections.unmodifiableMap(lists);
  }

  private static final Map<String, List<String>> LANGUAGES = languages();

  private StopWords() {}

  private static Map<String, List<String>> languages() {
    Map<String, List<String>> languages = new HashMap<>();
    LISTS.forEach((language, words) -> Arrays.stream(words.split(" ", -1))
        .distinct()
        .forEach(word -> languages.merge(word, List.of(language), (one, other) -> {
          List<String> both = new ArrayList<>(one);
          both.addAll(other);
          return List.copyOf(both);
        })));
    return Map.copyOf(languages);
  }

  /** The languages that there are words of. */
  static List<String> known() {
    return List.copyOf(LISTS.keySet());
  }

  /** The languages in which a word is frequent. */
  static List<String> languages(String word) {
    return LANGUAGES.getOrDefault(word, List.of());
  }
}
