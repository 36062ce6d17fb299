package io.fmops.bedrock;

import io.fmops.model.Citation;
import io.fmops.model.Citation.Location;
import io.fmops.model.Citation.Unit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.CitationLocation;
import software.amazon.awssdk.services.bedrockruntime.model.CitationSourceContent;
import software.amazon.awssdk.services.bedrockruntime.model.CitationSourceContentDelta;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsDelta;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentCharLocation;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentChunkLocation;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentPageLocation;
import software.amazon.awssdk.services.bedrockruntime.model.SearchResultLocation;

/** Sources that Bedrock tells, in the library's words. */
final class Citations {

  private Citations() {}

  static Citation of(software.amazon.awssdk.services.bedrockruntime.model.Citation told) {
    return citation(
        told.title(),
        told.source(),
        told.sourceContent().stream().map(CitationSourceContent::text).toList(),
        told.location());
  }

  static Citation of(CitationsDelta told) {
    return citation(
        told.title(),
        told.source(),
        told.sourceContent().stream().map(CitationSourceContentDelta::text).toList(),
        told.location());
  }

  private static Citation citation(
      @Nullable String title,
      @Nullable String source,
      List<String> quotes,
      @Nullable CitationLocation location) {
    return new Citation(
        Optional.ofNullable(title).or(() -> Optional.ofNullable(source)),
        quotes.stream().filter(Objects::nonNull).collect(Collectors.joining()),
        location == null ? Optional.empty() : place(location));
  }

  private static Optional<Location> place(CitationLocation location) {
    return switch (location.type()) {
      case WEB -> Optional.ofNullable(location.web().url()).map(Citation.AtAddress::new);
      case DOCUMENT_CHAR -> {
        DocumentCharLocation at = location.documentChar();
        yield part(at.documentIndex(), Unit.CHARACTER, at.start(), at.end());
      }
      case DOCUMENT_PAGE -> {
        DocumentPageLocation at = location.documentPage();
        yield part(at.documentIndex(), Unit.PAGE, at.start(), at.end());
      }
      case DOCUMENT_CHUNK -> {
        DocumentChunkLocation at = location.documentChunk();
        yield part(at.documentIndex(), Unit.CHUNK, at.start(), at.end());
      }
      case SEARCH_RESULT_LOCATION -> {
        SearchResultLocation at = location.searchResultLocation();
        yield part(at.searchResultIndex(), Unit.CHUNK, at.start(), at.end());
      }
      case UNKNOWN_TO_SDK_VERSION -> Optional.empty();
    };
  }

  private static Optional<Location> part(
      @Nullable Integer document, Unit unit, @Nullable Integer start, @Nullable Integer end) {
    return document == null || start == null || end == null
        ? Optional.empty()
        : Optional.of(new Citation.InDocument(document, unit, start, end));
  }
}
