package io.fmops.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.document.Document;

/** JSON as the SDK's documents. */
final class JsonDocuments {

  private JsonDocuments() {}

  static Document of(JsonNode tree) {
    if (tree.isObject()) {
      Map<String, Document> members = new LinkedHashMap<>();
      tree.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
      return Document.fromMap(members);
    }
    if (tree.isArray()) {
      List<Document> elements = new ArrayList<>();
      tree.forEach(element -> elements.add(of(element)));
      return Document.fromList(elements);
    }
    if (tree.isBoolean()) {
      return Document.fromBoolean(tree.booleanValue());
    }
    if (tree.isNumber()) {
      return Document.fromNumber(tree.asText());
    }
    return tree.isNull() ? Document.fromNull() : Document.fromString(tree.asText());
  }
}
