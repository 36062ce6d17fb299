package io.fmops.sagemaker;

import io.fmops.testkit.WireText;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("long")
class TgiContractTest extends TextContract {

  TgiContractTest() {
    super("codec=tgi");
  }

  @Override
  String whole(WireText text) {
    return TextWire.TGI.whole(text);
  }

  @Override
  List<String> lines(WireText text) {
    return TextWire.TGI.lines(text);
  }
}
