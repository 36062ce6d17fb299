package io.fmops.sagemaker;

import io.fmops.testkit.WireText;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("long")
class ThirdPartyContractTest extends TextContract {

  ThirdPartyContractTest() {
    super("codec=lmi");
  }

  @Override
  String whole(WireText text) {
    return TextWire.THIRD_PARTY.whole(text);
  }

  @Override
  List<String> lines(WireText text) {
    return TextWire.THIRD_PARTY.lines(text);
  }
}
