/**
 * Foundation models behind Amazon SageMaker endpoints. Start at
 * {@code Models.open("sagemaker:endpoint-name")}.
 */
@NullMarked
package io.fmops.sagemaker;

import org.jspecify.annotations.NullMarked;
