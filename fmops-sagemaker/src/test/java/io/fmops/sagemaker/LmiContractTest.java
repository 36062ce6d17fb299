package io.fmops.sagemaker;

import io.fmops.testkit.WireText;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("long")
class LmiContractTest extends TextContract {

  LmiContractTest() {
    super("codec=lmi");
  }

  @Override
  String whole(WireText text) {
    return TextWire.LMI.whole(text);
  }

  @Override
  List<String> lines(WireText text) {
    return TextWire.LMI.lines(text);
  }
}
