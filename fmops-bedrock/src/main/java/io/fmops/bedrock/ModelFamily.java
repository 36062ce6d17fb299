package io.fmops.bedrock;

import io.fmops.model.ModelId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which foundation model is behind an id, as far as the id tells. */
final class ModelFamily {

  /** Says it where the id does not, as with the ARN of provisioned throughput. */
  static final String OPTION = "family";

  private static final Pattern ARN =
      Pattern.compile("arn:[^:]+:bedrock:[^:]*:[^:]*:(foundation-model|inference-profile)/(.+)");

  /** What the ids of cross-region inference profiles have before the model's. */
  private static final Pattern GEOGRAPHY =
      Pattern.compile("(?:[a-z]{2}|apac|global|us-gov)\\.(.+)");

  private ModelFamily() {}

  static String of(ModelId id) {
    String said = id.options().get(OPTION);
    if (said != null) {
      return said;
    }
    Matcher arn = ARN.matcher(id.name());
    String name = arn.matches() ? arn.group(2) : id.name();
    Matcher geography = GEOGRAPHY.matcher(name);
    return geography.matches() ? geography.group(1) : name;
  }
}
