package io.fmops.benchmarks.peers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One thing that happens in production, and what a library's user sees of it. */
enum Scenario {
  CUT("cut", "The connection is cut in mid-text (3 chunks sent)") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      return told(read(client, 5));
    }
  },
  NO_METADATA("nometadata", "A stream ends without its `metadata` (token usage) event") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      return told(read(client, 5));
    }
  },
  MODEL_ERROR("modelerror", "`modelStreamErrorException` after 3 chunks") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      return told(read(client, 20));
    }
  },
  THROTTLED_STREAM("throttledstream", "`throttlingException` after 3 chunks") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      return told(read(client, 20));
    }
  },
  UNAVAILABLE("unavailable", "503 for ever: HTTP requests made for one call") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      return requests(client, setup);
    }
  },
  THROTTLED("throttled", "429 for ever: HTTP requests made for one call") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      return requests(client, setup);
    }
  },
  CANCEL("drip", "Cancelled at the 3rd of 400 chunks: chunks the server still sent") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      Streaming stream = client.stream("hello");
      Observation seen = new Observation(count -> {
        if (count == 3) {
          stream.cancel();
        }
      });
      start(stream, seen, false).join(4_000);
      seen.await(1);
      return seen(setup)[1] + " sent; user told: " + seen.outcome();
    }
  },
  CANCEL_SILENT("silent", "Cancelled after 1 s in which the server said nothing") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      Streaming stream = client.stream("hello");
      Observation seen = new Observation(count -> {});
      Thread reader = start(stream, seen, false);
      Thread.sleep(1_000);
      try {
        stream.cancel();
      } catch (UnsupportedOperationException e) {
        return "**cannot**: " + e.getMessage();
      }
      reader.join(1_000);
      seen.await(1);
      return (seen(setup)[2] > 0 ? "connection closed" : "**connection still open**")
          + "; user told: " + seen.outcome();
    }
  },
  SLOW_READER("long", "A reader that takes 1 ms a chunk, 2,000 chunks") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      Observation seen = new Observation(count -> Thread.sleep(1));
      start(client.stream("hello"), seen, true);
      seen.await(20);
      return delivered(seen, Behaviour.LONG);
    }
  },
  PAUSE("huge", "A reader that pauses for 4 s, read time-out 2 s, 60,000 chunks") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      Observation seen = new Observation(count -> {
        if (count == 10) {
          Thread.sleep(4_000);
        }
      });
      start(client.stream("hello"), seen, true);
      seen.await(30);
      return delivered(seen, Behaviour.HUGE);
    }
  },
  REASONING("reasoning", "Reasoning and its signature on a stream") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      Answer answer = read(client, 5).answer();
      if (answer == null) {
        return "**no answer**";
      }
      return (answer.reasoning().equals("thought") ? "text kept" : "**text lost**")
          + ", "
          + (answer.signature().equals("c2lnbmVk") ? "signature kept" : "**signature lost**");
    }
  },
  MAX_TOKENS("maxtokens", "Truncated at max tokens: the stop reason a user sees (whole; stream)") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      Answer streamed = read(client, 5).answer();
      return "`%s`; `%s`"
          .formatted(
              client.call("hello").stopReason(), streamed == null ? "none" : streamed.stopReason());
    }
  },
  THREAD("plain", "The thread that runs the reader's code") {
    @Override
    String observe(Client client, Setup setup) throws Exception {
      String thread = read(client, 5).thread();
      return thread.equals(READER) ? "the caller's" : "`" + thread + "`";
    }
  };

  private static final String READER = "reader";

  final String behaviour;
  final String title;

  Scenario(String behaviour, String title) {
    this.behaviour = behaviour;
    this.title = title;
  }

  /** Makes the call, and tells in a few words what a user sees. */
  abstract String observe(Client client, Setup setup) throws Exception;

  static Thread start(Streaming stream, Observation seen, boolean paced) {
    Thread reader = new Thread(
        () -> {
          try {
            stream.run(seen, paced);
          } catch (Exception e) {
            seen.failed(e);
          }
        },
        READER);
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  static Observation read(Client client, int seconds) throws InterruptedException {
    Observation seen = new Observation(count -> {});
    start(client.stream("hello"), seen, false);
    seen.await(seconds);
    return seen;
  }

  private static String told(Observation seen) {
    return seen.outcome()
        + (seen.chunks() == 3 ? "" : ", **" + seen.chunks() + " chunks delivered**");
  }

  private static String delivered(Observation seen, int all) {
    String count = seen.chunks() == all && seen.ordered()
        ? "all, in order"
        : "**" + seen.chunks() + " of " + all + (seen.ordered() ? "" : ", out of order") + "**";
    return count + "; " + seen.outcome();
  }

  private static String requests(Client client, Setup setup) throws Exception {
    long begin = System.nanoTime();
    String outcome;
    try {
      client.call("hello");
      outcome = "completed";
    } catch (Exception e) {
      outcome = "`" + e.getClass().getSimpleName() + "`";
    }
    return "%d in %.1f s, %s".formatted(seen(setup)[0], (System.nanoTime() - begin) / 1e9, outcome);
  }

  /** What the server has seen: requests, chunks sent one by one, connections ended early. */
  static int[] seen(Setup setup) throws Exception {
    URI uri = setup.endpoint().resolve("/seen/" + setup.model());
    String[] words = HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .split(" ", -1);
    return new int[] {
      Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])
    };
  }
}
