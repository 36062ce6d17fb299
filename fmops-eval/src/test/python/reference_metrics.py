"""Figures of the reference implementations, for comparison with those of io.fmops.eval.metric.

Reads JSON lines {"references": [...], "answer": "..."} and writes for each the figures by the names
that they have there, on a scale where 1 is 100 %; a last line has those of the corpus, of the texts
with one reference. Needs the packages sacrebleu, rouge_score, nltk and jiwer; what is missing is
left out.
"""

import importlib
import json
import logging
import sys


def package(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def sacrebleu_metrics():
    metrics = package("sacrebleu.metrics")
    if metrics is None:
        return {}
    bleu, chrf, ter = metrics.BLEU, metrics.CHRF, metrics.TER
    return {
        "bleu-13a": lambda eff: bleu(effective_order=eff),
        "bleu-13a-lc": lambda eff: bleu(lowercase=True, effective_order=eff),
        "bleu-intl": lambda eff: bleu(tokenize="intl", effective_order=eff),
        "bleu-char": lambda eff: bleu(tokenize="char", effective_order=eff),
        "bleu-none": lambda eff: bleu(tokenize="none", effective_order=eff),
        "bleu-13a-none": lambda eff: bleu(smooth_method="none", effective_order=eff),
        "bleu-13a-floor": lambda eff: bleu(smooth_method="floor", effective_order=eff),
        "bleu-13a-floor0.5": lambda eff: bleu(
            smooth_method="floor", smooth_value=0.5, effective_order=eff
        ),
        "bleu-13a-add-k": lambda eff: bleu(smooth_method="add-k", effective_order=eff),
        "bleu-13a-add-k2.0": lambda eff: bleu(
            smooth_method="add-k", smooth_value=2, effective_order=eff
        ),
        "bleu-13a-order2": lambda eff: bleu(max_ngram_order=2, effective_order=eff),
        "chrF2": lambda eff: chrf(),
        "chrF2++": lambda eff: chrf(word_order=2),
        "chrF3": lambda eff: chrf(beta=3),
        "chrF2-lc": lambda eff: chrf(lowercase=True),
        "chrF2-space": lambda eff: chrf(whitespace=True),
        "chrF2-eps": lambda eff: chrf(eps_smoothing=True),
        "ter": lambda eff: ter(),
        "ter-cased": lambda eff: ter(case_sensitive=True),
        "ter-norm": lambda eff: ter(normalized=True),
        "ter-nopunct": lambda eff: ter(no_punct=True),
        "ter-norm-asian": lambda eff: ter(normalized=True, asian_support=True),
        "ter-norm-nopunct-asian": lambda eff: ter(
            normalized=True, no_punct=True, asian_support=True
        ),
    }


class NoWordNet:
    """WordNet without words."""

    def synsets(self, word):
        return []


def main():
    logging.disable(logging.CRITICAL)
    rows = [json.loads(line) for line in sys.stdin]
    sacre = sacrebleu_metrics()
    sentence = {name: make(True) for name, make in sacre.items()}
    rouge = package("rouge_score.rouge_scorer")
    meteor = package("nltk.translate.meteor_score")
    jiwer = package("jiwer")
    measures = ["rouge1", "rouge2", "rouge3", "rouge9", "rougeL", "rougeLsum"]
    scorers = {}
    if rouge is not None:
        scorers = {
            "": rouge.RougeScorer(measures),
            "-stem": rouge.RougeScorer(measures, use_stemmer=True),
        }
    # TER takes nearly all of the time, so of many rows each tenth has its variants.
    many = len(rows) > 100
    for index, row in enumerate(rows):
        references, answer = row["references"], row["answer"]
        figures = {}
        for name, metric in sentence.items():
            if many and index % 10 and name.startswith("ter-"):
                continue
            figures[name] = metric.sentence_score(answer, references).score / 100
        for suffix, scorer in scorers.items():
            scores = [scorer.score(reference, answer) for reference in references]
            for measure in measures:
                figures[measure + suffix] = max(score[measure].fmeasure for score in scores)
        if meteor is not None:
            figures["meteor"] = meteor.meteor_score(
                [reference.split() for reference in references],
                answer.split(),
                wordnet=NoWordNet(),
            )
        if jiwer is not None:
            figures["wer"] = min(float(jiwer.wer(r, answer)) for r in references)
            figures["cer"] = min(float(jiwer.cer(r, answer)) for r in references)
        print(json.dumps(figures))
    single = [row for row in rows if len(row["references"]) == 1]
    answers = [row["answer"] for row in single]
    references = [row["references"][0] for row in single]
    figures = {}
    for name, make in sacre.items():
        if many and name.startswith("ter"):
            continue
        figures[name] = make(False).corpus_score(answers, [references]).score / 100
    if jiwer is not None:
        figures["wer"] = float(jiwer.wer(references, answers))
        figures["cer"] = float(jiwer.cer(references, answers))
    print(json.dumps(figures))


main()
