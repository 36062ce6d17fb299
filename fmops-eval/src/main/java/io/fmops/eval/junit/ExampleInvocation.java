package io.fmops.eval.junit;

import io.fmops.eval.dataset.Example;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** One example's invocation: its parameters, its attempts, and what it counts for. */
final class ExampleInvocation
    implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {

  private static final int SHOWN_CHARACTERS = 60;
  private static final int REASON_CHARACTERS = 500;

  private final int index;
  private final Example example;
  private final Settings settings;
  private final Verdict verdict;
  private final ExampleReport report = new ExampleReport();

  ExampleInvocation(int index, Example example, Settings settings, Verdict verdict) {
    this.index = index;
    this.example = example;
    this.settings = settings;
    this.verdict = verdict;
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    String input = example.fields().values().stream().findFirst().orElse("");
    return "%s: %s"
        .formatted(
            Verdict.line(example.id(), SHOWN_CHARACTERS), Verdict.line(input, SHOWN_CHARACTERS));
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Example.class
        || type == ExampleReport.class
        || parameter.isAnnotated(Field.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == Example.class) {
      return example;
    }
    if (type == ExampleReport.class) {
      return report;
    }
    if (type != String.class) {
      throw new ParameterResolutionException(
          "a parameter with @Field must be a String, but %s is a %s"
              .formatted(parameter.getParameter().getName(), type.getName()));
    }
    try {
      return example.field(parameter.findAnnotation(Field.class).orElseThrow().value());
    } catch (IllegalArgumentException e) {
      throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    OptionalDouble first = OptionalDouble.empty();
    int attempts = 0;
    @Nullable Throwable problem;
    long began;
    do {
      report.clear();
      began = System.nanoTime();
      problem = attempt(attempts == 0 ? invocation : null, method);
      if (attempts++ == 0) {
        first = score(problem);
      }
    } while (again(problem) && attempts <= settings.retries());
    verdict.add(
        index,
        new Outcome(
            score(problem),
            first,
            attempts,
            Optional.ofNullable(problem).map(ExampleInvocation::reason),
            report.answer(),
            (System.nanoTime() - began) / 1e6));
    if (problem != null) {
      throw settings.everyExample() || problem instanceof TestAbortedException
          ? problem
          : new TestAbortedException(words(problem, attempts), problem);
    }
  }

  /** What kept an attempt from ending normally; null if nothing did. */
  private static @Nullable Throwable attempt(
      @Nullable Invocation<@Nullable Void> first, ReflectiveInvocationContext<Method> method)
      throws Throwable {
    try {
      if (first != null) {
        first.proceed();
      } else {
        ReflectionSupport.invokeMethod(
            method.getExecutable(),
            method.getTarget().orElse(null),
            method.getArguments().toArray());
      }
      return null;
    } catch (VirtualMachineError | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return e;
    }
  }

  /** An assumption that does not hold will not hold the next time. */
  private static boolean again(@Nullable Throwable problem) {
    return problem != null && !(problem instanceof TestAbortedException);
  }

  private OptionalDouble score(@Nullable Throwable problem) {
    if (problem == null || problem instanceof AssertionError) {
      OptionalDouble reported = report.score();
      return reported.isPresent() ? reported : OptionalDouble.of(problem == null ? 1 : 0);
    }
    return OptionalDouble.empty();
  }

  private static String reason(Throwable problem) {
    String message = problem instanceof AssertionError || problem instanceof TestAbortedException
        ? String.valueOf(problem.getMessage())
        : problem.toString();
    return Verdict.line(message.strip(), REASON_CHARACTERS);
  }

  /** Surefire shows this and not the invocation's name, so the example is named. */
  private String words(Throwable problem, int attempts) {
    return "example %s %s%s, which counts in the verdict: %s"
        .formatted(
            Verdict.line(example.id(), SHOWN_CHARACTERS),
            problem instanceof AssertionError ? "did not pass" : "has no score",
            attempts > 1 ? " in %d attempts".formatted(attempts) : "",
            reason(problem));
  }
}
