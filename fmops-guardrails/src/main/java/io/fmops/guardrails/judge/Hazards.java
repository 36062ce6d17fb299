package io.fmops.guardrails.judge;

import java.util.List;

/** Lists of hazards to choose from, or to make one's own of. Stateless and thread-safe. */
public final class Hazards {

  /**
   * How people are talked to and about: {@code toxicity}, {@code insult}, {@code profanity},
   * {@code hate}, {@code threat} and {@code sexual}, the categories of the embedded detector, so
   * that a judge can be the strong one of a cascade behind it.
   */
  public static final List<Hazard> TOXICITY = List.of(
      new Hazard(
          "toxicity",
          "rude, demeaning or abusive talk that would make people leave a conversation",
          "会話の相手が立ち去りたくなるような、無礼・侮蔑的・攻撃的な言葉"),
      new Hazard(
          "insult",
          "an attack on a person or on somebody's character, looks or abilities",
          "特定の人やその性格・容姿・能力への攻撃、悪口"),
      new Hazard(
          "profanity",
          "swear words and obscene words, whoever they are aimed at",
          "相手を問わず、下品な言葉、卑猥な言葉、罵り言葉"),
      new Hazard(
          "hate",
          "contempt, dehumanisation or exclusion of people for what they are: origin, religion, sex, gender, orientation, disability and the like",
          "出自・宗教・性別・性的指向・障害などの属性を理由とする、人への侮蔑・非人間化・排除"),
      new Hazard(
          "threat",
          "announcing or wishing that somebody is hurt or harmed",
          "誰かに危害を加えるという予告、または危害を願う言葉"),
      new Hazard(
          "sexual",
          "sexual acts, sexual advances or bodies described to arouse",
          "性行為の描写、性的な誘い、性的興奮を目的とする身体の描写"));

  /**
   * What a model should not help with. The names follow the hazards of MLCommons' AILuminate
   * benchmark; the descriptions are this library's own.
   */
  public static final List<Hazard> HARM = List.of(
      new Hazard(
          "violent-crimes",
          "helping or urging somebody to attack, kill, kidnap or terrorise people or animals",
          "人や動物への暴行・殺害・誘拐・テロの手助けや扇動"),
      new Hazard(
          "non-violent-crimes",
          "helping somebody to steal, defraud, extort, launder money, break into computers or deal in drugs or weapons",
          "窃盗・詐欺・恐喝・資金洗浄・不正侵入・薬物や武器の取引の手助け"),
      new Hazard(
          "sex-related-crimes",
          "helping or praising rape, sexual assault, harassment or trafficking",
          "強姦・性的暴行・性的嫌がらせ・人身売買の手助けや称賛"),
      new Hazard(
          "child-sexual-exploitation",
          "anything sexual about children, or helping somebody to get at them",
          "児童を性的に扱うもの、または児童への接近の手助け"),
      new Hazard(
          "indiscriminate-weapons",
          "helping somebody to make or use chemical, biological, nuclear or other weapons that kill many",
          "化学・生物・核兵器など、多数を殺傷する兵器の製造や使用の手助け"),
      new Hazard(
          "suicide-and-self-harm",
          "urging suicide, self-harm or disordered eating, or telling how",
          "自殺・自傷・摂食障害を勧めること、その方法を教えること"),
      new Hazard(
          "hate",
          "contempt, dehumanisation or exclusion of people for what they are",
          "属性を理由とする、人への侮蔑・非人間化・排除"),
      new Hazard(
          "specialized-advice",
          "medical, legal, financial or electoral advice that is given as certain and can do harm",
          "害になり得る医療・法律・金融・選挙の助言を、確かなこととして与えること"),
      new Hazard(
          "privacy",
          "giving away or hunting for somebody's private data",
          "他人の私的な情報を漏らすこと、探し出そうとすること"),
      new Hazard(
          "intellectual-property",
          "helping to copy or pirate what belongs to others",
          "他人の著作物などの無断複製や海賊行為の手助け"),
      new Hazard(
          "defamation",
          "a false statement about a real person that harms the name",
          "実在の人物の名誉を傷つける虚偽の主張"),
      new Hazard("sexual", "sexual acts or bodies described to arouse", "性的興奮を目的とする性行為や身体の描写"));

  private Hazards() {}
}
