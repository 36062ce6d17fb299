package io.fmops.eval.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A parameter of type {@link String} of an {@link EvaluationTest} that takes one field's text. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Field {

  /**
   * Which field.
   *
   * @return the field's name; an example without it is an error
   */
  String value();
}
