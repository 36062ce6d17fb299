package io.fmops.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceListTest {

  @TempDir
  private Path folder;

  private PriceList list(String json) throws IOException {
    return PriceList.read(Files.writeString(folder.resolve("prices.json"), json));
  }

  @Test
  void aCallCostsItsTokensToTheLastDigit() throws IOException {
    PriceList prices = list("""
            {"date": "2026-11-01", "currency": "JPY", "models": {
              "bedrock:m": {"input": 0.06, "output": 0.24, "cacheRead": 0.015},
              "sagemaker:*": {"input": 0, "output": 0}}}
            """);
    ModelId model = ModelId.parse("bedrock:m?region=eu-west-1");
    // 1000*0.06 + 10*0.24 + 100*0.015 + 7*0.06 (cache writes at the input price) = 64.32 per
    // million
    TokenUsage usage = new TokenUsage(1000, 10, 100, 7, TokenUsage.Source.REPORTED);
    assertThat(prices.cost(model, usage)).contains(new BigDecimal("0.00006432"));
    assertThat(prices.currency()).isEqualTo("JPY");
    assertThat(prices.date()).hasToString("2026-11-01");
    assertThat(prices.cost(ModelId.parse("sagemaker:any"), usage).orElseThrow())
        .isEqualByComparingTo("0");
  }

  @Test
  void pricesOutOfAllBoundsAndTextBehindTheListAreRefused() {
    for (String price : new String[] {"1e300000000", "1e-300", "1000000001"}) {
      assertThatThrownBy(() ->
              list("{\"date\":\"2026-11-01\",\"models\":{\"b:m\":{\"input\":%s,\"output\":1}}}"
                  .formatted(price)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> list("{\"date\":\"2026-11-01\",\"models\":{}} more"))
        .hasMessageContaining("not JSON");
  }

  @Test
  void unknownIsNotFree() throws IOException {
    PriceList prices =
        list("{\"date\":\"2026-11-01\",\"models\":{\"bedrock:m\":{\"input\":1,\"output\":1}}}");
    assertThat(prices.cost(ModelId.parse("bedrock:other"), TokenUsage.reported(1, 1)))
        .isEmpty();
    assertThat(prices.cost(ModelId.parse("bedrock:m"), TokenUsage.UNKNOWN)).isEmpty();
  }

  @Test
  void embeddedModelsCostNothing() {
    assertThat(PriceList.empty().cost(ModelId.parse("baseline:majority"), TokenUsage.UNKNOWN))
        .contains(BigDecimal.ZERO);
  }

  @Test
  void whatIsWrongInTheFileIsNamed() {
    assertThatThrownBy(() -> PriceList.read(folder.resolve("none.json")))
        .hasMessageContaining("no price list at");
    assertThatThrownBy(() -> list("{\"date\":\n oops")).hasMessageContaining("line 2");
    assertThatThrownBy(() -> list("{\"date\":\"2026-11-01\"}")).hasMessageContaining("\"models\"");
    assertThatThrownBy(() -> list("{\"models\":{}}")).hasMessageContaining("\"date\"");
    assertThatThrownBy(() ->
            list("{\"date\":\"2026-11-01\",\"models\":{\"b:m\":{\"input\":-1,\"output\":1}}}"))
        .hasMessageContaining("the input price of b:m is -1");
    assertThatThrownBy(() -> list("{\"date\":\"2026-11-01\",\"models\":{\"b:m\":{\"input\":1}}}"))
        .hasMessageContaining("the output price of b:m is missing");
    assertThatThrownBy(() -> list("{\"date\":\"2026-11-01\",\"models\":{\"b:m\":{},\"b:m\":{}}}"))
        .hasMessageContaining("not JSON");
  }

  private static void costs(PriceList prices, String model, String expected) {
    assertThat(prices.cost(ModelId.parse(model), TokenUsage.reported(1_000_000, 0)))
        .as(model)
        .hasValueSatisfying(c -> assertThat(c).isEqualByComparingTo(expected));
  }

  @Test
  void aRegionHasItsOwnPricesAndLeavesTheRestAsItIs() throws IOException {
    PriceList prices = list("""
            {"date": "2026-11-01", "models": {
              "bedrock:m": {"input": 1, "output": 2, "cacheWrite": 9,
                "regions": {"ap-northeast-1": {"input": 3}}}}}
            """);
    costs(prices, "bedrock:m", "1");
    costs(prices, "bedrock:m?region=eu-west-1", "1");
    costs(prices, "bedrock:m?region=ap-northeast-1", "3");
    ModelId tokyo = ModelId.parse("bedrock:m?region=ap-northeast-1");
    // Output and cache writes as everywhere, cache reads at the input price of the region.
    assertThat(prices
            .cost(
                tokyo,
                new TokenUsage(0, 1_000_000, 1_000_000, 1_000_000, TokenUsage.Source.REPORTED))
            .orElseThrow())
        .isEqualByComparingTo("14");
  }

  @Test
  void crossRegionIdsAndArnsHaveThePriceOfTheirModelUnlessTheyAreListedThemselves()
      throws IOException {
    PriceList prices = list("""
            {"date": "2026-11-01", "models": {
              "bedrock:amazon.nova-lite-v1:0": {"input": 1, "output": 1,
                "regions": {"eu-west-1": {"input": 2}}},
              "bedrock:global.amazon.nova-lite-v1:0": {"input": 0.9, "output": 1},
              "bedrock:arn:aws:bedrock:us-east-1:123456789012:provisioned-model/p1":
                {"input": 5, "output": 5},
              "sagemaker:*": {"input": 7, "output": 7}}}
            """);
    costs(prices, "bedrock:eu.amazon.nova-lite-v1:0", "1");
    costs(prices, "bedrock:eu.amazon.nova-lite-v1:0?region=eu-west-1", "2");
    costs(prices, "bedrock:global.amazon.nova-lite-v1:0", "0.9");
    costs(prices, "bedrock:arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0", "2");
    costs(
        prices,
        "bedrock:arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0",
        "2");
    costs(prices, "bedrock:arn:aws:bedrock:us-east-1:123456789012:provisioned-model/p1", "5");
    costs(prices, "sagemaker:eu.amazon.nova-lite-v1:0", "7");
    assertThat(
            prices.cost(ModelId.parse("bedrock:amazon.nova-lite-v1:00"), TokenUsage.reported(1, 1)))
        .isEmpty();
  }

  @Test
  void imagesCostTheirNumber() throws IOException {
    PriceList prices = list("""
            {"date": "2026-11-01", "models": {
              "bedrock:i": {"image": 0.04, "regions": {"eu-west-1": {"image": 0.05}}},
              "bedrock:m": {"input": 1, "output": 1}}}
            """);
    assertThat(prices.imageCost(ModelId.parse("bedrock:i"), 3)).contains(new BigDecimal("0.12"));
    assertThat(prices.imageCost(ModelId.parse("bedrock:i?region=eu-west-1"), 3))
        .contains(new BigDecimal("0.15"));
    assertThat(prices.imageCost(ModelId.parse("bedrock:m"), 3)).isEmpty();
    assertThatThrownBy(() -> prices.imageCost(ModelId.parse("bedrock:i"), -1))
        .hasMessageContaining("0 or more");
  }

  @Test
  void aMisspeltPriceIsNotAPriceOfNothing() {
    assertThatThrownBy(
            () -> list(
                "{\"date\":\"2026-11-01\",\"models\":{\"b:m\":{\"input\":1,\"output\":1,\"cacheread\":1}}}"))
        .hasMessageContaining("unknown price \"cacheread\"");
    assertThatThrownBy(
            () -> list(
                "{\"date\":\"2026-11-01\",\"models\":{\"b:m\":{\"input\":1,\"output\":1,\"regions\":{\"r\":1}}}}"))
        .hasMessageContaining("b:m in r");
    assertThatThrownBy(() -> list("{\"date\":\"2026-11-01\",\"models\":{\"b:m\":1}}"))
        .hasMessageContaining("are no object");
  }
}
