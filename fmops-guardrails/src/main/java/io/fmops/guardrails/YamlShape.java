package io.fmops.guardrails;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Looks at the events of a YAML text before nodes are made of them, as making them takes a stack as
 * deep as the text is nested and its errors name no line. Stateless.
 */
final class YamlShape {

  /** Far deeper than any policy; a small part of any stack. */
  static final int MAX_DEPTH = 50;

  private YamlShape() {}

  /** Something that a policy cannot have, and the line, from 1. */
  record Problem(int line, String what) {}

  /** The first thing that a policy cannot have, as far as the text is YAML. */
  static Optional<Problem> problem(LoadSettings settings, String text) {
    ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
    Set<Anchor> collections = new HashSet<>();
    int depth = 0;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof AliasEvent alias) {
        if (collections.contains(alias.getAlias())) {
          return at(
              event,
              "*"
                  + alias.getAlias().getValue()
                  + " stands for a list or a mapping; only a plain text can have an alias");
        }
      } else if (event instanceof NodeEvent node) {
        boolean collection = event instanceof CollectionStartEvent;
        node.getAnchor().ifPresent(collection ? collections::add : collections::remove);
        depth += collection ? 1 : 0;
        if (depth > MAX_DEPTH) {
          return at(event, "the policy is nested more than %d deep".formatted(MAX_DEPTH));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> at(Event event, String what) {
    return Optional.of(new Problem(event.getStartMark().map(Mark::getLine).orElse(0) + 1, what));
  }
}
