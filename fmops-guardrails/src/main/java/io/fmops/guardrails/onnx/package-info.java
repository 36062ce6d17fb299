/**
 * Transformer models of the application's own as detectors, through ONNX Runtime. Start at
 * {@link io.fmops.guardrails.onnx.OnnxDetector}. Needs
 * {@code com.microsoft.onnxruntime:onnxruntime} and {@code ai.djl.huggingface:tokenizers} on the
 * class path.
 */
@NullMarked
package io.fmops.guardrails.onnx;

import org.jspecify.annotations.NullMarked;
