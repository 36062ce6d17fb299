package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.fmops.prompt.Change;
import io.fmops.prompt.InMemoryPromptStore;
import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.spi.PromptStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * The kit names what is wrong with a wrong store. That it lets a proper one pass is tested
 * elsewhere.
 */
class PromptStoreKitTest {

  /** What a store does with a call. */
  private interface Flaw {

    Object call(InMemoryPromptStore proper, Method method, Object[] arguments) throws Throwable;
  }

  abstract static class Flawed extends PromptStoreContract {
    private final Flaw flaw;

    Flawed(Flaw flaw) {
      this.flaw = flaw;
    }

    @Override
    protected PromptStore open() {
      InMemoryPromptStore proper = new InMemoryPromptStore();
      return (PromptStore) Proxy.newProxyInstance(
          getClass().getClassLoader(),
          new Class<?>[] {PromptStore.class},
          (proxy, method, arguments) -> {
            try {
              return flaw.call(proper, method, arguments == null ? new Object[0] : arguments);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          });
    }
  }

  /** Writes the same text twice. */
  static class WritesTwice extends Flawed {
    WritesTwice() {
      super((proper, method, arguments) -> {
        if (method.getName().equals("add")
            && !proper.versions((String) arguments[0]).isEmpty()) {
          arguments[1] = arguments[1] + " ";
        }
        return method.invoke(proper, arguments);
      });
    }
  }

  /** Lets the last one win. */
  static class IgnoresWhatIsExpected extends Flawed {
    IgnoresWhatIsExpected() {
      super((proper, method, arguments) -> {
        if (method.getName().equals("moveLabel")) {
          LabelMove move = (LabelMove) arguments[0];
          try {
            proper.moveLabel(move);
          } catch (LabelConflictException e) {
            if (!e.actual().equals(move.to())) {
              proper.moveLabel(
                  new LabelMove(move.name(), move.label(), e.actual(), move.to(), move.change()));
            }
          }
          return null;
        }
        return method.invoke(proper, arguments);
      });
    }
  }

  /** Says that nothing ever changes. */
  static class NeverChanges extends Flawed {
    NeverChanges() {
      super((proper, method, arguments) -> {
        if (method.getName().equals("revisions")) {
          Map<String, String> revisions = new HashMap<>();
          for (Object name : (Collection<?>) arguments[0]) {
            if (!proper.versions((String) name).isEmpty()) {
              revisions.put((String) name, "1");
            }
          }
          return revisions;
        }
        return method.invoke(proper, arguments);
      });
    }
  }

  /** Takes names for the same that are not. */
  static class FoldsCase extends Flawed {
    FoldsCase() {
      super((proper, method, arguments) -> {
        if (arguments.length > 0 && arguments[0] instanceof String name) {
          arguments[0] = name.toLowerCase(Locale.ROOT);
        }
        return method.invoke(proper, arguments);
      });
    }
  }

  /** Hides illegal names. */
  static class SwallowsErrors extends Flawed {
    SwallowsErrors() {
      super((proper, method, arguments) -> {
        try {
          return method.invoke(proper, arguments);
        } catch (InvocationTargetException e) {
          if (e.getCause() instanceof PromptException && method.getReturnType() == Optional.class) {
            return Optional.empty();
          }
          throw e;
        }
      });
    }
  }

  /** Does two things at once as if it were alone. */
  static class Races extends Flawed {
    Races() {
      super((proper, method, arguments) -> {
        if (method.getName().equals("moveLabel")) {
          LabelMove move = (LabelMove) arguments[0];
          OptionalInt at = optional(proper.labels(move.name()).get(move.label()));
          if (at.equals(move.from())) {
            Thread.sleep(20);
            OptionalInt now = optional(proper.labels(move.name()).get(move.label()));
            if (now.equals(move.to())) {
              return null;
            }
            proper.moveLabel(
                new LabelMove(move.name(), move.label(), now, move.to(), move.change()));
            return null;
          }
        }
        return method.invoke(proper, arguments);
      });
    }

    private static OptionalInt optional(Integer number) {
      return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
  }

