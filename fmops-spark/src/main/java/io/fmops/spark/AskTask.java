package io.fmops.spark;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** What a task does: it has the questions of its partition answered, in their order. */
final class AskTask implements FlatMapFunction<Iterator<byte[]>, Row> {

  private static final long serialVersionUID = 1L;

  private final RunSpec spec;
  private final int calls;

  AskTask(RunSpec spec, int calls) {
    this.spec = spec;
    this.calls = calls;
  }

  @Override
  public Iterator<Row> call(Iterator<byte[]> questions) {
    OpenParts open = OpenParts.enter(spec);
    TaskContext task = TaskContext.get();
    Answers answers = new Answers(spec, open.runners(), questions, calls, task::isInterrupted);
    TaskCompletionListener end = context -> {
      answers.close();
      open.leave();
    };
    task.addTaskCompletionListener(end);
    return answers;
  }
}
