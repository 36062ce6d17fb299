package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.PromptStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedPromptsTest {

  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "because");

  private final InMemoryPromptStore memory = new InMemoryPromptStore();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean away;
  private volatile @Nullable Error error;
  private volatile String spared = "";
  private volatile Instant now = Instant.EPOCH;
  private final List<String> told = new ArrayList<>();

  private final PromptCatalog catalog = PromptCatalog.over(
      (PromptStore) Proxy.newProxyInstance(
          getClass().getClassLoader(),
          new Class<?>[] {PromptStore.class},
          (proxy, method, args) -> {
            calls.incrementAndGet();
            Error thrown = error;
            if (thrown != null && !method.getName().equals(spared)) {
              throw thrown;
            }
            if (away) {
              throw new PromptStoreException("the store is away");
            }
            try {
              return method.invoke(memory, args);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          }),
      0);

  private final CachedPrompts.Listener listener = new CachedPrompts.Listener() {
    @Override
    public void changed(String reference, PromptVersion from, PromptVersion to) {
      told.add(reference + " " + from.number() + " to " + to.number());
    }

    @Override
    public void stale(CachedPrompts.State state) {
      told.add("stale since " + state.asOf());
    }

    @Override
    public void current(CachedPrompts.State state) {
      told.add("current at " + state.asOf());
    }
  };

  private final Clock clock = new Clock() {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  };

  private final CachedPrompts prompts = builder().build();

  private CachedPrompts.Builder builder() {
    return CachedPrompts.builder(catalog)
        .every(Duration.ofHours(1))
        .listener(listener)
        .clock(clock);
  }

  @AfterEach
  void close() {
    prompts.close();
  }

  private AddedPrompt add(String name, String text) {
    return memory.add(name, Prompt.of(name, text).print(), CHANGE);
  }

  private void label(String label, int from, int to) {
    memory.moveLabel(new LabelMove(
        "greeting",
        label,
        from == 0 ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(from),
        to == 0 ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(to),
        CHANGE));
  }

  @Test
  void aPromptIsReadOnce() {
    add("greeting", "one");
    PromptVersion first = prompts.get("greeting");
    int before = calls.get();
    assertThat(prompts.get("greeting")).isSameAs(first);
    assertThat(calls.get()).isEqualTo(before);
  }

  @Test
  void aMovedLabelIsServedAfterTheNextLook() {
    add("greeting", "one");
    add("greeting", "two");
    label("production", 0, 1);
    assertThat(prompts.get("greeting@production").number()).isEqualTo(1);
    label("production", 1, 2);
    assertThat(prompts.get("greeting@production").number()).isEqualTo(1);
    assertThat(prompts.refresh().isCurrent()).isTrue();
    assertThat(prompts.get("greeting@production").number()).isEqualTo(2);
    assertThat(told).containsExactly("greeting@production 1 to 2");
  }

  @Test
  void whatHasNotChangedIsNotReadAgain() {
    add("greeting", "one");
    add("other", "one");
    label("production", 0, 1);
    prompts.get("greeting@production");
    prompts.get("greeting");
    prompts.get("other");
    int before = calls.get();
    prompts.refresh();
    assertThat(calls.get()).isEqualTo(before + 1);
    add("other", "two");
    prompts.refresh();
    assertThat(told).containsExactly("other 1 to 2");
  }

  @Test
  void aVersionByNumberOrHashIsNeverAskedForAgain() {
    AddedPrompt added = add("greeting", "one");
    prompts.get("greeting@1");
    prompts.get("greeting#" + added.info().hash());
    add("greeting", "two");
    int before = calls.get();
    prompts.refresh();
    assertThat(calls.get()).isEqualTo(before);
    assertThat(prompts.get("greeting@1").number()).isEqualTo(1);
  }

  @Test
  void whileTheStoreIsAwayTheLastGoodVersionIsServedAndThatIsSaid() {
    add("greeting", "one");
    prompts.get("greeting");
    now = Instant.EPOCH.plusSeconds(10);
    prompts.refresh();
    away = true;
    now = Instant.EPOCH.plusSeconds(20);
    assertThat(prompts.refresh().isCurrent()).isFalse();
    prompts.refresh();
    assertThat(prompts.get("greeting").number()).isEqualTo(1);
    assertThat(prompts.state().asOf()).isEqualTo(Instant.EPOCH.plusSeconds(10));
    assertThat(prompts.state().problem().orElseThrow()).hasMessage("the store is away");
    assertThatThrownBy(() -> prompts.get("other")).isInstanceOf(PromptStoreException.class);
    away = false;
    add("greeting", "two");
    now = Instant.EPOCH.plusSeconds(30);
    assertThat(prompts.refresh().isCurrent()).isTrue();
    assertThat(prompts.get("greeting").number()).isEqualTo(2);
    assertThat(told)
        .containsExactly(
            "stale since 1970-01-01T00:00:10Z",
            "greeting 1 to 2",
            "current at 1970-01-01T00:00:30Z");
  }

  @Test
  void aLabelThatIsTakenAwayIsServedOnAndThatIsSaid() {
    add("greeting", "one");
    label("production", 0, 1);
    prompts.get("greeting@production");
    label("production", 1, 0);
    assertThat(prompts.refresh().problem().orElseThrow())
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("production");
    assertThat(prompts.refresh().isCurrent()).isFalse();
    assertThat(prompts.get("greeting@production").number()).isEqualTo(1);
    label("production", 0, 1);
    assertThat(prompts.refresh().isCurrent()).isTrue();
  }

  @Test
  void aBrokenVersionIsNotServedAndDoesNotKeepTheOthersFromChanging() {
    add("a", "one");
    add("b", "one");
    prompts.get("a");
    prompts.get("b");
    memory.add("a", "this is no prompt", CHANGE);
    add("b", "two");
    assertThat(prompts.refresh().problem().orElseThrow()).hasMessageContaining("a@2");
    assertThat(prompts.get("a").number()).isEqualTo(1);
    assertThat(prompts.get("b").number()).isEqualTo(2);
    add("a", "three");
    assertThat(prompts.refresh().isCurrent()).isTrue();
    assertThat(prompts.get("a").number()).isEqualTo(3);
  }

  @Test
  void theReferenceThatWasUsedLongestAgoIsDropped() {
    add("a", "one");
    add("b", "one");
    add("c", "one");
    try (CachedPrompts few = builder().max(2).build()) {
      few.get("a");
      few.get("b");
      few.get("a");
      few.get("c");
      int before = calls.get();
      few.get("a");
      few.get("c");
      assertThat(calls.get()).isEqualTo(before);
      few.get("b");
      assertThat(calls.get()).isGreaterThan(before);
    }
  }

  @Test
  void moreNamesThanOneQuestionTakesAreAskedInParts() {
    for (int i = 0; i < 1_100; i++) {
      add("p" + i, "one");
    }
    try (CachedPrompts many = builder().max(2_000).build()) {
      for (int i = 0; i < 1_100; i++) {
        many.get("p" + i);
      }
      add("p1099", "two");
      add("p0", "two");
      assertThat(many.refresh().isCurrent()).isTrue();
      assertThat(many.get("p0").number()).isEqualTo(2);
      assertThat(many.get("p1099").number()).isEqualTo(2);
    }
  }

  @Test
  void theStoreIsLookedAtByItself() throws InterruptedException {
    add("greeting", "one");
    CountDownLatch changed = new CountDownLatch(1);
    try (CachedPrompts quick = CachedPrompts.builder(catalog)
        .every(Duration.ofMillis(5))
        .listener(new CachedPrompts.Listener() {
          @Override
          public void changed(String reference, PromptVersion from, PromptVersion to) {
            changed.countDown();
            throw new IllegalStateException("a listener that fails");
          }
        })
        .build()) {
      quick.get("greeting");
      add("greeting", "two");
      assertThat(changed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(quick.get("greeting").number()).isEqualTo(2);
    }
  }

  @Test
  void anErrorInALookIsToldAndDoesNotEndTheThread() throws InterruptedException {
    add("greeting", "one");
    CountDownLatch stale = new CountDownLatch(1);
    CountDownLatch current = new CountDownLatch(1);
    try (CachedPrompts quick = CachedPrompts.builder(catalog)
        .every(Duration.ofMillis(5))
        .clock(clock)
        .listener(new CachedPrompts.Listener() {
          @Override
          public void stale(CachedPrompts.State state) {
            stale.countDown();
            throw new AssertionError("a listener that fails");
          }

          @Override
          public void current(CachedPrompts.State state) {
            current.countDown();
          }
        })
        .build()) {
      quick.get("greeting");
      error = new NoClassDefFoundError("x/Y");
      assertThat(stale.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(quick.state().isCurrent()).isFalse();
      assertThat(quick.state().problem().orElseThrow())
          .isInstanceOf(PromptStoreException.class)
          .hasRootCauseInstanceOf(NoClassDefFoundError.class);
      error = null;
      assertThat(current.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(quick.state().isCurrent()).isTrue();
    }
  }

  @Test
  void anErrorInReadingOnePromptIsToldToo() {
    add("greeting", "one");
    prompts.get("greeting");
    add("greeting", "two");
    spared = "revisions";
    error = new StackOverflowError();
    assertThat(prompts.refresh().problem().orElseThrow())
        .hasRootCauseInstanceOf(StackOverflowError.class);
    assertThat(prompts.get("greeting").number()).isEqualTo(1);
  }

  @Test
  void whenNoLookHasEndedForThreeIntervalsTheStateIsNotCurrent() {
    add("greeting", "one");
    prompts.get("greeting");
    now = Instant.EPOCH.plus(Duration.ofHours(3));
    assertThat(prompts.state().isCurrent()).isTrue();
    now = now.plusMillis(1);
    assertThat(prompts.state().isCurrent()).isFalse();
    assertThat(prompts.state().asOf()).isEqualTo(Instant.EPOCH);
    assertThat(prompts.state().problem().orElseThrow())
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("1970-01-01T00:00:00Z");
    assertThat(prompts.refresh().isCurrent()).isTrue();
    assertThat(prompts.state().isCurrent()).isTrue();
  }

  @Test
  void whatWasReadIsServedAfterTheEnd() {
    add("greeting", "one");
    prompts.get("greeting");
    prompts.close();
    prompts.close();
    assertThat(prompts.get("greeting").number()).isEqualTo(1);
    assertThatThrownBy(() -> prompts.get("greeting@1"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("closed");
    assertThat(catalog.newest("greeting").number()).isEqualTo(1);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> builder().every(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().max(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