  private static Set<String> failures(Class<?> contract) {
    Set<String> names = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .forEach(event -> {
          TestSource source = event.getTestDescriptor().getSource().orElseThrow();
          names.add(((MethodSource) source).getMethodName());
        });
    return names;
  }

  @Test
  void aStoreThatWritesTheSameTextTwiceIsCaught() {
    assertThat(failures(WritesTwice.class))
        .contains("theSameTextAgainIsTheVersionThatIsThere", "textComesBackToTheCharacter");
  }

  @Test
  void aStoreThatIgnoresWhatIsExpectedIsCaught() {
    assertThat(failures(IgnoresWhatIsExpected.class))
        .containsExactly(
            "ofThreadsThatMoveALabelFromTheSamePlaceOneWins",
            "whoeverExpectsTheLabelElsewhereGetsAConflictAndChangesNothing");
  }

  @Test
  void aStoreThatSaysNothingEverChangesIsCaught() {
    assertThat(failures(NeverChanges.class)).contains("onlyVersionsAndLabelsChangeTheRevision");
  }

  @Test
  void aStoreThatMixesUpUpperAndLowerCaseIsCaught() {
    assertThat(failures(FoldsCase.class)).contains("namesThatDifferInCaseAreNeverMixedUp");
  }

  @Test
  void aStoreThatHidesIllegalNamesIsCaught() {
    assertThat(failures(SwallowsErrors.class))
        .contains("aHostileNameIsAClearErrorEverywhere", "aHostileLabelIsAClearError");
  }

  @Test
  void aStoreThatLetsTwoMoversWinIsCaught() {
    assertThat(failures(Races.class))
        .containsExactly("ofThreadsThatMoveALabelFromTheSamePlaceOneWins");
  }

  @TempDir
  private Path notes;

  private static final Change CHANGE = new Change("1-1", Instant.EPOCH, "step 1");

  private PromptLedger ledger(String... lines) throws IOException {
    Path file = notes.resolve("acknowledged");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return PromptLedger.read(file);
  }

  @Test
  void theLedgerMissesNothingThatIsThere() throws IOException {
    InMemoryPromptStore store = new InMemoryPromptStore();
    VersionInfo info = store.add("r/0", "text", CHANGE).info();
    store.moveLabel(PromptLabelContract.move("r/0", "production", 0, 1));
    PromptLedger ledger = ledger(
        "A\tr/0\t1\t" + info.hash() + "\tnew",
        "A\tr/0\t1\t" + info.hash() + "\told",
        "M\tr/0\tproduction\t0\t1\tyuki\t評価の結果が良い");
    ledger.check(store, "r/", 0);
    ledger(("A\tr/0\t1\t" + info.hash() + "\tnew")).check(store, "r/", 1);
  }

  @Test
  void theLedgerCatchesWhatIsMissingOrNobodyWasToldOf() throws IOException {
    InMemoryPromptStore store = new InMemoryPromptStore();
    VersionInfo info = store.add("r/0", "text", CHANGE).info();
    String added = "A\tr/0\t1\t" + info.hash() + "\tnew";
    for (String[] wrong : new String[][] {
      {"A\tr/0\t2\t" + info.hash() + "\tnew"},
      {"A\tr/0\t1\t" + "0".repeat(64) + "\tnew"},
      {"A\tr/1\t1\t" + info.hash() + "\tnew"},
      {added, added},
      {added, "M\tr/0\tproduction\t0\t1\tyuki\twhy"},
      {"A\tr/0\t1\t" + info.hash() + "\told"},
    }) {
      PromptLedger ledger = ledger(wrong);
      assertThatThrownBy(() -> ledger.check(store, "r/", 0))
          .as(String.join(", ", wrong))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void halfALineOfTheLedgerDoesNotCount() throws IOException {
    Path file = notes.resolve("acknowledged");
    Files.writeString(file, "A\tr/0\t1\t" + "0".repeat(64) + "\tnew\nA\tr/0\t2\t00");
    assertThat(PromptLedger.read(file).size()).isEqualTo(1);
    assertThat(PromptLedger.lines(file)).isEqualTo(1);
  }
}
