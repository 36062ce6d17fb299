package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Lexicon;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.*;

public final class GuardrailsTools {
  public static void main(String[] args) {
    Path dataDir = Path.of(args[0]);
    Path text = Path.of(args[1]);
    DataFolder folder = new DataFolder(dataDir);
    Lexicon lexicon = Classes.read(text.resolve("classes.txt"), folder.profanities());
    List<Row> all = new ArrayList<>(folder.read());
    all.addAll(new OwnText(5).read(text));
    Split split = new Split(all);
    List<Row> train = all.stream().filter(r -> !split.heldBack(r)).toList();
    System.out.println("rows " + all.size() + " train " + train.size());
    int folds = 4;
    Dataset[] ds = {null};
    for (int a = 2; a < Math.max(args.length, 3); a++) {
      Settings s = a < args.length && args[a].contains("=") ? Settings.DEFAULT.with(args[a]) : Settings.DEFAULT;
      long t0 = System.nanoTime();
      List<Row> rows = new ArrayList<>(train);
      Evasion[] evs = Evasion.values();
      for (Row r : train) {
        if (Row.draw("evade", r.text()) < s.evaded() * 0x1p32) {
          rows.add(r.with(evs[(int) (Row.draw("how", r.text()) % evs.length)].apply(r.text())));
        }
      }
      if (ds[0] == null) ds[0] = new Dataset(rows, lexicon);
      Dataset d = ds[0];
      System.out.printf("features %d nnz %d %.1fs%n", d.index.size(), d.starts[rows.size()], (System.nanoTime() - t0) / 1e9);
      float[] weights = Split.weights(rows, s.balance());
      Trainer trainer = new Trainer(d, rows, s);
      double[] oof = new double[train.size()];
      for (int k = 0; k < folds; k++) {
        int fold = k;
        int[] in = IntStream.range(0, rows.size()).filter(i -> !Split.inFold(rows.get(i), fold, folds)).toArray();
        int[] base = Arrays.stream(in).filter(i -> i < train.size()).toArray();
        int[] df = d.frequencies(base);
        boolean[] kept = new boolean[df.length];
        for (int i = 0; i < df.length; i++) kept[i] = df[i] >= 2;
        float[] w = trainer.train(in, weights, kept);
        for (int i = 0; i < train.size(); i++) if (Split.inFold(rows.get(i), fold, folds)) oof[i] = trainer.logits(i, w, kept)[0];
      }
      System.out.printf("%s  %.1fs%n", s, (System.nanoTime() - t0) / 1e9);
      Map<String, List<Integer>> groups = new TreeMap<>();
      for (int i = 0; i < train.size(); i++) {
        Row r = train.get(i);
        groups.computeIfAbsent(Split.area(r), x -> new ArrayList<>()).add(i);
        if (r.kind().isEmpty()) continue;
        if (r.kind().contains("question")) groups.computeIfAbsent("questions", x -> new ArrayList<>()).add(i);
      }
      groups.forEach((g, is) -> {
        double[] sc = is.stream().mapToDouble(i -> oof[i]).toArray();
        boolean[] lb = new boolean[sc.length];
        for (int i = 0; i < lb.length; i++) lb[i] = train.get(is.get(i)).toxic();
        System.out.printf("  %-12s n=%d auc %.4f  flagged@0.5 of harmless %.3f%n", g, sc.length, Figures.auc(sc, lb),
            Figures.flagged(IntStream.range(0, sc.length).filter(i -> !lb[i]).mapToDouble(i -> sc[i]).toArray(), 0));
      });
    }
  }
}
