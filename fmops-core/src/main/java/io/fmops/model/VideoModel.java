package io.fmops.model;

import io.fmops.model.spi.VideoEngine;
import java.util.Objects;

/**
 * Makes videos of texts. That takes minutes, so it is a job: started here, waited for or looked up
 * later. Opened with {@link Models#openVideo(String)}. Thread-safe.
 *
 * <pre>{@code
 * try (VideoModel model = Models.openVideo("bedrock:luma.ray-v2:0?region=us-west-2")) {
 *   VideoJob job = model.start(
 *       VideoRequest.builder("waves on a beach at dawn", URI.create("s3://bucket/videos")).build());
 *   VideoStatus done = job.await(CallContext.create().withDeadline(Duration.ofMinutes(15)));
 *   System.out.println(done.output().orElseThrow());
 * }
 * }</pre>
 */
public final class VideoModel implements AutoCloseable {

  private final ModelId id;
  private final VideoEngine engine;

  private VideoModel(ModelId id, VideoEngine engine) {
    this.id = Objects.requireNonNull(id, "id");
    this.engine = Objects.requireNonNull(engine, "engine");
  }

  /**
   * A model over an engine.
   *
   * @param id names the model
   * @param engine does the work
   * @return the model
   */
  public static VideoModel of(ModelId id, VideoEngine engine) {
    return new VideoModel(id, engine);
  }

  /**
   * The model's name.
   *
   * @return the id it was opened with
   */
  public ModelId id() {
    return id;
  }

  /**
   * Has a video begun.
   *
   * @param request what it shall show
   * @return the job, which goes on whatever becomes of this process
   * @throws ModelException if the call fails
   */
  public VideoJob start(VideoRequest request) {
    return start(request, CallContext.create());
  }

  /**
   * Has a video begun, within a deadline and a cancellation of the exchange that starts it.
   *
   * @param request what it shall show
   * @param context what surrounds the call
   * @return the job, which goes on whatever becomes of this process
   * @throws ModelException if the call fails; if it is not known whether the job was started, start
   *     it again with the same {@link VideoRequest#idempotencyToken()}
   */
  public VideoJob start(VideoRequest request, CallContext context) {
    return job(engine.start(request, context));
  }

  /**
   * A job that was started before, perhaps by another process.
   *
   * @param jobId its {@link VideoJob#id()}
   * @return the job; whether there is one shows when it is asked for its status
   */
  public VideoJob job(String jobId) {
    return new VideoJob(id, jobId, engine);
  }

  /** Gives back the connections that the model holds. Jobs go on. */
  @Override
  public void close() {
    engine.close();
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
