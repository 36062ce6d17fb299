package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutorCountTest {

  private static int count(String master, Map<String, String> settings) {
    return ExecutorCount.of(master, settings::get);
  }

  @Test
  void localModeHasOne() {
    assertThat(count("local", Map.of())).isOne();
    assertThat(count("local[*]", Map.of("spark.executor.instances", "9"))).isOne();
    assertThat(count("local[4,2]", Map.of())).isOne();
    assertThat(count("local-cluster[3,2,1024]", Map.of())).isEqualTo(3);
  }

  @Test
  void aClusterHasWhatItsSettingsSay() {
    assertThat(count("yarn", Map.of("spark.executor.instances", " 40 "))).isEqualTo(40);
    assertThat(count(
            "k8s://https://127.0.0.1",
            Map.of(
                "spark.dynamicAllocation.enabled",
                "true",
                "spark.dynamicAllocation.maxExecutors",
                "25",
                "spark.executor.instances",
                "2")))
        .isEqualTo(25);
  }

  @Test
  void aStandaloneClusterTakesNoNumberOfInstances() {
    String master = "spark://127.0.0.1:7077";
    assertThatThrownBy(() -> count(master, Map.of("spark.executor.instances", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whatever spark.executor.instances says; set executors(...)");
    assertThatThrownBy(() -> count(master, Map.of())).hasMessageContaining("set executors(...)");
    assertThat(count(
            master,
            Map.of(
                "spark.dynamicAllocation.enabled",
                "true",
                "spark.dynamicAllocation.maxExecutors",
                "6")))
        .isEqualTo(6);
  }

  @Test
  void whatCannotBeKnownIsAnErrorThatSaysWhatToSet() {
    assertThatThrownBy(() -> count("k8s://https://127.0.0.1", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there are quotas to divide among the executors, and nobody knows how many there will be; set spark.executor.instances, or executors(...) of the evaluation");
    assertThatThrownBy(() -> count("yarn", Map.of("spark.dynamicAllocation.enabled", "TRUE")))
        .hasMessageContaining("set spark.dynamicAllocation.maxExecutors");
    assertThatThrownBy(() -> count("yarn", Map.of("spark.executor.instances", "many")))
        .hasMessage("spark.executor.instances is \"many\"; it must be a number of executors");
  }
}
