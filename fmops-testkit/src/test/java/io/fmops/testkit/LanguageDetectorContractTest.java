package io.fmops.testkit;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.text.LanguageDetector;
import java.util.List;
import java.util.Set;

class LanguageDetectorContractTest extends DetectorContract {

  @Override
  protected Detector open() {
    return new LanguageDetector("language", Set.of("en", "ja"));
  }

  @Override
  protected List<Excerpt> found() {
    return List.of(
        Excerpt.of("Ich habe eine Frage zu meiner Rechnung, bitte rufen Sie mich an."),
        Excerpt.of("안녕하세요, 질문이 있습니다."));
  }

  @Override
  protected List<Excerpt> notFound() {
    return List.of(
        Excerpt.of("Where is the invoice that you sent to me?"),
        Excerpt.of("請求書はどこにありますか。"),
        Excerpt.of("42"));
  }
}
