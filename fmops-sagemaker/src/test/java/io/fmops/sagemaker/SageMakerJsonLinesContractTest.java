package io.fmops.sagemaker;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** What every remote model promises, with the JSON lines that DJL LMI streams. */
@Tag("long")
class SageMakerJsonLinesContractTest extends SageMakerModelContractTest {

  @Override
  List<String> lines(List<String> chunks) {
    return ChatWire.jsonLines(chunks);
  }

  @Override
  String line(String json) {
    return json + "\n";
  }
}
