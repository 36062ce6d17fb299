package io.fmops.eval.judge;

import io.fmops.eval.judge.Rubric.Criterion;
import java.util.Map;

/** The four criteria of a good answer, on a scale of 1 to 10. */
final class QualityRubric {

  static final Rubric ENGLISH = Rubric.of(
      1,
      10,
      new Criterion(
          "helpfulness",
          "how far the person who asked gets with this answer",
          Map.of(
              1, "no use at all, or harmful",
              4, "some use, but the main thing is missing",
              7, "does what was asked, with small gaps",
              10, "does all that was asked; nobody would have to ask again")),
      new Criterion(
          "relevance",
          "whether the answer keeps to what was asked",
          Map.of(
              1, "about something else",
              4, "touches the question, but half of it is beside the point",
              7, "to the point, with some digressions",
              10, "everything in it serves the question")),
      new Criterion(
          "accuracy",
          "whether what the answer says is right, as far as you can tell",
          Map.of(
              1, "wrong in the main thing",
              4, "right in part, with an error that matters",
              7, "right, with slips that do not matter",
              10, "right in every detail")),
      new Criterion(
          "detail",
          "whether the answer goes as deep as the question calls for; too long is as bad as too short",
          Map.of(
              1, "far too little, or lost in minor matters",
              4, "needed explanations are missing, or hard to find",
              7, "mostly as deep as it should be",
              10, "just as deep as the question calls for")));

  static final Rubric JAPANESE = Rubric.of(
      1,
      10,
      new Criterion(
          "helpfulness",
          "役立ち度。質問した人が、この回答でどこまで目的を果たせるか",
          Map.of(
              1, "まったく役に立たない、または害がある",
              4, "多少は役に立つが、肝心なことが抜けている",
              7, "求められたことに答えているが、小さな不足がある",
              10, "求められたことにすべて答えており、聞き直す必要がない")),
      new Criterion(
          "relevance",
          "関連性。質問されたことに沿っているか",
          Map.of(
              1, "別のことを答えている",
              4, "質問に触れてはいるが、半分は関係がない",
              7, "おおむね沿っているが、脱線がある",
              10, "すべてが質問への答えになっている")),
      new Criterion(
          "accuracy",
          "正確さ。分かる範囲で、述べていることが正しいか",
          Map.of(
              1, "肝心なところが誤っている",
              4, "正しい部分もあるが、見過ごせない誤りがある",
              7, "正しいが、ささいな間違いがある",
              10, "細部まで正しい")),
      new Criterion(
          "detail",
          "詳しさ。質問に見合った詳しさか。長すぎるのも、短すぎるのと同じく減点",
          Map.of(
              1, "まるで足りない、または細かな話に埋もれている",
              4, "必要な説明が抜けている、または見つけにくい",
              7, "おおむねちょうどよい",
              10, "質問にちょうど見合っている")));

  private QualityRubric() {}
}
