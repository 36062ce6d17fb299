package io.fmops.guardrails.tools.injection;

import io.fmops.guardrails.injection.InjectionModel;
import io.fmops.guardrails.injection.InjectionModel.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Logistic regression by stochastic gradients with AdaGrad's step sizes (Duchi, Hazan and Singer,
 * "Adaptive subgradient methods", JMLR 12, 2011). The order is by a fixed seed, so the same text
 * gives the same weights.
 */
final class Regression {

  private static final int ROUNDS = 25;
  private static final double STEP = 0.5;
  private static final double DECAY = 2e-5;
  private static final long SEED = 20261128;

  final double[] weights = new double[InjectionModel.BUCKETS];
  private double bias;

  /** Learns what a predicate says; both answers weigh the same, however many there are of each. */
  static Regression train(List<Example> examples, Predicate<Example> positive) {
    Regression model = new Regression();
    double[] squares = new double[InjectionModel.BUCKETS];
    double biasSquares = 1e-6;
    long positives = examples.stream().filter(positive).count();
    double up = examples.size() / (2.0 * Math.max(1, positives));
    double down = examples.size() / (2.0 * Math.max(1, examples.size() - positives));
    List<Example> order = new ArrayList<>(examples);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (Example example : order) {
        boolean yes = positive.test(example);
        double value = 1 / StrictMath.sqrt(Math.max(1, example.features().length));
        double error = 1 / (1 + StrictMath.exp(-model.score(example))) - (yes ? 1 : 0);
        double gradient = error * (yes ? up : down);
        for (int feature : example.features()) {
          double g = gradient * value + DECAY * model.weights[feature];
          squares[feature] += g * g;
          model.weights[feature] -= STEP * g / StrictMath.sqrt(squares[feature] + 1e-6);
        }
        biasSquares += gradient * gradient;
        model.bias -= STEP * gradient / StrictMath.sqrt(biasSquares);
      }
    }
    return model;
  }

  /** The sum of weights over the root of their number, and the bias. */
  double score(Example example) {
    double sum = 0;
    for (int feature : example.features()) {
      sum += weights[feature];
    }
    return sum / StrictMath.sqrt(Math.max(1, example.features().length)) + bias;
  }

  /** The weights in a byte each; {@code slope} and {@code shift} are Platt's. */
  Table table(double slope, double shift) {
    double most = 1e-9;
    for (double weight : weights) {
      most = Math.max(most, Math.abs(weight));
    }
    byte[] bytes = new byte[weights.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(weights[i] / most * 127);
    }
    return new Table(bytes, (float) (slope * most / 127), (float) (slope * bias + shift));
  }
}
