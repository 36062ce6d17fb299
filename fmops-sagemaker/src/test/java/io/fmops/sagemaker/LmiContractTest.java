package io.fmops.sagemaker;

import io.fmops.testkit.WireText;
import java.util.List;

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
