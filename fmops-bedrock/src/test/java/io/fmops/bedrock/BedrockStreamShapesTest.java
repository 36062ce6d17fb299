package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams in all sizes and pieces, and the threads on which they are told. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BedrockStreamShapesTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  private static final List<byte[]> MIXED = List.of(
      Wire.start(),
      Wire.delta(0, "{\"reasoningContent\": {\"text\": \"思うに\"}}"),
      Wire.delta(0, "{\"reasoningContent\": {\"signature\": \"c2ln\"}}"),
      Wire.blockStop(0),
      Wire.delta(1, Wire.text("as written 🎌")),
      Wire.delta(
          1, "{\"citation\": {\"title\": \"本\", \"sourceContent\": [{\"text\": \"it is\"}]}}"),
      Wire.blockStop(1),
      Wire.blockStart(2, "{\"toolUse\": {\"toolUseId\": \"t1\", \"name\": \"weather\"}}"),
      Wire.delta(2, "{\"toolUse\": {\"input\": \"{\\\"city\\\":\"}}"),
      Wire.delta(2, "{\"toolUse\": {\"input\": \"\\\"京都\\\"}\"}}"),
      Wire.blockStop(2),
      Wire.stop("tool_use"),
      Wire.metadata(Wire.usage(3, 4)));

  private static final List<ContentBlock> CONTENT = List.of(
      new ContentBlock.Reasoning("思うに", Optional.of("c2ln")),
      new ContentBlock.Text(
          "as written 🎌", List.of(new Citation(Optional.of("本"), "it is", Optional.empty()))),
      new ContentBlock.ToolCall("t1", "weather", "{\"city\":\"京都\"}"));

  private static byte[] joined(List<byte[]> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static GenerateResponse stream(FoundationModel model) {
    try (ModelStream stream = model.stream(REQUEST)) {
      return stream.response();
    }
  }

  @Test
  void aStreamOfAllKindsMayBeSplitAtEveryByte() {
    byte[] all = joined(MIXED);
    AtomicInteger size = new AtomicInteger();
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
          exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
          for (int from = 0; from < all.length; from += size.get()) {
            exchange.write(Arrays.copyOfRange(all, from, Math.min(all.length, from + size.get())));
          }
          exchange.finish();
        });
        FoundationModel model = Wire.model(server.uri())) {
      // At every byte, and then in pieces that end anywhere in frames, words and characters.
      for (int bytes = 1; bytes <= 150; bytes++) {
        size.set(bytes);
        assertThat(stream(model).content()).as("pieces of %d bytes", bytes).isEqualTo(CONTENT);
      }
    }
  }

  @Test
  void anAnswerOfTenMegabytesComesWholeInBothForms() {
    String piece = "日本語とEnglish・".repeat(400);
    int pieces = 10_000_000 / Wire.bytes(piece).length + 1;
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
          String usage = Wire.usage(1, 1);
          if (exchange.request().target().endsWith("-stream")) {
            exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
            exchange.write(Wire.start());
            for (int i = 0; i < pieces; i++) {
              exchange.write(Wire.delta(0, Wire.text(piece)));
            }
            exchange.write(
                joined(List.of(Wire.blockStop(0), Wire.stop("end_turn"), Wire.metadata(usage))));
            exchange.finish();
          } else {
            exchange.respond(
                200,
                Wire.headers("application/json"),
                Wire.bytes(Wire.converse(Wire.text(piece.repeat(pieces)), "end_turn", usage)));
          }
        });
        FoundationModel model = Wire.model(server.uri())) {
      assertThat(model.generate(REQUEST).text()).isEqualTo(piece.repeat(pieces));
      assertThat(stream(model).text()).isEqualTo(piece.repeat(pieces));
    }
  }

  @Test
  void noCodeOfTheUsersRunsOnTheThreadsOfTheNetwork() throws Exception {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Runnable note = () -> threads.add(Thread.currentThread().getName());
    try (LoopbackServer server = LoopbackServer.start(exchange -> slowly(exchange));
        FoundationModel model = Wire.model(server.uri());
        ModelStream published = model.stream(REQUEST);
        ModelStream pulled = model.stream(REQUEST)) {
      published.publisher().subscribe(new Flow.Subscriber<>() {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          note.run();
          subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(StreamEvent event) {
          note.run();
        }

        @Override
        public void onError(Throwable problem) {
          note.run();
        }

        @Override
        public void onComplete() {
          note.run();
        }
      });
      CompletableFuture<Void> one = published.outcome().thenRun(note).toCompletableFuture();
      CompletableFuture<Void> two = pulled.outcome().thenRun(note).toCompletableFuture();
      CompletableFuture<Void> three = model.generateAsync(REQUEST).thenRun(note);
      pulled.forEach(event -> note.run());
      CompletableFuture.allOf(one, two, three).get(20, TimeUnit.SECONDS);
    }
    assertThat(threads)
        .isNotEmpty()
        .noneMatch(name -> name.contains("netty") || name.contains("Netty"))
        .noneMatch(name -> name.contains("aws-java-sdk") || name.contains("async-response"));
  }

  private static void slowly(Exchange exchange) throws java.io.IOException, InterruptedException {
    if (exchange.request().target().endsWith("-stream")) {
      exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
      for (byte[] frame : MIXED) {
        Thread.sleep(10);
        exchange.write(frame);
      }
      exchange.finish();
    } else {
      Thread.sleep(50);
      Wire.answer(exchange);
    }
  }
}
