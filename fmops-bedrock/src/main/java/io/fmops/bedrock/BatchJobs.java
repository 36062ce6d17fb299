package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateModelInvocationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ListModelInvocationJobsResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobInputDataConfig;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobOutputDataConfig;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobS3OutputDataConfig;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationType;
import software.amazon.awssdk.services.bedrock.model.S3InputFormat;

/**
 * Batch inference jobs of Amazon Bedrock: started, looked up, stopped. Made by
 * {@link BedrockProvider#batchJobs}. Needs {@code software.amazon.awssdk:bedrock}, the client of
 * Bedrock's control plane, which the application adds itself. Thread-safe; close it when it is no
 * longer needed.
 */
public final class BatchJobs implements AutoCloseable {

  private static final int PAGE = 100;

  private final Calls<BedrockClient> calls;

  BatchJobs(ModelId label, AwsSettings settings) {
    this.calls = new Calls<>(label, new JobClients(label, settings));
  }

  /**
   * Starts a job.
   *
   * @param batch has the model, and the form in which the records were written
   * @param request the job
   * @param context what surrounds the call
   * @return the job's ARN
   * @throws ModelException if the call fails
   */
  public String start(BedrockBatch batch, BatchJobRequest request, CallContext context) {
    CreateModelInvocationJobRequest.Builder job = CreateModelInvocationJobRequest.builder()
        .jobName(request.name())
        .modelId(batch.model().name())
        .roleArn(request.roleArn())
        .clientRequestToken(request.idempotencyToken().orElse(null))
        .modelInvocationType(
            batch.form() == BedrockBatch.Form.CONVERSE
                ? ModelInvocationType.CONVERSE
                : ModelInvocationType.INVOKE_MODEL)
        .inputDataConfig(ModelInvocationJobInputDataConfig.fromS3InputDataConfig(
            s3 -> s3.s3InputFormat(S3InputFormat.JSONL).s3Uri(request.input().toString())))
        .outputDataConfig(ModelInvocationJobOutputDataConfig.fromS3OutputDataConfig(
            s3 -> s3.s3Uri(request.output().toString())));
    request.timeout().ifPresent(limit -> job.timeoutDurationInHours((int) limit.toHours()));
    return calls
        .call(
            context,
            "bedrock:CreateModelInvocationJob and iam:PassRole",
            client -> client.createModelInvocationJob(job.build()))
        .jobArn();
  }

  /**
   * Looks a job up.
   *
   * @param arn its ARN
   * @param context what surrounds the call
   * @return the job
   * @throws ModelException if the call fails
   */
  public BatchJob get(String arn, CallContext context) {
    GetModelInvocationJobResponse job = calls.call(
        context,
        "bedrock:GetModelInvocationJob",
        client -> client.getModelInvocationJob(r -> r.jobIdentifier(arn)));
    return job(
        job.jobArn(),
        job.jobName(),
        job.modelId(),
        job.status(),
        job.message(),
        job.outputDataConfig(),
        job.submitTime(),
        job.endTime(),
        job.totalRecordCount(),
        job.successRecordCount(),
        job.errorRecordCount());
  }

  /**
   * Looks jobs up by their names.
   *
   * @param nameContains a part of the name; empty for all jobs
   * @param limit how many at most, above zero
   * @param context what surrounds the call
   * @return the newest first, as far as Bedrock keeps that order
   * @throws ModelException if the call fails
   * @throws IllegalArgumentException if the limit is not above zero
   */
  public List<BatchJob> list(String nameContains, int limit, CallContext context) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be above zero");
    }
    List<BatchJob> jobs = new ArrayList<>();
    String next = null;
    do {
      String token = next;
      int page = Math.min(PAGE, limit - jobs.size());
      ListModelInvocationJobsResponse told = calls.call(
          context,
          "bedrock:ListModelInvocationJobs",
          client -> client.listModelInvocationJobs(r -> r.nextToken(token)
              .maxResults(page)
              .nameContains(nameContains.isEmpty() ? null : nameContains)
              .sortBy("CreationTime")
              .sortOrder("Descending")));
      for (ModelInvocationJobSummary job : told.invocationJobSummaries()) {
        if (jobs.size() < limit) {
          jobs.add(job(
              job.jobArn(),
              job.jobName(),
              job.modelId(),
              job.status(),
              job.message(),
              job.outputDataConfig(),
              job.submitTime(),
              job.endTime(),
              job.totalRecordCount(),
              job.successRecordCount(),
              job.errorRecordCount()));
        }
      }
      next = told.nextToken();
    } while (next != null && jobs.size() < limit);
    return jobs;
  }

  /**
   * Stops a job. What it has done so far stays.
   *
   * @param arn its ARN
   * @param context what surrounds the call
   * @throws ModelException if the call fails
   */
  public void stop(String arn, CallContext context) {
    var unused = calls.call(
        context,
        "bedrock:StopModelInvocationJob",
        client -> client.stopModelInvocationJob(r -> r.jobIdentifier(arn)));
  }

  private static BatchJob job(
      String arn,
      String name,
      String model,
      @Nullable ModelInvocationJobStatus status,
      @Nullable String message,
      @Nullable ModelInvocationJobOutputDataConfig output,
      @Nullable Instant submitted,
      @Nullable Instant ended,
      @Nullable Long records,
      @Nullable Long succeeded,
      @Nullable Long failed) {
    return new BatchJob(
        arn,
        name,
        model,
        state(status),
        Optional.ofNullable(message).filter(text -> !text.isBlank()).map(AwsErrors::oneLine),
        Optional.ofNullable(output)
            .map(ModelInvocationJobOutputDataConfig::s3OutputDataConfig)
            .map(ModelInvocationJobS3OutputDataConfig::s3Uri)
            .map(URI::create),
        Optional.ofNullable(submitted),
        Optional.ofNullable(ended),
        Optional.ofNullable(records),
        Optional.ofNullable(succeeded),
        Optional.ofNullable(failed));
  }

  private static BatchJob.State state(@Nullable ModelInvocationJobStatus status) {
    return status == null || status == ModelInvocationJobStatus.UNKNOWN_TO_SDK_VERSION
        ? BatchJob.State.UNKNOWN
        : BatchJob.State.valueOf(status.name());
  }

  /** Gives back the connections. Jobs go on. */
  @Override
  public void close() {
    calls.close();
  }

  private static final class JobClients extends ControlPlane<BedrockClient, BedrockAsyncClient> {
    JobClients(ModelId label, AwsSettings settings) {
      super(label, settings, true);
    }

    @Override
    protected AwsClientBuilder<?, BedrockClient> builder(SdkHttpClient http) {
      return BedrockClient.builder().httpClient(http);
    }

    @Override
    protected AwsClientBuilder<?, BedrockAsyncClient> asyncBuilder(SdkAsyncHttpClient http) {
      return BedrockAsyncClient.builder().httpClient(http);
    }
  }
}
