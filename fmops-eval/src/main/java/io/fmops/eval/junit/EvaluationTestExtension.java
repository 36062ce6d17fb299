package io.fmops.eval.junit;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes an invocation of each example, and puts the verdict where JUnit closes it at the end. */
final class EvaluationTestExtension implements TestTemplateInvocationContextProvider {

  private static final Namespace NAMESPACE = Namespace.create(EvaluationTestExtension.class);

  EvaluationTestExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), EvaluationTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    EvaluationTest annotation = AnnotationSupport.findAnnotation(
            context.getTestMethod(), EvaluationTest.class)
        .orElseThrow();
    Settings settings =
        new Settings(annotation, context.getRequiredTestClass(), context.getRequiredTestMethod());
    Dataset dataset = settings.dataset();
    settings.refuseToWriteOverWhatIsRead(dataset);
    // Whatever is wrong is known before the first call is paid for.
    dataset.check();
    Verdict verdict = new Verdict(settings, dataset, settings.gate(), settings.baseline(), context);
    context.getStore(NAMESPACE).put(Verdict.class, verdict);
    AtomicInteger index = new AtomicInteger();
    Stream<Example> examples = dataset.examples();
    return examples
        .<TestTemplateInvocationContext>map(
            example -> new ExampleInvocation(index.getAndIncrement(), example, settings, verdict))
        .onClose(examples::close);
  }
}
