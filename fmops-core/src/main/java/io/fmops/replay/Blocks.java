package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.MediaSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Content blocks in a recording. Stateless. */
final class Blocks {

  private Blocks() {}

  /**
   * Writes a block.
   *
   * @param scrub applied to every text
   * @param whole whether data has to be there in full, to be given back; else a hash will do
   */
  static ObjectNode write(ContentBlock block, UnaryOperator<String> scrub, boolean whole) {
    ObjectNode node = ReadableJson.NODES.objectNode();
    if (block instanceof ContentBlock.Text text) {
      node.set("text", ReadableJson.text(scrub.apply(text.text())));
      if (!text.citations().isEmpty()) {
        ArrayNode citations = node.putArray("citations");
        text.citations().forEach(citation -> citations.add(write(citation, scrub)));
      }
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      node.set("reasoning", ReadableJson.text(scrub.apply(reasoning.text())));
      reasoning.signature().ifPresent(signature -> node.put("signature", signature));
    } else if (block instanceof ContentBlock.ToolCall call) {
      node.putObject("toolCall")
          .put("id", call.id())
          .put("name", call.name())
          .set("arguments", ReadableJson.text(scrub.apply(call.arguments())));
    } else if (block instanceof ContentBlock.ToolResult result) {
      ObjectNode told =
          node.putObject("toolResult").put("callId", result.callId()).put("error", result.error());
      ArrayNode content = told.putArray("content");
      result.content().forEach(part -> content.add(write(part, scrub, whole)));
    } else if (block instanceof ContentBlock.Image image) {
      node.set("image", write(image.source(), whole));
    } else if (block instanceof ContentBlock.Document document) {
      ObjectNode told = write(document.source(), whole);
      told.put("name", scrub.apply(document.name())).put("citable", document.citable());
      node.set("document", told);
    } else if (block instanceof ContentBlock.Video video) {
      node.set("video", write(video.source(), whole));
    } else if (block instanceof ContentBlock.CachePoint point) {
      node.put("cachePoint", point.timeToLive().map(Object::toString).orElse("default"));
    } else if (block instanceof ContentBlock.Opaque opaque) {
      node.putObject("opaque")
          .put("provider", opaque.provider())
          .put("type", opaque.type())
          .put("value", scrub.apply(opaque.value().toString()));
    }
    return node;
  }

  static ObjectNode write(Citation citation, UnaryOperator<String> scrub) {
    ObjectNode node = ReadableJson.NODES.objectNode();
    citation.title().ifPresent(title -> node.put("title", scrub.apply(title)));
    node.set("quote", ReadableJson.text(scrub.apply(citation.quote())));
    citation.location().ifPresent(location -> {
      if (location instanceof Citation.AtAddress at) {
        node.put("address", at.address());
      } else if (location instanceof Citation.InDocument in) {
        node.put("document", in.document())
            .put("unit", in.unit().name())
            .put("start", in.start())
            .put("end", in.end());
      }
    });
    return node;
  }

  private static ObjectNode write(MediaSource source, boolean whole) {
    ObjectNode node = ReadableJson.NODES.objectNode().put("mediaType", source.mediaType());
    if (source instanceof MediaSource.Location location) {
      return node.put("uri", location.uri().toString());
    }
    byte[] data = ((MediaSource.Bytes) source).data();
    return whole
        ? node.put("base64", Base64.getEncoder().encodeToString(data))
        : node.put("bytes", data.length).put("sha256", Hash.sha256(data));
  }

  /** Reads a block that was written whole. */
  static ContentBlock read(JsonNode node) {
    if (node.has("text")) {
      List<Citation> citations = new ArrayList<>();
      node.path("citations").forEach(citation -> citations.add(readCitation(citation)));
      return new ContentBlock.Text(ReadableJson.text(node.get("text")), citations);
    } else if (node.has("reasoning")) {
      return new ContentBlock.Reasoning(
          ReadableJson.text(node.get("reasoning")),
          Optional.ofNullable(node.get("signature")).map(JsonNode::asText));
    } else if (node.has("toolCall")) {
      JsonNode call = node.get("toolCall");
      return new ContentBlock.ToolCall(
          Fields.text(call, "id"),
          Fields.text(call, "name"),
          ReadableJson.text(call.path("arguments")));
    } else if (node.has("image")) {
      return new ContentBlock.Image(readMedia(node.get("image")));
    } else if (node.has("document")) {
      JsonNode document = node.get("document");
      return new ContentBlock.Document(
          Fields.text(document, "name"),
          readMedia(document),
          document.path("citable").asBoolean());
    } else if (node.has("video")) {
      return new ContentBlock.Video(readMedia(node.get("video")));
    } else if (node.has("opaque")) {
      JsonNode opaque = node.get("opaque");
      return new ContentBlock.Opaque(
          Fields.text(opaque, "provider"),
          Fields.text(opaque, "type"),
          Fields.text(opaque, "value"));
    }
    throw new IllegalArgumentException(
        "a content block has the fields %s; expected text, reasoning, toolCall, image, document, video or opaque"
            .formatted(
                node.properties().stream().map(java.util.Map.Entry::getKey).toList()));
  }

  static Citation readCitation(JsonNode node) {
    Optional<Citation.Location> location = Optional.empty();
    if (node.has("address")) {
      location = Optional.of(new Citation.AtAddress(node.get("address").asText()));
    } else if (node.has("document")) {
      location = Optional.of(new Citation.InDocument(
          node.get("document").asInt(),
          Fields.constant(Citation.Unit.class, node, "unit"),
          node.path("start").asInt(),
          node.path("end").asInt()));
    }
    return new Citation(
        Optional.ofNullable(node.get("title")).map(JsonNode::asText),
        ReadableJson.text(node.path("quote")),
        location);
  }

  private static MediaSource readMedia(JsonNode node) {
    String mediaType = Fields.text(node, "mediaType");
    return node.has("uri")
        ? MediaSource.at(mediaType, URI.create(Fields.text(node, "uri")))
        : MediaSource.of(mediaType, Base64.getDecoder().decode(Fields.text(node, "base64")));
  }
}
