package io.fmops.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.fmops.eval.gate.GateCommand;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of the design: who may know whom. */
class ArchitectureTest {

  private static final JavaClasses ALL = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("io.fmops");

  private static final String[] CORE = {
    "io.fmops.model..",
    "io.fmops.replay..",
    "io.fmops.resilience..",
    "io.fmops.telemetry..",
    "io.fmops.text..",
    "io.fmops.tool.."
  };

  @Test
  void allModulesAreLookedAt() {
    for (String room : List.of(
        "model",
        "replay",
        "resilience",
        "telemetry",
        "text",
        "tool",
        "prompt",
        "chain",
        "jdbc",
        "aws",
        "openai",
        "bedrock",
        "sagemaker",
        "guardrails",
        "eval",
        "spark",
        "testkit")) {
      assertThat(ALL.containPackage("io.fmops." + room)).as(room).isTrue();
    }
  }

  static Stream<Arguments> modules() {
    // The judges' prompts are prompts of the catalog.
    String[] eval = {"io.fmops.eval..", "io.fmops.guardrails..", "io.fmops.prompt.."};
    String[] guardrails = {"io.fmops.guardrails.."};
    String[] aws = {"io.fmops.aws.."};
    String[] bedrock = {"io.fmops.aws..", "io.fmops.guardrails..", "io.fmops.prompt.."};
    String[] prompt = {"io.fmops.prompt.."};
    String[] stores = {"io.fmops.prompt..", "io.fmops.chain..", "io.fmops.eval.."};
    String[] kits = {
      "io.fmops.prompt..", "io.fmops.chain..", "io.fmops.guardrails..", "io.fmops.eval.."
    };
    // The endpoints serve the OpenAI chat schema, whose codec lives there; see decision 19.
    String[] sagemaker = {"io.fmops.aws..", "io.fmops.openai.chat.."};
    return Stream.of(
        Arguments.of(CORE, new String[0]),
        Arguments.of(aws, new String[0]),
        Arguments.of(prompt, new String[0]),
        Arguments.of(new String[] {"io.fmops.chain.."}, prompt),
        Arguments.of(new String[] {"io.fmops.jdbc.."}, stores),
        Arguments.of(new String[] {"io.fmops.bedrock.."}, bedrock),
        Arguments.of(new String[] {"io.fmops.sagemaker.."}, sagemaker),
        Arguments.of(new String[] {"io.fmops.openai.."}, new String[0]),
        // Guards of chains; the chains themselves know no guardrail.
        Arguments.of(guardrails, new String[] {"io.fmops.chain.."}),
        Arguments.of(new String[] {"io.fmops.eval.."}, eval),
        Arguments.of(new String[] {"io.fmops.spark.."}, new String[] {"io.fmops.eval.."}),
        Arguments.of(new String[] {"io.fmops.testkit.."}, kits));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleKnowsOnlyItselfTheCoreAndWhatTheDesignAllows(String[] module, String[] allowed) {
    DescribedPredicate<JavaClass> known = resideInAnyPackage(module)
        .or(resideInAnyPackage(CORE))
        .or(resideInAnyPackage(allowed))
        .or(DescribedPredicate.not(resideInAPackage("io.fmops..")));
    classes()
        .that(are(resideInAnyPackage(module)))
        .should()
        .onlyDependOnClassesThat(known)
        .check(ALL);
  }

  @Test
  void internalPackagesAreUsedByTheirOwnRoomOnly() {
    ArchCondition<JavaClass> stayAtHome =
        new ArchCondition<>("use no other room's internal packages") {
          @Override
          public void check(JavaClass user, ConditionEvents events) {
            user.getDirectDependenciesFromSelf().stream()
                .filter(d -> d.getTargetClass().getPackageName().contains(".internal"))
                .filter(d -> d.getTargetClass().getPackageName().startsWith("io.fmops."))
                .filter(d ->
                    !room(user.getPackageName()).equals(room(d.getTargetClass().getPackageName())))
                .forEach(d -> events.add(SimpleConditionEvent.violated(d, d.getDescription())));
          }
        };
    classes().should(stayAtHome).check(ALL);
  }

  /** The public package at whose door a package stands: io.fmops.model.internal is model's. */
  private static String room(String packageName) {
    return packageName.replaceAll("\\.(internal|spi)(\\..*)?$", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.fmops.(*)..", "io.fmops.eval.(*).."})
  void roomsDoNotKnowEachOtherInCircles(String rooms) {
    slices().matching(rooms).should().beFreeOfCycles().check(ALL);
  }

  @Test
  void publicSignaturesOfTheCoreShowNobodyElsesTypes() {
    ArchRule rule = methods()
        .that()
        .areDeclaredInClassesThat(resideInAnyPackage(CORE)
            .and(DescribedPredicate.not(
                // The door to OpenTelemetry shows what it is the door to.
                resideInAnyPackage("..internal..", "io.fmops.telemetry.otel.."))))
        .and()
        // A record that only its package sees has public accessors all the same.
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .arePublic()
        .should(new ArchCondition<>("have only types of the JDK and of this project") {
          @Override
          public void check(
              com.tngtech.archunit.core.domain.JavaMethod method, ConditionEvents events) {
            Stream.concat(
                    method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                .map(JavaClass::getBaseComponentType)
                .filter(type -> !type.isPrimitive()
                    && !type.getPackageName().startsWith("java.")
                    && !type.getPackageName().startsWith("io.fmops."))
                .forEach(type -> events.add(SimpleConditionEvent.violated(
                    method, method.getFullName() + " shows " + type)));
          }
        });
    rule.check(ALL);
  }

  @Test
  void librariesDoNotPrintExceptWhereAConsoleIsTheirBusiness() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.fmops.examples..", "io.fmops.eval.report..")
        .and()
        .areNotAssignableTo(GateCommand.class)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }
}
