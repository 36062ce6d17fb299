package io.fmops.prompt.internal.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomCacheTest {

  @TempDir
  private Path folder;

  /** An empty room weighs 1. */
  private Room used(RoomCache cache, String name) throws IOException {
    Room room = cache.room(folder.resolve(name));
    room.name();
    cache.used(room);
    return room;
  }

  @Test
  void theRoomThatWasUsedLongestAgoIsDropped() throws IOException {
    RoomCache cache = new RoomCache(2);
    Room a = used(cache, "a");
    Room b = used(cache, "b");
    assertThat(used(cache, "a")).isSameAs(a);
    used(cache, "c");
    assertThat(cache.room(folder.resolve("a"))).isSameAs(a);
    assertThat(cache.room(folder.resolve("b"))).isNotSameAs(b);
  }

  @Test
  void aDroppedRoomCanStillBeUsed() throws IOException {
    RoomCache cache = new RoomCache(1);
    Room a = used(cache, "a");
    used(cache, "b");
    cache.used(a);
    assertThat(a.name()).isEmpty();
    assertThat(cache.room(folder.resolve("a"))).isNotSameAs(a);
  }
}
