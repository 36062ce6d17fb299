package io.fmops.examples;

import io.fmops.chain.Chain;
import io.fmops.chain.Passage;
import io.fmops.chain.Retriever;
import io.fmops.chain.Step;
import io.fmops.chain.Steps;
import io.fmops.model.FoundationModel;
import io.fmops.prompt.PromptCatalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * "Where was the UK prime minister born, and how far is that place from London?" in small prompts,
 * each built from the answer before it. A model is asked what it is good at; the distance is
 * arithmetic.
 */
final class BirthplaceChain {

  private static final int NOTES = 3;

  /**
   * What is asked.
   *
   * @param office whose holder's birthplace is looked for
   * @param country where the office is
   * @param city how far the birthplace is from there
   */
  record Question(String office, String country, String city) {}

  /** What is known on the way. */
  private record Facts(
      Question question, List<Passage> notes, String leader, String birth, Place place, long km) {

    /** What the first answer was taken from tells nothing new. */
    Facts withNewNotes(List<Passage> found) {
      Set<String> known = notes.stream().map(Passage::id).collect(Collectors.toSet());
      List<Passage> fresh =
          found.stream().filter(note -> !known.contains(note.id())).toList();
      return new Facts(question, fresh, leader, birth, place, km);
    }

    Facts withLeader(String answer) {
      return new Facts(question, notes, answer, birth, place, km);
    }

    Facts withBirth(String answer) {
      return new Facts(question, notes, leader, answer, place, km);
    }

    Facts withPlace(Place found) {
      return new Facts(question, notes, leader, birth, found, km);
    }

    Facts withKm(double distance) {
      return new Facts(question, notes, leader, birth, place, Math.round(distance));
    }
  }

  private final PromptCatalog catalog;
  private final String language;
  private final FoundationModel model;

  private BirthplaceChain(PromptCatalog catalog, String language, FoundationModel model) {
    this.catalog = catalog;
    this.language = language;
    this.model = model;
  }

  static Chain<Question, String> of(
      PromptCatalog catalog,
      String language,
      FoundationModel model,
      Retriever notes,
      Places places) {
    BirthplaceChain prompts = new BirthplaceChain(catalog, language, model);
    return Chain.named("birthplace", Question.class)
        .then(Steps.retrieve("notes on the office", notes, NOTES)
            .from((Question question) -> question.office() + " " + question.country())
            .with((question, found) ->
                new Facts(question, found, "", "", places.in(question.city()), 0)))
        .then(prompts
            .ask(
                "leader",
                facts -> Map.of(
                    "office", facts.question().office(),
                    "country", facts.question().country(),
                    "notes", facts.notes()))
            .with(Facts::withLeader))
        .then(Steps.retrieve("notes on the person", notes, 2 * NOTES)
            .from(Facts::leader)
            .with(Facts::withNewNotes))
        .then(prompts
            .ask("born", facts -> Map.of("leader", facts.leader(), "notes", facts.notes()))
            .with(Facts::withBirth))
        .then(Steps.function("place", (Facts facts) -> places.in(facts.birth()))
            .returning(Place.class)
            .with(Facts::withPlace))
        .then(Steps.compute(
                "distance",
                (Facts facts) ->
                    facts.place().kilometresTo(places.in(facts.question().city())))
            .with(Facts::withKm))
        .then(prompts.ask(
            "answer",
            facts -> Map.of(
                "birth", facts.birth(),
                "place", facts.place().name(),
                "kilometres", facts.km(),
                "city", facts.question().city())))
        .build();
  }

  /** Asks what the newest version of a prompt asks. */
  private Step<Facts, String> ask(String prompt, Function<Facts, Map<String, Object>> values) {
    String name = "birthplace/" + language + "/" + prompt;
    return Steps.ask(
        prompt, model, facts -> catalog.labelled(name, "production").render(values.apply(facts)));
  }
}
