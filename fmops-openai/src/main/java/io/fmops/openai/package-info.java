/**
 * Foundation models behind servers that speak the OpenAI API: OpenAI itself, Ollama, vLLM,
 * llama.cpp, gateways. Start at {@code Models.open("openai:model-name")} or, for what no model id
 * can say, at {@link io.fmops.openai.OpenAiProvider#builder()}.
 */
@NullMarked
package io.fmops.openai;

import org.jspecify.annotations.NullMarked;
